//! `motion`: the vectors of a clip.

use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::plan::Window;

use crate::motion::{Care, Field, Pyramid, Vectors, search};
use crate::native::{Call, Native, Problem, WholePicture, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Motion
}

/// The smallest picture that blocks lie in.
const LEAST: u32 = 16;

/// Simple operations that finding a vector is worth, as it was measured: some thirty comparisons over all levels.
const SEARCH: f64 = 30_000.0;
/// And where whole samples are near enough.
const WHOLE: f64 = 22_000.0;

struct Motion;

impl Native for Motion {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let [clip] = call.inputs else { return Ok(()) };
        if clip.width.min(clip.height) < LEAST {
            return Err(Problem {
                argument: None,
                message: format!("blocks of {LEAST}x{LEAST} do not fit in {}x{}", clip.width, clip.height),
                help: None,
            });
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let clip = &call.inputs[0];
        // The formats were checked to be each other's.
        let vectors = Vectors::of(call.output, clip).unwrap_or_else(|| unreachable!("the declaration says its size"));
        let scale = clip.sample.scale(clip.plane_kind(0), clip.effective_range());
        let care = if call.args.name("precision") == "whole" { Care::Whole } else { Care::Quick };
        let kept = Mutex::new(Vec::new());
        Work::Whole(Box::new(Searching { vectors, scale, size: clip.plane_size(0), care, kept }))
    }
}

struct Searching {
    vectors: Vectors,
    scale: CodeScale,
    size: (usize, usize),
    care: Care,
    /// Pyramids of the frames around the last one, by their number.
    kept: Mutex<Vec<(i64, Arc<Pyramid>)>>,
}

impl Searching {
    fn pyramids(&self, frames: &Frames<'_>) -> Vec<Arc<Pyramid>> {
        let first = frames.number as i64 - self.vectors.radius as i64;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let pyramids: Vec<(i64, Arc<Pyramid>)> = frames.windows[0]
            .iter()
            .zip(first..)
            .map(|(picture, number)| {
                let found = kept.iter().find(|(other, _)| *other == number).map(|(_, pyramid)| Arc::clone(pyramid));
                let made = || Arc::new(Pyramid::of(&picture.planes[0], self.scale));
                (number, found.unwrap_or_else(made))
            })
            .collect();
        kept.clone_from(&pyramids);
        pyramids.into_iter().map(|(_, pyramid)| pyramid).collect()
    }
}

impl WholePicture for Searching {
    fn window(&self) -> Window {
        let radius = self.vectors.radius as u32;
        Window { before: radius, after: radius }
    }

    fn work(&self, _output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let blocks = (self.vectors.grid.columns * self.vectors.grid.rows) as f64;
        let fields = 2.0 * self.vectors.radius as f64;
        let search = if self.care == Care::Whole { WHOLE } else { SEARCH };
        work.add(Feature::Simple, fields * blocks * search);
        work.add(Feature::Simple, (self.size.0 * self.size.1) as f64 * 12.0);
        work
    }

    fn scratch(&self, _output: &VideoFormat) -> u64 {
        let samples = ((self.size.0 + 80) * (self.size.1 + 64)) as u64;
        (2 * self.vectors.radius as u64 + 3) * samples * 3 / 2
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let pyramids = self.pyramids(frames);
        let step = self.vectors.grid.step;
        let current = self.vectors.radius as isize;
        let mut last: [Option<Field>; 2] = [None, None];
        for (place, offset) in self.vectors.offsets().enumerate() {
            let reference = &pyramids[(current + offset) as usize];
            // What moves goes on: twice as far in twice the time.
            let hint = last[place % 2].take().map(|field| stretched(field, offset.unsigned_abs() as i32));
            let field = search(&pyramids[current as usize], reference, step, self.care, hint.as_ref());
            self.vectors.write(&field, place, out);
            last[place % 2] = Some(field);
        }
    }
}

/// A field to the frame `away` frames away, of one to the frame before it.
fn stretched(mut field: Field, away: i32) -> Field {
    for vector in &mut field.vectors {
        vector.dx = vector.dx * away / (away - 1);
        vector.dy = vector.dy * away / (away - 1);
    }
    field
}
