//! `degrain`: means along motion.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;

use crate::motion::{Field, Lay, Vectors, add_weighted, lays, vectors_of};
use crate::native::{Call, Native, Picture, Problem, Work};
use crate::samples::{Dither, Quantizer};
use crate::{Frames, Rows};

/// A block counts nothing from so many times the difference that noise alone makes on.
const TOLERANCE: f32 = 2.5;
/// The mean absolute difference that noise of deviation 1 makes where vectors are found, with much of it taken off.
const NOISE: f32 = 0.43;
/// A difference, of white, that counts for nothing: rounding, and light that changes.
const FREE: f32 = 0.004;

pub(crate) fn native() -> &'static dyn Native {
    &Degrain
}

/// Blocks that cover a sample.
const BLOCKS: f64 = 4.0;
/// Simple operations that reading a sample between others is worth, as it was measured.
const READ: f64 = 450.0;

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
        Work::Picture(Box::new(Averaging { vectors, lays: lays(call.output, vectors), limit, alpha }))
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

impl Picture for Averaging {
    fn window(&self) -> Window {
        let radius = self.vectors.radius as u32;
        Window { before: radius, after: radius }
    }

    fn passes(&self, plane: usize) -> bool {
        self.alpha == Some(plane)
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        let reads = 2.0 * self.vectors.radius as f64;
        work.add(Feature::Simple, samples as f64 * BLOCKS * READ * (reads + 0.25));
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let radius = self.vectors.radius as isize;
        let window = frames.windows[0];
        let here = &window[radius as usize].planes[plane];
        // Past an end of the clip a frame repeats the last: its noise is the same, and averages nothing.
        let repeats = |offset: isize| {
            let at = |offset: isize| window[(radius + offset) as usize].planes[plane].bytes.as_ptr();
            at(offset) == at(offset - offset.signum())
        };
        let fields: Vec<(isize, Field)> = self
            .vectors
            .offsets()
            .filter(|offset| !repeats(*offset))
            .map(|offset| (offset, self.vectors.read(&frames.windows[1][radius as usize], offset)))
            .collect();
        let lay = self.lays[plane];
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let (mut line, mut values) = (vec![0.0; out.width], [0.0; 32]);
        for (index, y) in rows.enumerate() {
            line.fill(0.0);
            lay.spans(y, out.width, |span| {
                let [column, row] = span.place;
                let weights = fields.iter().map(|(_, field)| self.weight(field.at(column, row).cost));
                let share = 1.0 / (1.0 + weights.sum::<f32>());
                let sums = &mut line[span.start..][..span.weights.len()];
                let mut add = |values: &[f32; 32], weight: f32| add_weighted(values, span.weights, weight, sums);
                lay.read(here, crate::motion::Vector::default(), y, span, &mut values);
                add(&values, share);
                for (offset, field) in &fields {
                    let vector = field.at(column, row);
                    let weight = self.weight(vector.cost);
                    if weight > 0.0 {
                        let there = &window[(radius + offset) as usize].planes[plane];
                        lay.read(there, vector, y, span, &mut values);
                        add(&values, weight * share);
                    }
                }
            });
            quantizer.store(&line, out, index, y);
        }
    }
}

#[cfg(test)]
mod tests;
