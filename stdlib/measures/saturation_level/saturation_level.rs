//! `saturation_level`: the mean distance of chroma from grey.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::Picture;
use crate::measure::{Measure, Meter, Reading};
use crate::samples::add_row;
use crate::statistics::{Running, sum};

pub(crate) fn measure() -> &'static dyn Measure {
    &SaturationLevel
}

struct SaturationLevel;

impl Measure for SaturationLevel {
    fn start(&self, _args: &Args, format: &VideoFormat) -> Box<dyn Meter> {
        let scale = format.sample.scale(format.plane_kind(1), format.effective_range());
        Box::new(Distance { scale, frames: Running::default() })
    }
}

struct Distance {
    scale: CodeScale,
    frames: Running,
}

impl Meter for Distance {
    fn see(&mut self, picture: &Picture<'_>) {
        let (blue, red) = (&picture.planes[1], &picture.planes[2]);
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
        self.frames.add(total / samples / f64::from(self.scale.span));
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
    fn is_the_distance_from_grey() {
        let format = format(10, 6, "u8", Layout::Yuv420);
        let coloured = |blue: f64, red: f64| Clip::new(&format, move |plane, _, _| [80.0, blue, red][plane]);
        assert_eq!(measured("saturation_level", &[], &[&coloured(128.0, 128.0)]), 0.0);
        // 3, 4 and 5 eighths of the way from grey to the strongest colour, 112 codes.
        assert_eq!(measured("saturation_level", &[], &[&coloured(128.0 + 42.0, 128.0 - 56.0)]), 70.0 / 224.0);
    }
}
