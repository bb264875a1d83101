//! `show_motion`: vectors as colours.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;

use crate::native::{Call, Native, Picture, Work};
use crate::{Frames, Rows};

/// The cost that is drawn in the brightest blue.
const WORST: f32 = 0.1;

pub(crate) fn native() -> &'static dyn Native {
    &ShowMotion
}

struct ShowMotion;

impl Native for ShowMotion {
    fn build(&self, call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Drawing { reach: call.args.number("reach") as f32 }))
    }
}

struct Drawing {
    reach: f32,
}

impl Picture for Drawing {
    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let (width, height) = output.plane_size(0);
        work.add(Feature::Simple, (3 * width * height) as f64 * 4.0);
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        for (index, y) in rows.enumerate() {
            for (to, from) in out.row_mut::<u8>(index).iter_mut().zip(source.row::<f32>(y)) {
                let level = if plane < 2 { 0.5 + 0.5 * from / self.reach } else { 0.5 + 0.5 * from / WORST };
                *to = (level.clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        }
    }
}
