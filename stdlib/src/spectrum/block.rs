//! Blocks of samples: read from planes at any place, also beyond their edges.

use fwr_compiler::media::SampleType;

use crate::Plane;
use crate::samples::load_span;
use crate::sixteen::{LANES, Sixteen};

/// Samples across and down a block.
pub(crate) const SIDE: usize = LANES;

/// A row of a block.
pub(crate) type Row = [f32; SIDE];
/// A block, row by row.
pub(crate) type Block<V> = [V; SIDE];

/// The samples of a block as codes; beyond an edge they repeat.
#[inline(always)]
pub(crate) fn read<V: Sixteen>(plane: &Plane<'_>, [x, y]: [isize; 2]) -> Block<V> {
    let is_inside = x >= 0 && y >= 0 && x as usize + SIDE <= plane.width && y as usize + SIDE <= plane.height;
    match plane.sample {
        SampleType::Uint(..=8) if is_inside => {
            let mut block = [V::splat(0.0); SIDE];
            for (row, values) in block.iter_mut().enumerate() {
                *values = V::of_bytes(samples(plane, x as usize, y as usize + row));
            }
            block
        }
        SampleType::Uint(_) if is_inside => {
            let mut block = [V::splat(0.0); SIDE];
            for (row, values) in block.iter_mut().enumerate() {
                *values = V::of_words(samples(plane, x as usize, y as usize + row));
            }
            block
        }
        _ => {
            let mut rows = [[0.0; SIDE]; SIDE];
            spans(plane, [x, y], &mut rows);
            let mut block = [V::splat(0.0); SIDE];
            for (values, row) in block.iter_mut().zip(&rows) {
                *values = V::load(row);
            }
            block
        }
    }
}

/// Samples of row `y` from `x` on.
#[inline(always)]
fn samples<'a, T: bytemuck::AnyBitPattern>(plane: &Plane<'a>, x: usize, y: usize) -> &'a [T; SIDE] {
    let start = y * plane.stride + x * size_of::<T>();
    let samples: &[T] = bytemuck::cast_slice(&plane.bytes[start..start + SIDE * size_of::<T>()]);
    let Some(first) = samples.first_chunk() else { unreachable!("sixteen were taken") };
    first
}

#[inline(never)]
fn spans(plane: &Plane<'_>, [x, y]: [isize; 2], rows: &mut [Row; SIDE]) {
    for (row, y) in rows.iter_mut().zip(y..) {
        load_span(plane, [x, y], row);
    }
}
