//! `brightness`: the mean of luma.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::Picture;
use crate::measure::{Measure, Meter, Reading};
use crate::statistics::{Running, plane_mean};

pub(crate) fn measure() -> &'static dyn Measure {
    &Brightness
}

struct Brightness;

impl Measure for Brightness {
    fn start(&self, _args: &Args, format: &VideoFormat) -> Box<dyn Meter> {
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Mean { scale, frames: Running::default() })
    }
}

struct Mean {
    scale: CodeScale,
    /// Of the means of the frames, which have equally many samples.
    frames: Running,
}

impl Meter for Mean {
    fn see(&mut self, picture: &Picture<'_>) {
        self.frames.add(plane_mean(&picture.planes[0], self.scale));
    }

    fn reading(&self) -> Option<Reading> {
        Some(Reading::plain(Constant::Number(self.frames.mean()?, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        self.frames.save().to_vec()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let restored = Running::of(saved);
        restored.map(|frames| self.frames = frames).is_some()
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, format, measured};

    #[test]
    fn black_is_0_and_white_is_1_whatever_the_depth() {
        for (sample, black, white) in [("u8", 16.0, 235.0), ("u10", 64.0, 940.0), ("f32", 0.0, 1.0), ("f16", 0.0, 1.0)]
        {
            let format = format(13, 7, sample, Layout::Yuv420);
            let (dark, light) = (Clip::new(&format, |_, _, _| black), Clip::new(&format, |_, _, _| white));
            assert_eq!(measured("brightness", &[], &[&dark]), 0.0, "{sample}");
            assert_eq!(measured("brightness", &[], &[&dark, &light, &light, &dark]), 0.5, "{sample}");
        }
    }
}
