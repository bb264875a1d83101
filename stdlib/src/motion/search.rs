//! Finds where the blocks of a picture were in another: from coarse to fine, then between samples.
//!
//! Hierarchical block matching: each level takes the vectors of the level above for its candidates, descends to the
//! least sum of absolute differences around the best, and then hears its neighbours, so that vectors of flat or noisy
//! places follow those that are certain. Every row of blocks depends on the pass before alone, so the result is the same
//! on any number of threads.

use rayon::prelude::*;

use super::block::{SIDE, activity, difference_between, differences};
use super::level::BORDER;
use super::{Field, Grid, Level, Pyramid, Vector};

/// Blocks whose differences are this many times their own unevenness have no match.
const LOST: f32 = 0.8;
/// The least unevenness that blocks are taken to have, in levels of 255.
const UNEVEN: usize = 4;
/// The part of blocks without a match from which on another scene is shown.
const CUT: f32 = 0.6;
/// Vectors that are so near agree already, in samples.
const NEAR: i32 = 1;
/// Steps of a descent in a level, at most.
const STEPS: usize = 6;
/// What a sample away from its neighbours costs a vector: so many levels of 255 at every sample of the block, …
const STRAY: f32 = 0.04;
/// … and this part of the difference it would have where its neighbours point.
const STRAY_OF_NOISE: f32 = 0.02;

/// How carefully blocks are looked at in the largest pictures, which have the most of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// As [`Care::Quick`], and no nearer than whole samples: for what reads at whole ones.
    Whole,
    /// Every other row, and neighbours only where they disagree by more than a sample: enough for most vectors.
    Quick,
    /// Every row and every neighbour: for what is fitted to all vectors.
    Thorough,
}

/// Where the blocks of `current` were in `reference`.
///
/// `hint` is a field that is likely to be near. Where another scene is shown, all costs are 1.
pub(crate) fn search(current: &Pyramid, reference: &Pyramid, step: usize, care: Care, hint: Option<&Field>) -> Field {
    let mut found: Option<Field> = None;
    let mut is_cut = false;
    let near = if care == Care::Thorough { 0 } else { NEAR };
    for (number, levels) in current.levels.iter().zip(&reference.levels).enumerate().rev() {
        let pair = Pair::new(levels, step, number == 0 && care != Care::Thorough);
        let hint = hint.filter(|_| number == 0);
        let first = pair.pass(|at| pair.descend(at, candidates(found.as_ref(), hint, at)));
        let agreed = pair.pass(|at| pair.agree(at, &first, near));
        if found.is_none() {
            // In the smallest picture hardly any noise is left.
            is_cut = pair.is_cut(&agreed);
        }
        found = Some(agreed);
    }
    let Some(mut whole) = found else { return Field { grid: Grid::new(0, 0, step), vectors: Vec::new() } };
    let mut field = if care == Care::Whole {
        whole.vectors.iter_mut().for_each(|vector| *vector = priced(*vector));
        whole
    } else {
        let pair = Pair::new((&current.levels[0], &reference.levels[0]), step, false);
        pair.pass(|at| pair.between(at, whole.at(at[0], at[1])))
    };
    if is_cut {
        field.vectors.iter_mut().for_each(|vector| vector.cost = 1.0);
    }
    field
}

/// Two pictures of one size, and the blocks of the first.
struct Pair<'a> {
    current: &'a Level,
    reference: &'a Level,
    grid: Grid,
    /// Whether every other row of a block is enough.
    is_rough: bool,
}

/// A place of the grid: column and row.
type Place = [isize; 2];

impl<'a> Pair<'a> {
    fn new((current, reference): (&'a Level, &'a Level), step: usize, is_rough: bool) -> Self {
        Self { current, reference, grid: Grid::new(current.width, current.height, step), is_rough }
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
    fn block(&self, at: Place) -> &'a [u8] {
        let [x, y] = self.origin(at);
        self.current.from(x, y)
    }

    /// The block at a place, and how far it may go.
    fn spot(&self, at: Place) -> Spot<'a> {
        let origin = self.origin(at);
        let sizes = [self.reference.width, self.reference.height];
        // Blocks stay within the border, and one sample is left for reading between samples.
        let least = |axis: usize| (-(BORDER as isize) - origin[axis]).min(0) as i32;
        let most = |axis: usize| ((sizes[axis] + BORDER - SIDE - 1) as isize - origin[axis]).max(0) as i32;
        Spot {
            block: self.current.from(origin[0], origin[1]),
            reference: self.reference,
            strides: [self.current.stride(), self.reference.stride()],
            origin,
            least: [least(0), least(1)],
            most: [most(0), most(1)],
            is_rough: self.is_rough,
        }
    }

    /// The best of some candidates, and down from it as long as it gets better.
    fn descend(&self, at: Place, candidates: [[i32; 2]; 7]) -> Vector {
        let spot = self.spot(at);
        let mut best = spot.best_of(&candidates);
        for _ in 0..STEPS {
            let [x, y] = best.vector;
            let around = spot.around([x, y]);
            let found = spot.differences(around);
            for place in 0..4 {
                best.hear(around[place], found[place] as f32);
            }
            if best.vector == [x, y] {
                break;
            }
        }
        whole(best.vector, best.difference)
    }

    /// The best of a block's own vector and its neighbours', those that agree with their median preferred.
    fn agree(&self, at: Place, first: &Field, near: i32) -> Vector {
        let beside = |dx: isize, dy: isize| in_samples(first.at(at[0] + dx, at[1] + dy));
        let own = beside(0, 0);
        let [left, right, above, below] = [beside(-1, 0), beside(1, 0), beside(0, -1), beside(0, 1)];
        let is_near = |[x, y]: [i32; 2]| (x - own[0]).abs() <= near && (y - own[1]).abs() <= near;
        if is_near(left) && is_near(right) && is_near(above) && is_near(below) {
            return first.at(at[0], at[1]);
        }
        let median = |axis: usize| median([own[axis], left[axis], right[axis], above[axis], below[axis]]);
        let middle = [median(0), median(1)];
        let best = self.spot(at).best_of(&[middle, own, left, right, above, below]);
        whole(best.vector, best.difference)
    }

    /// The vector in quarters of a sample, and its cost.
    fn between(&self, at: Place, vector: Vector) -> Vector {
        let spot = self.spot(at);
        let here = in_samples(vector);
        // What is known was of some rows alone.
        let exact = difference_between(spot.block, spot.there(here), spot.strides, [0, 0]);
        let [left, right, above, below] = spot.around(here);
        let [to_left, to_right, up, down] = spot.differences([left, right, above, below]);
        // At the end of its reach a vector stays where it is.
        let part = |before: [i32; 2], after: [i32; 2], found: [u32; 2]| {
            let is_within = before != here && after != here;
            if is_within { quarter(found[0] as f32, exact as f32, found[1] as f32) } else { 0 }
        };
        let part = [part(left, right, [to_left, to_right]), part(above, below, [up, down])];
        let mut best = ([4 * here[0], 4 * here[1]], exact);
        let quarters = [4 * here[0] + part[0], 4 * here[1] + part[1]];
        let whole = [quarters[0] >> 2, quarters[1] >> 2];
        if part != [0, 0] && spot.within(whole) == whole {
            let there = spot.there(whole);
            let parts = [(quarters[0] & 3) as u16, (quarters[1] & 3) as u16];
            let found = difference_between(spot.block, there, spot.strides, parts);
            if found < best.1 {
                best = (quarters, found);
            }
        }
        priced(Vector { dx: best.0[0], dy: best.0[1], cost: best.1 as f32 })
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

/// A block of the current picture, and where in the reference it may be.
struct Spot<'a> {
    block: &'a [u8],
    reference: &'a Level,
    strides: [usize; 2],
    origin: [isize; 2],
    least: [i32; 2],
    most: [i32; 2],
    /// Whether every other row is enough.
    is_rough: bool,
}

impl Spot<'_> {
    /// A vector in whole samples, cut so that its block stays within the border.
    fn within(&self, [dx, dy]: [i32; 2]) -> [i32; 2] {
        [dx.clamp(self.least[0], self.most[0]), dy.clamp(self.least[1], self.most[1])]
    }

    /// The vectors a sample to the left, right, above and below, or the same at the end of its reach.
    fn around(&self, [x, y]: [i32; 2]) -> [[i32; 2]; 4] {
        [self.within([x - 1, y]), self.within([x + 1, y]), self.within([x, y - 1]), self.within([x, y + 1])]
    }

    /// Where a vector points.
    fn there(&self, [dx, dy]: [i32; 2]) -> &[u8] {
        self.reference.from(self.origin[0] + dx as isize, self.origin[1] + dy as isize)
    }

    fn differences(&self, [a, b, c, d]: [[i32; 2]; 4]) -> [u32; 4] {
        let others = [self.there(a), self.there(b), self.there(c), self.there(d)];
        if self.is_rough {
            differences::<2>(self.block, others, self.strides)
        } else {
            differences::<1>(self.block, others, self.strides)
        }
    }

    /// The best of some vectors, of which the first is what is expected.
    fn best_of<const COUNT: usize>(&self, vectors: &[[i32; 2]; COUNT]) -> Best {
        let mut choices = [self.within(vectors[0]); 8];
        let mut count = 1;
        for vector in &vectors[1..] {
            let vector = self.within(*vector);
            if !choices[..count].contains(&vector) {
                choices[count] = vector;
                count += 1;
            }
        }
        let [some, others, ..] = choices.as_chunks::<4>().0 else { unreachable!("eight are two times four") };
        let found = self.differences(*some);
        let mut best = Best::new(choices[0], found[0] as f32);
        for (vector, found) in some.iter().zip(found).take(count).skip(1) {
            best.hear(*vector, found as f32);
        }
        if count > 4 {
            for (vector, found) in others.iter().zip(self.differences(*others)).take(count - 4) {
                best.hear(*vector, found as f32);
            }
        }
        best
    }
}

/// The best vector so far.
struct Best {
    vector: [i32; 2],
    difference: f32,
    /// With what it costs to stray.
    cost: f32,
    expected: [i32; 2],
    /// What a sample away from what is expected costs.
    price: f32,
}

impl Best {
    /// What is expected, and the difference there.
    fn new(expected: [i32; 2], difference: f32) -> Self {
        let price = (SIDE * SIDE) as f32 * STRAY + difference * STRAY_OF_NOISE;
        Self { vector: expected, difference, cost: difference, expected, price }
    }

    /// Takes another vector if it is better.
    fn hear(&mut self, vector: [i32; 2], difference: f32) {
        let apart = ((vector[0] - self.expected[0]).abs() + (vector[1] - self.expected[1]).abs()).min(16);
        let cost = difference + apart as f32 * self.price;
        if cost < self.cost {
            (self.vector, self.difference, self.cost) = (vector, difference, cost);
        }
    }
}

fn median([a, b, c, d, e]: [i32; 5]) -> i32 {
    // Of a, b, c and d neither the least nor the greatest is the middle of all.
    let (low, high) = (a.min(b).max(c.min(d)), a.max(b).min(c.max(d)));
    e.max(low.min(high)).min(low.max(high))
}

/// A vector in whole samples.
fn whole([dx, dy]: [i32; 2], cost: f32) -> Vector {
    Vector { dx: 4 * dx, dy: 4 * dy, cost }
}

/// A vector whose cost was a sum of differences, with one that is a part of white.
fn priced(vector: Vector) -> Vector {
    Vector { cost: vector.cost / (255 * SIDE * SIDE) as f32, ..vector }
}

fn in_samples(vector: Vector) -> [i32; 2] {
    [vector.dx >> 2, vector.dy >> 2]
}

/// What a block tries first: the vectors of the level above, of blocks that hold it and those beside, no motion, and
/// the hint.
fn candidates(above: Option<&Field>, hint: Option<&Field>, [column, row]: Place) -> [[i32; 2]; 7] {
    let Some(above) = above else { return [[0, 0]; 7] };
    let (x, y) = (column >> 1, row >> 1);
    let (side, end) = (if column % 2 == 0 { -1 } else { 1 }, if row % 2 == 0 { -1 } else { 1 });
    let twice = |x: isize, y: isize| {
        let Vector { dx, dy, .. } = above.at(x, y);
        [dx / 2, dy / 2]
    };
    let hint = hint.map_or([0, 0], |hint| in_samples(hint.at(column, row)));
    [twice(x, y), twice(x + side, y), twice(x, y + end), twice(x - side, y), twice(x, y - end), [0, 0], hint]
}

/// Where the least of three differences is by the lines through them, in quarters of a step.
fn quarter(before: f32, here: f32, after: f32) -> i32 {
    let steepest = (before - here).max(after - here);
    if steepest <= 0.0 {
        return 0;
    }
    let quarters = ((before - after) / (2.0 * steepest) * 4.0).clamp(-3.0, 3.0);
    // To the nearest.
    (quarters + 0.5_f32.copysign(quarters)) as i32
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
            let field = search(&moved, &still, 8, Care::Quick, None);
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
        let costs: Vec<f32> =
            search(&one, &other, 8, Care::Quick, None).vectors.iter().map(|vector| vector.cost).collect();
        assert!(costs.iter().all(|cost| *cost >= 1.0), "{costs:?}");
        assert!(search(&one, &one, 8, Care::Quick, None).vectors.iter().all(|vector| vector.cost == 0.0));
    }
}
