//! `spectral_denoise`: spectral subtraction in blocks over frames that stand still.

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Window;

use crate::native::{Call, Native, WholePicture, Work};
use crate::spectrum::Planes;
use crate::{Frames, Rows};

/// How many times the mean power of noise is taken off: the power of a frequency of noise is now less, now more.
const SUBTRACTED: f32 = 3.4;

pub(crate) fn native() -> &'static dyn Native {
    &SpectralDenoise
}

struct SpectralDenoise;

impl Native for SpectralDenoise {
    fn build(&self, call: &Call<'_>) -> Work {
        let radius = call.args.number("radius") as usize;
        let planes = Planes::new(call, radius, SUBTRACTED);
        Work::Whole(Box::new(Denoising { planes, radius }))
    }
}

struct Denoising {
    planes: Planes,
    radius: usize,
}

impl WholePicture for Denoising {
    fn window(&self) -> Window {
        Window { before: self.radius as u32, after: self.radius as u32 }
    }

    fn work(&self, _output: &VideoFormat) -> Units {
        self.planes.work(1)
    }

    fn scratch(&self, _output: &VideoFormat) -> u64 {
        self.planes.bytes()
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        self.planes.run(frames.windows[0], None, &[], out);
    }
}

#[cfg(test)]
mod tests;
