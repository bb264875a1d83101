//! `degrain`: means along motion.

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;
use rayon::prelude::*;

use crate::motion::{Field, Lay, Share, Vector, Vectors, lays, overlap, vectors_of};
use crate::native::{Call, Native, Problem, WholePicture, Work};
use crate::samples::{Dither, Quantizer};
use crate::{Frames, Plane, Rows};

/// A block counts nothing from so many times the difference that noise alone makes on.
const TOLERANCE: f32 = 2.5;
/// The mean absolute difference that noise of deviation 1 makes where vectors are found, with much of it taken off.
const NOISE: f32 = 0.43;
/// A difference, of white, that counts for nothing: rounding, and light that changes.
const FREE: f32 = 0.004;

pub(crate) fn native() -> &'static dyn Native {
    &Degrain
}

/// Rows that one task makes, at least and at most: each has a row of blocks in common with the next.
const LEAST: usize = 32;
const MOST: usize = 128;
/// Tasks that are under way at once, about.
const TASKS: usize = 16;

/// Blocks that cover a sample.
const BLOCKS: f64 = 4.0;
/// Simple operations that reading a sample between others is worth, as it was measured.
const READ: f64 = 68.0;

struct Degrain;

impl Native for Degrain {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        vectors_of(call, 1).map(drop)
    }

    fn build(&self, call: &Call<'_>) -> Work {
        // `check` has seen that they fit.
        let vectors = vectors_of(call, 1).unwrap_or_else(|_| unreachable!("checked"));
        let noise = call.args.number("noise") as f32;
        let limit = TOLERANCE * NOISE * noise + if noise > 0.0 { FREE } else { 0.0 };
        let alpha = call.output.alpha.then_some(call.output.layout.color_planes());
        Work::Whole(Box::new(Averaging { vectors, lays: lays(call.output, vectors), limit, alpha }))
    }
}

struct Averaging {
    vectors: Vectors,
    /// How blocks lie on each plane.
    lays: Vec<Lay>,
    /// The cost from which a block counts nothing.
    limit: f32,
    alpha: Option<usize>,
}

impl Averaging {
    /// How much a block of that cost counts beside the current one.
    fn weight(&self, cost: f32) -> f32 {
        let (cost, limit) = (cost * cost, self.limit * self.limit);
        if cost < limit { (limit - cost) / (limit + cost) } else { 0.0 }
    }
}

impl WholePicture for Averaging {
    fn window(&self) -> Window {
        let radius = self.vectors.radius as u32;
        Window { before: radius, after: radius }
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        let reads = 2.0 * self.vectors.radius as f64;
        work.add(Feature::Simple, samples as f64 * BLOCKS * READ * (reads + 0.25));
        work
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        let fields = 2 * self.vectors.radius * self.vectors.grid.columns * self.vectors.grid.rows * size_of::<Vector>();
        // Sums of a row of blocks, of each task that is under way.
        let sums = (output.width as usize + 96) * 2 * self.vectors.grid.step * size_of::<f32>();
        (fields + TASKS * sums) as u64
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let radius = self.vectors.radius as isize;
        let window = frames.windows[0];
        let at = |offset: isize| &window[(radius + offset) as usize];
        // Past an end of the clip a frame repeats the last: its noise is the same, and averages nothing.
        let first = |offset: isize| at(offset).planes[0].bytes.as_ptr();
        let fields: Vec<(isize, Field)> = self
            .vectors
            .offsets()
            .filter(|offset| first(*offset) != first(offset - offset.signum()))
            .map(|offset| (offset, self.vectors.read(&frames.windows[1][radius as usize], offset)))
            .collect();
        out.par_iter_mut().enumerate().for_each(|(plane, out)| {
            let here = at(0).planes[plane];
            if self.alpha == Some(plane) {
                (0..out.height).for_each(|y| out.row_bytes_mut(y).copy_from_slice(here.row_bytes(y)));
                return;
            }
            let planes: Vec<Plane<'_>> =
                [here].into_iter().chain(fields.iter().map(|(offset, _)| at(*offset).planes[plane])).collect();
            let (stride, width, sample) = (out.stride, out.width, out.sample);
            let band = (out.height / rayon::current_num_threads()).clamp(LEAST, MOST);
            out.bytes.par_chunks_mut(stride * band).enumerate().for_each(|(place, bytes)| {
                let height = bytes.len().div_ceil(stride);
                self.rows(&planes, &fields, plane, place * band, &mut Rows { bytes, stride, width, height, sample });
            });
        });
    }
}

impl Averaging {
    /// Writes rows of a plane, from row `first` on.
    fn rows(&self, planes: &[Plane<'_>], fields: &[(isize, Field)], plane: usize, first: usize, out: &mut Rows<'_>) {
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let share = |[column, row]: [isize; 2], shares: &mut [Share]| {
            let mut sum = 1.0;
            shares[0] = Share { weight: 1.0, ..Share::default() };
            for (share, (_, field)) in shares[1..].iter_mut().zip(fields) {
                let vector = field.at(column, row);
                *share = Share { vector, weight: self.weight(vector.cost) };
                sum += share.weight;
            }
            shares.iter_mut().for_each(|share| share.weight /= sum);
        };
        let rows = first..first + out.height;
        overlap(planes, self.lays[plane], rows, share, |index, line| {
            quantizer.store(line, out, index, first + index);
        });
    }
}

#[cfg(test)]
mod tests;
