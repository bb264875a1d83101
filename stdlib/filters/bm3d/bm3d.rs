//! `bm3d`: alike blocks are judged together, twice.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;
use rayon::prelude::*;

use self::field::Field;
use self::step::{Step, bytes_of};
use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::{Dither, Quantizer, load_span};
use crate::{Frames, Rows, noise};

mod field;
mod step;
mod transform;

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
            let range = format.sample.max_code().map(|max| [0.0, max as f32]);
            PlaneWork { variance: deviation * deviation, step, range, fields: Mutex::default(), sums: Mutex::default() }
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
    /// The least and the greatest that a sample can be, if there are such.
    range: Option<[f32; 2]>,
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
                3 * Field::bytes_of([width, height]) + bytes_of([width, height], self.planes[plane].step)
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
            let fields = || work.fields.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = fields().pop();
            let [mut noisy, mut made, mut last] =
                kept.unwrap_or_else(|| [0; 3].map(|_| Field::new([out.width, out.height])));
            for (y, row) in noisy.numbers.chunks_exact_mut(noisy.stride).enumerate() {
                let row = &mut row[..noisy.width];
                load_span(source, [0, y as isize], row);
                // What is no number would become of all that is near.
                row.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
            }
            let PlaneWork { variance, step, range, sums: spare, .. } = work;
            let (variance, step) = (*variance, *step);
            noisy.index(*range);
            Step { noisy: &noisy, guide: &noisy, basic: None, variance, step, spare }.run(&mut made);
            made.index(*range);
            Step { noisy: &noisy, guide: &made, basic: Some(&made), variance, step, spare }.run(&mut last);
            let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
            for (y, row) in last.numbers.chunks_exact(last.stride).enumerate().take(out.height) {
                quantizer.store(row, out, y, y);
            }
            fields().push([noisy, made, last]);
        });
    }
}

#[cfg(test)]
mod tests;
