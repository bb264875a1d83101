//! Meters whose value is the mean of what each frame has for itself.

use fwr_compiler::types::{Constant, Unit};

use crate::Picture;
use crate::measure::{Meter, Reading};
use crate::statistics::Running;

/// What a frame of one clip, or frames of several that belong together, have for themselves.
pub(crate) trait FrameNumber: Send {
    /// The number of a frame.
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64;

    /// What is told of a number, or of the mean of numbers.
    fn told(&self, number: f64) -> f64 {
        number
    }
}

/// A meter of the mean of `number` over frames.
pub(crate) fn frame_mean(number: impl FrameNumber + 'static) -> Box<dyn Meter> {
    Box::new(FrameMean { number, frames: Running::default(), last: None })
}

struct FrameMean<N> {
    number: N,
    frames: Running,
    last: Option<f64>,
}

impl<N: FrameNumber> Meter for FrameMean<N> {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let number = self.number.of(pictures);
        self.frames.add(number);
        self.last = Some(number);
    }

    fn of_frame(&self) -> Option<f64> {
        self.last.map(|number| self.number.told(number))
    }

    fn reading(&self) -> Option<Reading> {
        let value = self.number.told(self.frames.mean()?);
        Some(Reading::plain(Constant::Number(value, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        self.frames.save().to_vec()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let restored = Running::of(saved);
        restored.map(|frames| self.frames = frames).is_some()
    }
}
