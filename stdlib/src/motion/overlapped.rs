//! Pictures joined from blocks that overlap, each read where vectors point.

use std::ops::Range;

use fwr_compiler::kernel::math;

use super::tile::{LARGEST, Read, TILE, Tile};
use super::{Field, Vector};
use crate::Plane;
use crate::sixteen::{self, Sixteen, Task};

/// Sums kept beside a row on both sides, so that blocks need not be cut.
const BESIDE: usize = 48;

/// How the blocks of a field lie on a plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lay {
    /// Samples of the plane from one block to the next, across and down; a block has twice as many.
    step: [usize; 2],
    /// Luma samples for one of the plane's.
    subsampling: [usize; 2],
}

/// What of one plane goes into a block: what its vector points to, so many times.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    pub(crate) vector: Vector,
    pub(crate) weight: f32,
}

impl Lay {
    /// For fields of blocks every `step` luma samples.
    pub(crate) fn new(step: usize, subsampling: [usize; 2]) -> Self {
        Self { step: subsampling.map(|by| (step / by).max(1)), subsampling }
    }

    /// The first sample of a block, half a step before its place.
    fn origin(self, [column, row]: [isize; 2]) -> [isize; 2] {
        let [across, down] = self.step;
        [column * across as isize - (across / 2) as isize, row * down as isize - (down / 2) as isize]
    }

    /// The rows of blocks that cover rows of the plane.
    fn rows(self, rows: &Range<usize>) -> Range<isize> {
        let second = |y: usize| ((y + self.step[1] / 2) / self.step[1]) as isize;
        second(rows.start) - 1..second(rows.end - 1) + 1
    }

    /// How far a vector points in samples of the plane: whole ones, and the part of one beyond.
    #[inline(always)]
    fn reach(self, vector: Vector) -> ([isize; 2], [f32; 2]) {
        // Powers of two.
        let along = |quarters: i32, by: usize| {
            let units = 4 * by as i32;
            (quarters.div_euclid(units) as isize, quarters.rem_euclid(units) as f32 / units as f32)
        };
        let (x, right) = along(vector.dx, self.subsampling[0]);
        let (y, down) = along(vector.dy, self.subsampling[1]);
        ([x, y], [right, down])
    }
}

/// Joins rows of a picture from several `planes` of one size.
///
/// `share` says for a block, by its column and row in a field, what of each plane goes into it. `put` gets the rows one
/// after the other, with their place in `rows`.
pub(crate) fn overlap(
    planes: &[Plane<'_>],
    lay: Lay,
    rows: Range<usize>,
    mut share: impl FnMut([isize; 2], &mut [Share]),
    mut put: impl FnMut(usize, &[f32]),
) {
    let (Some(first), false) = (planes.first(), rows.is_empty()) else { return };
    let [across, down] = lay.step;
    let width = first.width;
    let columns = width.div_ceil(across) + 2;
    let mut shares = vec![Share::default(); columns * planes.len()];
    let stride = width + 2 * BESIDE;
    let mut sums = vec![0.0_f32; 2 * down * stride];
    let windows = lay.step.map(window);
    for row in lay.rows(&rows) {
        for (column, shares) in (-1..).zip(shares.chunks_exact_mut(planes.len())) {
            share([column, row], shares);
        }
        sixteen::run(Blocks { planes, lay, row, shares: &shares, windows: &windows, sums: &mut sums });
        // The block row below adds nothing more to the first half.
        let (done, rest) = sums.split_at_mut(down * stride);
        for (y, line) in (lay.origin([0, row])[1]..).zip(done.chunks_exact(stride)) {
            if let Some(y) = usize::try_from(y).ok().filter(|y| rows.contains(y)) {
                put(y - rows.start, &line[BESIDE..BESIDE + width]);
            }
        }
        done.copy_from_slice(rest);
        rest.fill(0.0);
    }
}

/// Reads rows of a plane where `field` points.
pub(crate) fn compensate(
    plane: &Plane<'_>,
    field: &Field,
    lay: Lay,
    rows: Range<usize>,
    put: impl FnMut(usize, &[f32]),
) {
    let one = |[column, row]: [isize; 2], shares: &mut [Share]| {
        shares[0] = Share { vector: field.at(column, row), weight: 1.0 };
    };
    overlap(std::slice::from_ref(plane), lay, rows, one, put);
}

/// A row of blocks to be added to sums that begin with its first row.
struct Blocks<'a> {
    planes: &'a [Plane<'a>],
    lay: Lay,
    row: isize,
    shares: &'a [Share],
    windows: &'a [[f32; LARGEST]; 2],
    sums: &'a mut [f32],
}

impl Task for Blocks<'_> {
    #[inline(always)]
    fn run<V: Sixteen>(self) {
        let Self { planes, lay, row, shares, windows, sums } = self;
        let stride = planes[0].width + 2 * BESIDE;
        let [wide, high] = lay.step.map(|step| 2 * step);
        let mut reads = [Read::default(); 16];
        for (column, shares) in (-1..).zip(shares.chunks_exact(planes.len())) {
            let [x, y] = lay.origin([column, row]);
            for (read, share) in reads.iter_mut().zip(shares) {
                let (whole, part) = lay.reach(share.vector);
                *read = Read::new([x + whole[0], y + whole[1]], part, share.weight);
            }
            for down in (0..high).step_by(TILE) {
                for right in (0..wide).step_by(TILE) {
                    let mut tile = Tile::<V>::new([wide - right, high - down]);
                    for (plane, read) in planes.iter().zip(&reads) {
                        if read.weight != 0.0 {
                            tile.add(plane, &read.moved([right, down]));
                        }
                    }
                    let start = (x + (BESIDE + right) as isize) as usize;
                    let Some(across) = windows[0][right..].first_chunk() else { return };
                    let across = V::load(across);
                    for (line, values) in tile.rows().iter().enumerate() {
                        let sums = &mut sums[(down + line) * stride + start..];
                        let Some(sums) = sums.first_chunk_mut() else { return };
                        (V::load(sums) + *values * (across * V::splat(windows[1][down + line]))).store(sums);
                    }
                }
            }
        }
    }
}

/// A raised cosine over two steps: with that of the next block it adds up to 1.
fn window(step: usize) -> [f32; LARGEST] {
    std::array::from_fn(|x| {
        if x < 2 * step { 0.5 - 0.5 * math::cos(std::f32::consts::PI * (x as f32 + 0.5) / step as f32) } else { 0.0 }
    })
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::SampleType;

    use super::super::Grid;
    use super::*;

    #[test]
    fn a_picture_that_stands_still_comes_back() {
        for (step, by, width) in [(8, [1, 1], 37), (16, [1, 1], 70), (16, [2, 2], 50), (8, [2, 1], 5), (8, [4, 1], 9)] {
            let bytes: Vec<u8> = (0..width * 40).map(|n| (n * 7 % 251) as u8).collect();
            let plane = Plane { bytes: &bytes, stride: width, width, height: 40, sample: SampleType::Uint(8) };
            let grid = Grid::new(width * by[0], 40 * by[1], step);
            let field = Field { grid, vectors: vec![Vector::default(); grid.columns * grid.rows] };
            for rows in [0..40, 3..4, 7..30] {
                let mut seen = 0;
                compensate(&plane, &field, Lay::new(step, by), rows.clone(), |index, line| {
                    assert_eq!(index, seen);
                    seen += 1;
                    for (found, expected) in line.iter().zip(plane.row::<u8>(rows.start + index)) {
                        assert!(
                            (found - f32::from(*expected)).abs() < 1e-3,
                            "{step} {by:?} {index}: {found} {expected}"
                        );
                    }
                });
                assert_eq!(seen, rows.len());
            }
        }
    }
}
