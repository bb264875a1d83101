//! Finds where the blocks of a picture were in another: from coarse to fine, then between samples.
//!
//! Hierarchical block matching: each level takes the vectors of the level above for its candidates, descends to the
//! least sum of absolute differences around the best, and then hears its neighbours, so that vectors of flat or noisy
//! places follow those that are certain. Every row of blocks depends on the pass before alone, so the result is the same
//! on any number of threads.

use rayon::prelude::*;

use super::block::{SIDE, activity, difference, difference_between};
use super::level::BORDER;
use super::{Field, Grid, Level, Pyramid, Vector};

/// Blocks whose differences are this many times their own unevenness have no match.
const LOST: f32 = 0.8;
/// The least unevenness that blocks are taken to have, in levels of 255.
const UNEVEN: usize = 4;
/// The part of blocks without a match from which on another scene is shown.
const CUT: f32 = 0.6;
/// Steps of a descent in a level, at most.
const STEPS: usize = 6;
/// What a sample away from its neighbours costs a vector: so many levels of 255 at every sample of the block, …
const STRAY: f32 = 0.04;
/// … and this part of the difference it would have where its neighbours point.
const STRAY_OF_NOISE: f32 = 0.02;

/// Where the blocks of `current` were in `reference`.
///
/// `hint` is a field that is likely to be near. Where another scene is shown, all costs are 1.
pub(crate) fn search(current: &Pyramid, reference: &Pyramid, step: usize, hint: Option<&Field>) -> Field {
    let mut found: Option<Field> = None;
    let mut is_cut = false;
    for (number, levels) in current.levels.iter().zip(&reference.levels).enumerate().rev() {
        let pair = Pair::new(levels, step);
        let hint = hint.filter(|_| number == 0);
        let first = pair.pass(|at| pair.descend(at, candidates(found.as_ref(), hint, at)));
        let agreed = pair.pass(|at| pair.agree(at, &first));
        if found.is_none() {
            // In the smallest picture hardly any noise is left.
            is_cut = pair.is_cut(&agreed);
        }
        found = Some(agreed);
    }
    let Some(whole) = found else { return Field { grid: Grid::new(0, 0, step), vectors: Vec::new() } };
    let pair = Pair::new((&current.levels[0], &reference.levels[0]), step);
    let mut fine = pair.pass(|at| pair.between(at, whole.at(at[0], at[1])));
    if is_cut {
        fine.vectors.iter_mut().for_each(|vector| vector.cost = 1.0);
    }
    fine
}

/// Two pictures of one size, and the blocks of the first.
struct Pair<'a> {
    current: &'a Level,
    reference: &'a Level,
    grid: Grid,
}

/// A place of the grid: column and row.
type Place = [isize; 2];

impl<'a> Pair<'a> {
    fn new((current, reference): (&'a Level, &'a Level), step: usize) -> Self {
        Self { current, reference, grid: Grid::new(current.width, current.height, step) }
    }

    /// A field whose vectors `find` finds, block by block.
    fn pass(&self, find: impl Fn(Place) -> Vector + Sync) -> Field {
        let mut vectors = vec![Vector::default(); self.grid.columns * self.grid.rows];
        vectors.par_chunks_mut(self.grid.columns).enumerate().for_each(|(row, vectors)| {
            for (column, vector) in vectors.iter_mut().enumerate() {
                *vector = find([column as isize, row as isize]);
            }
        });
        Field { grid: self.grid, vectors }
    }

    /// The first sample of a block.
    fn origin(&self, [column, row]: Place) -> [isize; 2] {
        let step = self.grid.step as isize;
        [column, row].map(|place| place * step + (step - SIDE as isize) / 2)
    }

    /// The block at a place.
    fn block(&self, at: Place) -> &[u8] {
        let [x, y] = self.origin(at);
        self.current.from(x, y)
    }

    /// A vector in whole samples, cut so that its block stays within the border.
    fn within(&self, at: Place, whole: [i32; 2]) -> [i32; 2] {
        let origin = self.origin(at);
        let sizes = [self.reference.width, self.reference.height];
        std::array::from_fn(|axis| {
            // One sample is left for reading between samples.
            let low = -(BORDER as isize) - origin[axis];
            let high = (sizes[axis] + BORDER - SIDE - 1) as isize - origin[axis];
            whole[axis].clamp(low.min(0) as i32, high.max(0) as i32)
        })
    }

    fn difference(&self, at: Place, [dx, dy]: [i32; 2]) -> u32 {
        let [x, y] = self.origin(at);
        let there = self.reference.from(x + dx as isize, y + dy as isize);
        difference(self.block(at), there, [self.current.stride(), self.reference.stride()])
    }

    /// The best of some candidates, and down from it as long as it gets better.
    fn descend(&self, at: Place, candidates: [[i32; 2]; 7]) -> Vector {
        let expected = self.within(at, candidates[0]);
        let noise = self.difference(at, expected) as f32;
        let price = (SIDE * SIDE) as f32 * STRAY + noise * STRAY_OF_NOISE;
        let stray = |[dx, dy]: [i32; 2]| ((dx - expected[0]).abs() + (dy - expected[1]).abs()).min(16) as f32 * price;
        let mut best = (expected, noise, noise);
        let choices = candidates.map(|candidate| self.within(at, candidate));
        for (place, vector) in choices.into_iter().enumerate().skip(1) {
            if choices[..place].contains(&vector) {
                continue;
            }
            let found = self.difference(at, vector) as f32;
            if found + stray(vector) < best.1 {
                best = (vector, found + stray(vector), found);
            }
        }
        let mut came_from = None;
        for _ in 0..STEPS {
            let from = best.0;
            for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
                let vector = self.within(at, [from[0] + dx, from[1] + dy]);
                if vector == from || Some(vector) == came_from {
                    continue;
                }
                let found = self.difference(at, vector) as f32;
                if found + stray(vector) < best.1 {
                    best = (vector, found + stray(vector), found);
                }
            }
            if best.0 == from {
                break;
            }
            came_from = Some(from);
        }
        whole(best.0, best.2)
    }

    /// The best of a block's own vector and its neighbours', those that agree with their median preferred.
    fn agree(&self, at: Place, first: &Field) -> Vector {
        let near = |dx: isize, dy: isize| in_samples(first.at(at[0] + dx, at[1] + dy));
        let own = near(0, 0);
        let around = [near(-1, 0), near(1, 0), near(0, -1), near(0, 1)];
        let middle: [i32; 2] = std::array::from_fn(|axis| {
            let mut all = [own, around[0], around[1], around[2], around[3]].map(|vector| vector[axis]);
            all.sort_unstable();
            all[2]
        });
        let choices = [own, middle, around[0], around[1], around[2], around[3]].map(|v| self.within(at, v));
        if choices.iter().all(|vector| *vector == choices[0]) {
            return first.at(at[0], at[1]);
        }
        let noise = self.difference(at, choices[1]) as f32;
        let price = (SIDE * SIDE) as f32 * STRAY + noise * STRAY_OF_NOISE;
        let mut best = (choices[1], noise, noise);
        for place in [0, 2, 3, 4, 5] {
            let [dx, dy] = choices[place];
            if choices[..place].contains(&[dx, dy]) {
                continue;
            }
            let apart = ((dx - middle[0]).abs() + (dy - middle[1]).abs()).min(16) as f32;
            let found = self.difference(at, [dx, dy]) as f32;
            if found + apart * price < best.1 {
                best = ([dx, dy], found + apart * price, found);
            }
        }
        whole(best.0, best.2)
    }

    /// The vector in quarters of a sample, and its cost.
    fn between(&self, at: Place, vector: Vector) -> Vector {
        let here = in_samples(vector);
        let exact = vector.cost as u32;
        let part: [i32; 2] = std::array::from_fn(|axis| {
            let step = |by: i32| {
                let mut there = here;
                there[axis] += by;
                (self.within(at, there) == there).then(|| self.difference(at, there) as f32)
            };
            match (step(-1), step(1)) {
                (Some(before), Some(after)) => quarter(before, exact as f32, after),
                _ => 0,
            }
        });
        let mut best = ([4 * here[0], 4 * here[1]], exact);
        let quarters = [4 * here[0] + part[0], 4 * here[1] + part[1]];
        let whole = quarters.map(|quarters| quarters.div_euclid(4));
        if part != [0, 0] && self.within(at, whole) == whole {
            let [x, y] = self.origin(at);
            let there = self.reference.from(x + whole[0] as isize, y + whole[1] as isize);
            let strides = [self.current.stride(), self.reference.stride()];
            let found = difference_between(self.block(at), there, strides, quarters.map(|q| q.rem_euclid(4) as u16));
            if found < best.1 {
                best = (quarters, found);
            }
        }
        let cost = best.1 as f32 / (255 * SIDE * SIDE) as f32;
        Vector { dx: best.0[0], dy: best.0[1], cost }
    }

    /// Whether the pictures are of two scenes, by vectors whose cost is a sum of differences.
    fn is_cut(&self, found: &Field) -> bool {
        let columns = self.grid.columns;
        let lost = found.vectors.iter().enumerate().filter(|(place, vector)| {
            let at = [(place % columns) as isize, (place / columns) as isize];
            let uneven = activity(self.block(at), self.current.stride()) as f32;
            vector.cost > LOST * uneven.max((UNEVEN * SIDE * SIDE) as f32)
        });
        lost.count() as f32 > CUT * found.vectors.len() as f32
    }
}

/// A vector in whole samples.
fn whole([dx, dy]: [i32; 2], cost: f32) -> Vector {
    Vector { dx: 4 * dx, dy: 4 * dy, cost }
}

fn in_samples(vector: Vector) -> [i32; 2] {
    [vector.dx.div_euclid(4), vector.dy.div_euclid(4)]
}

/// What a block tries first: the vectors of the level above, of blocks that hold it and those beside, no motion, and
/// the hint.
fn candidates(above: Option<&Field>, hint: Option<&Field>, [column, row]: Place) -> [[i32; 2]; 7] {
    let Some(above) = above else { return [[0, 0]; 7] };
    let (x, y) = (column.div_euclid(2), row.div_euclid(2));
    let (side, end) = (if column % 2 == 0 { -1 } else { 1 }, if row % 2 == 0 { -1 } else { 1 });
    let [own, beside, below, other, opposite] =
        [(x, y), (x + side, y), (x, y + end), (x - side, y), (x, y - end)].map(|(x, y)| {
            let Vector { dx, dy, .. } = above.at(x, y);
            [dx / 2, dy / 2]
        });
    let hint = hint.map_or([0, 0], |hint| in_samples(hint.at(column, row)));
    [own, beside, below, other, opposite, [0, 0], hint]
}

/// Where the least of three differences is by the lines through them, in quarters of a step.
fn quarter(before: f32, here: f32, after: f32) -> i32 {
    let steepest = (before - here).max(after - here);
    if steepest <= 0.0 {
        return 0;
    }
    ((before - after) / (2.0 * steepest) * 4.0).round().clamp(-3.0, 3.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of smooth blobs, `dx` and `dy` quarters of a sample to the right and down.
    fn picture(width: usize, height: usize, shift: impl Fn(usize, usize) -> (i32, i32)) -> Pyramid {
        // Random numbers on two grids, and straight lines between.
        let hash = |x: i32, y: i32| {
            let mixed = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
            ((mixed ^ mixed >> 15).wrapping_mul(0x2c1b_3c6d) >> 24) as f32
        };
        let on_grid = |x: f32, y: f32, cell: f32| {
            let (x, y) = (x / cell + 100.0, y / cell + 100.0);
            let (left, top) = (x.floor(), y.floor());
            let at = |dx, dy| hash(left as i32 + dx, top as i32 + dy);
            let across = |dy| at(0, dy) + (x - left) * (at(1, dy) - at(0, dy));
            across(0) + (y - top) * (across(1) - across(0))
        };
        let value = |x: f32, y: f32| 0.6 * on_grid(x, y, 29.0) + 0.4 * on_grid(x, y, 7.0);
        let level = Level::new(width, height, |y, row| {
            for (x, out) in row.iter_mut().enumerate() {
                let (dx, dy) = shift(x, y);
                *out = value(x as f32 - dx as f32 / 4.0, y as f32 - dy as f32 / 4.0) as u8;
            }
        });
        let mut levels = vec![level];
        while levels.last().is_some_and(|level| level.width.min(level.height) >= 48) {
            let next = levels.last().expect("one is there").halved();
            levels.push(next);
        }
        Pyramid { levels }
    }

    #[test]
    fn finds_shifts_to_a_quarter_of_a_sample() {
        let still = picture(320, 240, |_, _| (0, 0));
        for (dx, dy) in [(0, 0), (4, 0), (12, -20), (-36, 48), (6, 3), (-13, 9), (70, 34)] {
            let moved = picture(320, 240, |_, _| (dx, dy));
            let field = search(&moved, &still, 8, None);
            let inner: Vec<&Vector> = (6..24).flat_map(|row| &field.vectors[row * 40 + 6..row * 40 + 34]).collect();
            let off = |v: &&&Vector| (v.dx + dx).abs().max((v.dy + dy).abs());
            let within = |quarters: i32| inner.iter().filter(|v| off(v) <= quarters).count() * 100 / inner.len();
            assert!(within(1) >= 90 && within(2) >= 98, "{dx},{dy}: {} % and {} %", within(1), within(2));
        }
    }

    #[test]
    fn another_scene_costs_all() {
        let noise = |seed: u32| {
            let level = Level::new(160, 96, |y, row| {
                for (x, out) in row.iter_mut().enumerate() {
                    let n = (x as u32 / 6).wrapping_mul(2_654_435_761) ^ (y as u32 / 6).wrapping_mul(40503) ^ seed;
                    *out = (n.wrapping_mul(2_246_822_519) >> 24) as u8;
                }
            });
            let next = level.halved();
            Pyramid { levels: vec![level, next] }
        };
        let (one, other) = (noise(1), noise(0x9e37_79b9));
        let costs: Vec<f32> = search(&one, &other, 8, None).vectors.iter().map(|vector| vector.cost).collect();
        assert!(costs.iter().all(|cost| *cost >= 1.0), "{costs:?}");
        assert!(search(&one, &one, 8, None).vectors.iter().all(|vector| vector.cost == 0.0));
    }
}
