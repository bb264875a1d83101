//! `brightness`: the mean of luma.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::Args;

use crate::Picture;
use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter};
use crate::statistics::plane_mean;

pub(crate) fn measure() -> &'static dyn Measure {
    &Brightness
}

struct Brightness;

impl Measure for Brightness {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        frame_mean(Mean { scale })
    }
}

struct Mean {
    scale: CodeScale,
}

impl FrameNumber for Mean {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        plane_mean(&pictures[0].planes[0], self.scale)
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
