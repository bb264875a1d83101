//! `bm3d`: alike blocks are judged together, twice.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};
use rayon::prelude::*;

use self::field::{Field, SIDE};
use self::step::{Step, bytes_of};
use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::{Dither, Quantizer, load_span};
use crate::{Frames, Rows, noise};

mod field;
mod step;
mod transform;

/// Blocks of the first step are so many samples further apart: what it makes is looked at, and not seen.
const COARSER: usize = 2;
/// Simple operations that a group of blocks is worth in both steps, as it was measured.
const GROUPS: f64 = 135_000.0;

pub(crate) fn native() -> &'static dyn Native {
    &Bm3d
}

struct Bm3d;

impl Native for Bm3d {
    fn build(&self, call: &Call<'_>) -> Work {
        let format = call.output;
        let step = call.args.number("step") as usize;
        let plane = |plane: usize| {
            let kind = format.plane_kind(plane);
            let deviation = noise::deviation(call, kind) * format.sample.scale(kind, format.effective_range()).span;
            let low = if format.sample.is_float() && kind == PlaneKind::Chroma { -0.5 } else { 0.0 };
            let steps = 255.0 / format.sample.max_code().map_or(1.0, |max| max as f32);
            PlaneWork {
                variance: deviation * deviation,
                step,
                low,
                steps,
                fields: Mutex::default(),
                sums: Mutex::default(),
            }
        };
        Work::Whole(Box::new(Collaborating { planes: (0..format.planes()).map(plane).collect() }))
    }
}

struct Collaborating {
    planes: Vec<PlaneWork>,
}

/// What is the same for all frames of a plane.
struct PlaneWork {
    /// Of the noise, in codes; 0 where the plane is left as it is.
    variance: f32,
    /// Samples from one block to the next.
    step: usize,
    /// The least that samples usually are, and how many steps of 256 each 1 above is.
    low: f32,
    steps: f32,
    /// What was worked in, kept from frame to frame.
    fields: Mutex<Vec<[Field; 3]>>,
    sums: Mutex<Vec<Vec<f32>>>,
}

impl WholePicture for Collaborating {
    fn work(&self, output: &VideoFormat) -> Units {
        let groups: f64 = (0..output.planes())
            .filter(|plane| self.planes[*plane].variance > 0.0)
            .map(|plane| (output.plane_size(plane), self.planes[plane].step as f64))
            .map(|((width, height), step)| (width as f64 / step).ceil() * (height as f64 / step).ceil())
            .sum();
        Units::of(Feature::Simple, groups * GROUPS)
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        (0..output.planes())
            .map(|plane| {
                let (width, height) = output.plane_size(plane);
                let field = (width.max(SIDE) + 32) * height.max(SIDE) * (size_of::<f32>() + 1);
                3 * field as u64 + bytes_of([width, height], self.planes[plane].step)
            })
            .sum()
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let here = frames.current(0);
        out.par_iter_mut().zip(&self.planes).enumerate().for_each(|(plane, (out, work))| {
            let source = &here.planes[plane];
            if work.variance == 0.0 {
                (0..out.height).for_each(|y| out.row_bytes_mut(y).copy_from_slice(source.row_bytes(y)));
                return;
            }
            let spare = || work.fields.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = spare().pop();
            let [mut noisy, mut made, mut last] =
                kept.unwrap_or_else(|| [0; 3].map(|_| Field::new([out.width, out.height])));
            for (y, row) in noisy.numbers.chunks_exact_mut(noisy.stride).enumerate() {
                load_span(source, [0, y as isize], &mut row[..noisy.width]);
            }
            let PlaneWork { variance, step, low, steps, sums: spare_sums, .. } = work;
            let (variance, step) = (*variance, *step);
            noisy.index(*low, *steps);
            // No further than that blocks leave nothing out.
            let coarse = (step + COARSER).min(SIDE);
            Step { noisy: &noisy, guide: &noisy, basic: None, variance, step: coarse, spare: spare_sums }
                .run(&mut made);
            made.index(*low, *steps);
            Step { noisy: &noisy, guide: &made, basic: Some(&made), variance, step, spare: spare_sums }.run(&mut last);
            let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
            for (y, row) in last.numbers.chunks_exact(last.stride).enumerate().take(out.height) {
                quantizer.store(row, out, y, y);
            }
            spare().push([noisy, made, last]);
        });
    }
}

#[cfg(test)]
mod tests;
