//! Blocks of samples: read from planes at any place, also beyond their edges.

use fwr_compiler::media::{CodeScale, SampleType};

use crate::Plane;
use crate::samples::load_span;

/// Samples across and down a block.
pub(super) const SIDE: usize = 16;

/// A row of a block.
pub(super) type Row = [f32; SIDE];
/// A block, row by row.
pub(super) type Block = [Row; SIDE];

/// Adds the samples of a block, as parts of the range that nominal values have, to `sum`; beyond an edge they repeat.
#[inline(always)]
pub(super) fn add_block(plane: &Plane<'_>, scale: CodeScale, [x, y]: [isize; 2], sum: &mut Block) {
    let factor = 1.0 / scale.span;
    let is_inside = x >= 0 && y >= 0 && x as usize + SIDE <= plane.width && y as usize + SIDE <= plane.height;
    match plane.sample {
        SampleType::Uint(..=8) if is_inside => {
            inside::<1>(plane, [x as usize, y as usize], factor, sum, |b| f32::from(b[0]))
        }
        SampleType::Uint(_) if is_inside => {
            inside::<2>(plane, [x as usize, y as usize], factor, sum, |b| f32::from(u16::from_ne_bytes(b)))
        }
        SampleType::F32 if is_inside => inside::<4>(plane, [x as usize, y as usize], factor, sum, f32::from_ne_bytes),
        _ => at_an_edge(plane, [x, y], factor, sum),
    }
}

#[inline(always)]
fn inside<const BYTES: usize>(
    plane: &Plane<'_>,
    [x, y]: [usize; 2],
    factor: f32,
    sum: &mut Block,
    value: impl Fn([u8; BYTES]) -> f32,
) {
    for (row, sum) in sum.iter_mut().enumerate() {
        let start = (y + row) * plane.stride + x * BYTES;
        let samples = plane.bytes[start..start + SIDE * BYTES].as_chunks::<BYTES>().0;
        let values: Row = std::array::from_fn(|x| value(samples[x]));
        for x in 0..SIDE {
            sum[x] += factor * values[x];
        }
    }
}

#[inline(never)]
fn at_an_edge(plane: &Plane<'_>, [x, y]: [isize; 2], factor: f32, sum: &mut Block) {
    let mut row = [0.0; SIDE];
    for (sum, y) in sum.iter_mut().zip(y..) {
        load_span(plane, [x, y], &mut row);
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += factor * value;
        }
    }
}
