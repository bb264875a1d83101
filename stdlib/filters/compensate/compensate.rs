//! `compensate`: a neighbour in time, at the place of the current frame.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;

use crate::motion::{Lay, Vectors, compensate, lays, vectors_of};
use crate::native::{Call, Native, Picture, Problem, Work};
use crate::samples::{Dither, Quantizer};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Compensate
}

struct Compensate;

impl Native for Compensate {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let vectors = vectors_of(call, 1)?;
        let from = call.args.int("from");
        if from.unsigned_abs() as usize > vectors.radius {
            return Err(Problem {
                argument: Some("from"),
                message: format!("these are vectors of {} frames before and after, not of {from}", vectors.radius),
                help: Some(format!("search further: `motion(clip, radius: {}frames)`", from.abs())),
            });
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        // `check` has seen that they fit.
        let vectors = vectors_of(call, 1).unwrap_or_else(|_| unreachable!("checked"));
        let from = call.args.int("from") as isize;
        Work::Picture(Box::new(Compensating { vectors, lays: lays(call.output, vectors), from }))
    }
}

struct Compensating {
    vectors: Vectors,
    /// How blocks lie on each plane.
    lays: Vec<Lay>,
    from: isize,
}

impl Picture for Compensating {
    fn window(&self) -> Window {
        let away = self.from.unsigned_abs() as u32;
        if self.from < 0 { Window { before: away, after: 0 } } else { Window { before: 0, after: away } }
    }

    fn passes(&self, _plane: usize) -> bool {
        self.from == 0
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        // Four blocks over each sample; what reading one between others is worth was measured.
        work.add(Feature::Simple, samples as f64 * 4.0 * 100.0);
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let current = if self.from < 0 { self.from.unsigned_abs() } else { 0 };
        let source = &frames.windows[0][current.wrapping_add_signed(self.from)].planes[plane];
        let field = self.vectors.read(&frames.windows[1][current], self.from);
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let first = rows.start;
        compensate(source, &field, self.lays[plane], rows, |index, line| {
            quantizer.store(line, out, index, first + index);
        });
    }
}
