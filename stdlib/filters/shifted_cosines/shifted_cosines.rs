//! `shifted_cosines`: weak frequencies of blocks dropped on many grids, and the mean of them all.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};
use rayon::prelude::*;

use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::{Dither, Quantizer};
use crate::sixteen::{self, LANES, Sixteen, Task};
use crate::spectrum::cosines::{Quad, of_samples, to_samples};
use crate::spectrum::read;
use crate::{Frames, Plane, Rows};

#[cfg(test)]
mod tests;

/// Samples across and down a block.
const SIDE: usize = LANES / 2;
/// Rows that one task makes: blocks reach out by one above, and then fill whole rows of four.
const BAND: usize = 4 * LANES - SIDE;
/// Columns and rows at which grids begin: each row once and each column once, and none beside another.
///
/// Twice as many gain 0.01 dB.
const GRIDS: [[usize; 2]; SIDE] = [[0, 0], [5, 1], [2, 2], [7, 3], [4, 4], [1, 5], [6, 6], [3, 7]];
/// Rows that the blocks of a task lie on.
const REACHED: usize = BAND + SIDE + SIDE - 1;
/// Simple operations that a sample is worth in a task, as it was measured.
const SAMPLE: f64 = 780.0;
/// Tasks that run at once, about.
const TASKS: usize = 16;

pub(crate) fn native() -> &'static dyn Native {
    &ShiftedCosines
}

struct ShiftedCosines;

impl Native for ShiftedCosines {
    fn build(&self, call: &Call<'_>) -> Work {
        let format = call.output;
        let threshold = call.args.number("threshold") as f32;
        let limit = |plane: usize| {
            let kind = format.plane_kind(plane);
            let limit = threshold * format.sample.scale(kind, format.effective_range()).span;
            (kind != PlaneKind::Alpha && limit > 0.0).then_some(limit)
        };
        Work::Whole(Box::new(Smoothing { limits: (0..format.planes()).map(limit).collect(), spare: Mutex::default() }))
    }
}

struct Smoothing {
    /// For each plane how strong a frequency has to be, in codes; none where it is left as it is.
    limits: Vec<Option<f32>>,
    /// Sums of tasks, kept from frame to frame.
    spare: Mutex<Vec<Vec<f32>>>,
}

impl WholePicture for Smoothing {
    fn work(&self, output: &VideoFormat) -> Units {
        let smoothed = self.limits.iter().enumerate().filter(|(_, limit)| limit.is_some());
        let samples: usize = smoothed.map(|(plane, _)| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        Units::of(Feature::Simple, samples as f64 * SAMPLE)
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        let (width, height) = output.plane_size(0);
        (height.div_ceil(BAND).min(TASKS) * 2 * REACHED * stride(width) * size_of::<f32>()) as u64
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let planes = &frames.current(0).planes;
        out.par_iter_mut().zip(&self.limits).enumerate().for_each(|(number, (out, limit))| {
            let plane = &planes[number];
            match limit {
                Some(limit) => self.smooth(plane, *limit, out),
                None => (0..out.height).for_each(|y| out.row_bytes_mut(y).copy_from_slice(plane.row_bytes(y))),
            }
        });
    }
}

impl Smoothing {
    fn smooth(&self, plane: &Plane<'_>, limit: f32, out: &mut Rows<'_>) {
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let (width, sample, bytes_a_row) = (out.width, out.sample, out.stride);
        let stride = stride(width);
        out.bytes.par_chunks_mut(bytes_a_row * BAND).enumerate().for_each(|(band, bytes)| {
            let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
            let mut sums = spare().pop().unwrap_or_default();
            sums.clear();
            sums.resize(2 * REACHED * stride, 0.0);
            let (values, weights) = sums.split_at_mut(REACHED * stride);
            let first = band * BAND;
            sixteen::run(Band { plane, limit, first, stride, values, weights });
            let count = bytes.len() / bytes_a_row;
            let mut rows = Rows { bytes, stride: bytes_a_row, width, height: count, sample };
            for row in 0..count {
                let start = (row + SIDE) * stride + SIDE;
                let line = &mut values[start..start + width];
                for (value, weight) in line.iter_mut().zip(&weights[start..start + width]) {
                    *value /= weight;
                }
                quantizer.store(line, &mut rows, row, first + row);
            }
            spare().push(sums);
        });
    }
}

/// Samples of a row of sums: blocks begin before the first sample and end behind the last.
fn stride(width: usize) -> usize {
    SIDE + width.next_multiple_of(LANES) + LANES + SIDE
}

/// The blocks that rows from `first` on are made of. Sums begin one block before the plane's first column, and before
/// `first`.
struct Band<'a> {
    plane: &'a Plane<'a>,
    limit: f32,
    first: usize,
    stride: usize,
    /// Sums of what blocks have at a sample, times their weights.
    values: &'a mut [f32],
    /// Sums of the weights.
    weights: &'a mut [f32],
}

impl Task for Band<'_> {
    #[inline(always)]
    fn run<V: Sixteen>(self) {
        let keep = Keep::<V>::new(self.limit);
        for down in (0..BAND + SIDE).step_by(LANES) {
            for right in (0..self.plane.width + SIDE).step_by(LANES) {
                for [shift_right, shift_down] in GRIDS {
                    let [x, y] = [right + shift_right, down + shift_down];
                    let at = [x as isize - SIDE as isize, (self.first + y) as isize - SIDE as isize];
                    let mut quad = read::<V>(self.plane, at);
                    let weights = keep.strong(&mut quad);
                    for row in 0..LANES {
                        let start = (y + row) * self.stride + x;
                        let Some(sums) = self.values[start..].first_chunk_mut() else { return };
                        (V::load(sums) + quad[row]).store(sums);
                        let Some(sums) = self.weights[start..].first_chunk_mut() else { return };
                        (V::load(sums) + weights[row / SIDE]).store(sums);
                    }
                }
            }
        }
    }
}

/// Which frequencies are kept.
struct Keep<V> {
    /// The power above which one is, for the first row of a spectrum, which has the mean, and for the others.
    limits: [V; 2],
    one: V,
}

impl<V: Sixteen> Keep<V> {
    #[inline(always)]
    fn new(limit: f32) -> Self {
        let mut first = [limit * limit; LANES];
        for mean in first.iter_mut().step_by(SIDE) {
            *mean = -1.0;
        }
        Self { limits: [V::load(&first), V::splat(limit * limit)], one: V::splat(1.0) }
    }

    /// Leaves of four blocks what is strong, times a weight: one through the number of frequencies kept.
    ///
    /// Gives the weights of the upper two and of the lower two.
    #[inline(always)]
    fn strong(&self, quad: &mut Quad<V>) -> [V; 2] {
        let mut spectra = of_samples(*quad);
        let mut turned = [[0.0; LANES]; 2];
        for (half, turned) in turned.iter_mut().enumerate() {
            let rows = &mut spectra[half * SIDE..][..SIDE];
            let mut count = V::splat(0.0);
            for (number, row) in rows.iter_mut().enumerate() {
                let (power, limit) = (*row * *row, self.limits[number.min(1)]);
                *row = power.where_above(limit, *row);
                count = count + power.where_above(limit, self.one);
            }
            let mut counts = [0.0; LANES];
            count.store(&mut counts);
            for counts in counts.chunks_exact_mut(SIDE) {
                let weight = 1.0 / counts.iter().sum::<f32>();
                counts.fill(weight);
            }
            let weight = V::load(&counts);
            for row in rows {
                *row = *row * weight;
            }
            *turned = counts;
        }
        *quad = to_samples(spectra);
        // The order of spectra is turned over.
        let [upper, lower] = [0, 1].map(|half| {
            let side = |number: usize| turned[number][half * SIDE];
            V::load(&std::array::from_fn(|lane| side(lane / SIDE)))
        });
        [upper, lower]
    }
}
