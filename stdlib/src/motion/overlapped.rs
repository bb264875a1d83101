//! Pictures read along vectors, in blocks that overlap.

use std::ops::Range;

use fwr_compiler::kernel::math;

use super::{Field, Vector};
use crate::Plane;
use crate::samples::load_span;
use crate::simd::dispatch;

/// Samples across the largest block, and those that are read beside it.
const SPAN: usize = 32 + 4;

/// How the blocks of a field lie on a plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lay {
    /// Samples of the plane from one block to the next, across and down; a block has twice as many.
    step: [usize; 2],
    /// Luma samples for one of the plane's.
    subsampling: [usize; 2],
}

/// Part of a row of a block: what of it is where, and how much it counts.
pub(crate) struct Span<'a> {
    /// The place of the block in the field, column and row.
    pub(crate) place: [isize; 2],
    /// The first sample of the plane, which is in it.
    pub(crate) start: usize,
    /// The weights of its samples: those of all blocks that cover a sample add up to 1.
    pub(crate) weights: &'a [f32],
}

impl Lay {
    /// For fields of blocks every `step` luma samples.
    pub(crate) fn new(step: usize, subsampling: [usize; 2]) -> Self {
        Self { step: subsampling.map(|by| (step / by).max(1)), subsampling }
    }

    /// Calls `work` with every part of a block that covers row `y` of a plane `width` samples wide.
    pub(crate) fn spans(self, y: usize, width: usize, mut work: impl FnMut(&Span<'_>)) {
        let [across, down] = self.step;
        let window = window(across);
        let lines = window_of(y, down);
        for (row, weight_down) in lines {
            for column in -1..=(width.div_ceil(across) as isize) {
                // A block begins half a step before its place.
                let start = column * across as isize - (across / 2) as isize;
                let (from, to) = (start.max(0), (start + 2 * across as isize).min(width as isize));
                if from >= to {
                    continue;
                }
                let mut weights = [0.0; 32];
                let part = &window[(from - start) as usize..(to - start) as usize];
                for (weight, part) in weights.iter_mut().zip(part) {
                    *weight = part * weight_down;
                }
                work(&Span { place: [column, row], start: from as usize, weights: &weights[..part.len()] });
            }
        }
    }

    /// Reads `plane` where a vector points from a part of row `y`, as code values.
    pub(crate) fn read(self, plane: &Plane<'_>, vector: Vector, y: usize, span: &Span<'_>, out: &mut [f32; 32]) {
        let quarters = [vector.dx as f32 / self.subsampling[0] as f32, vector.dy as f32 / self.subsampling[1] as f32];
        let [dx, dy] = quarters.map(|quarters| quarters / 4.0);
        let (whole_x, whole_y) = (dx.floor(), dy.floor());
        let across = taps(dx - whole_x);
        let down = taps(dy - whole_y);
        let x = span.start as isize + whole_x as isize;
        let y = y as isize + whole_y as isize;
        let count = span.weights.len();
        out[..count].fill(0.0);
        let mut row = [0.0; SPAN];
        for (number, weight) in (-1..).zip(down) {
            if weight == 0.0 {
                continue;
            }
            load_span(plane, [x - 1, y + number], &mut row[..count + 3]);
            if across[1] == 1.0 {
                add_scaled(&row[1..=count], weight, &mut out[..count]);
                continue;
            }
            cubic(&row[..count + 3], across, weight, &mut out[..count]);
        }
    }
}

/// The rows of blocks that cover row `y`, with the weight of their line.
fn window_of(y: usize, step: usize) -> [(isize, f32); 2] {
    let window = window(step);
    let second = ((y + step / 2) / step) as isize;
    [second - 1, second].map(|row| {
        let start = row * step as isize - (step / 2) as isize;
        (row, window[(y as isize - start) as usize])
    })
}

/// A raised cosine over two steps: with that of the next block it adds up to 1.
fn window(step: usize) -> [f32; 32] {
    std::array::from_fn(|x| {
        if x < 2 * step { 0.5 - 0.5 * math::cos(std::f32::consts::PI * (x as f32 + 0.5) / step as f32) } else { 0.0 }
    })
}

/// The cubic of Catmull and Rom through four samples, `part` of the way from the second to the third.
fn taps(part: f32) -> [f32; 4] {
    let (t, t2) = (part, part * part);
    let t3 = t2 * t;
    [0.5 * (-t + 2.0 * t2 - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

dispatch! {
    /// Adds values, so many times, to `out`.
    fn add_scaled(values: &[f32], weight: f32, out: &mut [f32]) {
        for (out, value) in out.iter_mut().zip(values) {
            *out += weight * value;
        }
    }

    /// Adds what lies between the second and third of each four `values` in a row, so many times, to `out`.
    fn cubic(values: &[f32], taps: [f32; 4], weight: f32, out: &mut [f32]) {
        let four = values.iter().zip(&values[1..]).zip(&values[2..]).zip(&values[3..]);
        for (out, (((a, b), c), d)) in out.iter_mut().zip(four) {
            *out += weight * (taps[0] * a + taps[1] * b + taps[2] * c + taps[3] * d);
        }
    }

    /// Adds values, each as often as its weight times `share` says, to `sums`.
    pub(crate) fn add_weighted(values: &[f32], weights: &[f32], share: f32, sums: &mut [f32]) {
        for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
            *sum += value * (weight * share);
        }
    }
}

/// Calls [`Lay::read`] for rows of a plane and joins what `field` points to.
pub(crate) fn compensate(
    plane: &Plane<'_>,
    field: &Field,
    lay: Lay,
    rows: Range<usize>,
    mut put: impl FnMut(usize, &[f32]),
) {
    let mut line = vec![0.0; plane.width];
    let mut values = [0.0; 32];
    for (index, y) in rows.enumerate() {
        line.fill(0.0);
        lay.spans(y, plane.width, |span| {
            lay.read(plane, field.at(span.place[0], span.place[1]), y, span, &mut values);
            let sums = &mut line[span.start..][..span.weights.len()];
            add_weighted(&values, span.weights, 1.0, sums);
        });
        put(index, &line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one_everywhere() {
        for (step, by, width) in [(8, [1, 1], 37), (16, [2, 2], 50), (8, [2, 1], 5), (8, [4, 1], 9)] {
            let lay = Lay::new(step, by);
            for y in 0..40 {
                let mut sums = vec![0.0; width];
                lay.spans(y, width, |span| {
                    for (sum, weight) in sums[span.start..].iter_mut().zip(span.weights) {
                        *sum += weight;
                    }
                });
                assert!(sums.iter().all(|sum| (*sum - 1.0_f32).abs() < 1e-5), "{step} {by:?} {y} {sums:?}");
            }
        }
    }

    #[test]
    fn a_cubic_goes_through_its_samples() {
        assert_eq!(taps(0.0), [0.0, 1.0, 0.0, 0.0]);
        assert!(taps(0.25).iter().sum::<f32>() - 1.0 < 1e-6);
    }
}
