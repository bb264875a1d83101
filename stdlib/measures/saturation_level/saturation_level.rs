//! `saturation_level`: the mean distance of chroma from grey.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::Args;

use crate::Picture;
use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter};
use crate::samples::add_row;
use crate::statistics::sum;

pub(crate) fn measure() -> &'static dyn Measure {
    &SaturationLevel
}

struct SaturationLevel;

impl Measure for SaturationLevel {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(1), format.effective_range());
        frame_mean(Distance { scale })
    }
}

struct Distance {
    scale: CodeScale,
}

impl FrameNumber for Distance {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        let (blue, red) = (&pictures[0].planes[1], &pictures[0].planes[2]);
        let (mut of_blue, mut of_red) = (vec![0.0; blue.width], vec![0.0; red.width]);
        let grey = self.scale.offset;
        let mut total = 0.0;
        for y in 0..blue.height {
            add_row(blue, y, 1.0, false, &mut of_blue);
            add_row(red, y, 1.0, false, &mut of_red);
            for (b, r) in of_blue.iter_mut().zip(&of_red) {
                let (db, dr) = (*b - grey, *r - grey);
                *b = (db * db + dr * dr).sqrt();
            }
            total += sum(&of_blue);
        }
        let samples = (blue.width * blue.height).max(1) as f64;
        total / samples / f64::from(self.scale.span)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, format, measured};

    #[test]
    fn is_the_distance_from_grey() {
        let format = format(10, 6, "u8", Layout::Yuv420);
        let coloured = |blue: f64, red: f64| Clip::new(&format, move |plane, _, _| [80.0, blue, red][plane]);
        assert_eq!(measured("saturation_level", &[], &[&coloured(128.0, 128.0)]), 0.0);
        // 3, 4 and 5 eighths of the way from grey to the strongest colour, 112 codes.
        assert_eq!(measured("saturation_level", &[], &[&coloured(128.0 + 42.0, 128.0 - 56.0)]), 70.0 / 224.0);
    }
}
