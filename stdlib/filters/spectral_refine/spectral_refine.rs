//! `spectral_refine`: the Wiener filter along motion, by an estimate of the picture.

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;

use crate::motion::{Field, Vectors, vectors_of};
use crate::native::{Call, Native, Problem, WholePicture, Work};
use crate::spectrum::{Planes, RADIUS};
use crate::{Frames, Rows};

/// How many times the power of noise is taken off: what the estimate lacks of the picture looks like noise.
const SUBTRACTED: f32 = 1.1;

pub(crate) fn native() -> &'static dyn Native {
    &SpectralRefine
}

struct SpectralRefine;

impl Native for SpectralRefine {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let [clip, estimate, _] = call.inputs else { return Ok(()) };
        if !clip.has_same_pictures(estimate) {
            return Err(Problem {
                argument: Some("estimate"),
                message: format!("the clips differ: `clip` is {clip}, `estimate` is {estimate}"),
                help: Some("make the estimate from the clip itself".to_owned()),
            });
        }
        let vectors = vectors_of(call, 2)?;
        if vectors.radius > RADIUS {
            return Err(Problem {
                argument: Some("vectors"),
                message: format!(
                    "these are vectors of {} frames before and after, up to {RADIUS} are used",
                    vectors.radius
                ),
                help: Some(format!("`motion(clip, radius: {RADIUS}frames)`")),
            });
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        // `check` has seen that they fit.
        let vectors = vectors_of(call, 2).unwrap_or_else(|_| unreachable!("checked"));
        Work::Whole(Box::new(Refining { planes: Planes::new(call, vectors.radius, SUBTRACTED), vectors }))
    }
}

struct Refining {
    planes: Planes,
    vectors: Vectors,
}

impl WholePicture for Refining {
    fn window(&self) -> Window {
        let radius = self.vectors.radius as u32;
        Window { before: radius, after: radius }
    }

    fn work(&self, _output: &VideoFormat) -> Units {
        self.planes.work(2)
    }

    fn scratch(&self, _output: &VideoFormat) -> u64 {
        self.planes.bytes()
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let current = &frames.windows[2][self.vectors.radius];
        let fields: Vec<Field> = self.vectors.offsets().map(|offset| self.vectors.read(current, offset)).collect();
        self.planes.run(frames.windows[0], Some(frames.windows[1]), &fields, out);
    }
}
