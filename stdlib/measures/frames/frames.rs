//! `frames`: counts frames.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::{Args, Constant, Unit};

use crate::Picture;
use crate::measure::{Measure, Meter, Reading};

pub(crate) fn measure() -> &'static dyn Measure {
    &Frames
}

struct Frames;

impl Measure for Frames {
    fn start(&self, _args: &Args, _formats: &[VideoFormat]) -> Box<dyn Meter> {
        Box::new(Count(0))
    }
}

struct Count(u64);

impl Meter for Count {
    fn see(&mut self, _pictures: &[Picture<'_>]) {
        self.0 += 1;
    }

    fn reading(&self) -> Option<Reading> {
        Some(Reading::plain(Constant::Number(self.0 as f64, Unit::Frames)))
    }

    fn save(&self) -> Vec<u64> {
        vec![self.0]
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let &[frames] = saved else { return false };
        self.0 = frames;
        true
    }
}
