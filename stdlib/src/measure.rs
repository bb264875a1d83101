//! What measures are to the rest of the system.
//!
//! A measure looks at every frame of a clip, or of several clips side by side, and gives one value, which may be a list.
//! It is a folder in `measures/` with its declaration (`NAME.fwr`) and its Rust (`NAME.rs`, which exports
//! `pub fn measure() -> &'static dyn Measure`). The declaration says what it accepts and what kind of value it gives.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::{Args, Constant};

use crate::Picture;

/// A measure: a factory of meters.
pub trait Measure: Sync {
    /// A meter for clips of these formats, in the order of declaration: all of one size and layout, though not perhaps
    /// of one depth or range. `args` are checked against the declaration, defaults filled in.
    fn start(&self, args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter>;

    /// Bytes that a meter of such clips holds at most, and makes use of while it looks at frames, besides those; a few
    /// rows are not worth telling.
    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        let _ = formats;
        0
    }
}

/// Looks at the frames of its clips, one after another.
///
/// The same frames give the same value, bit by bit, on every machine, and what a
/// meter keeps does not grow with the clip, but for the few bytes a frame of a list.
pub trait Meter: Send {
    /// Looks at the next frame of each clip.
    ///
    /// Runs on one thread, from which it may spread its work over those of the rayon pool.
    fn see(&mut self, pictures: &[Picture<'_>]);

    /// Whether further frames would hardly change the value: a quick look ends here.
    fn is_sure(&self) -> bool {
        false
    }

    /// What the frame that was seen last has for itself, where that says something: so that the worst frames are found.
    fn of_frame(&self) -> Option<f64> {
        None
    }

    /// What was measured; `None` of a clip without frames.
    fn reading(&self) -> Option<Reading>;

    /// All that it knows after the frames so far, for [`restore`](Self::restore); nothing if it cannot go on, as that would
    /// be whole frames.
    fn save(&self) -> Vec<u64>;

    /// Goes on from what a meter of the same clip knew. What follows is, bit by bit, as if it had seen those frames itself.
    ///
    /// Whether it was such a meter's knowledge; if not, this meter is of no use any more.
    fn restore(&mut self, saved: &[u64]) -> bool;
}

/// Bytes of so many for each sample of luma.
pub(crate) fn of_luma(formats: &[VideoFormat], bytes: f64) -> u64 {
    let samples = formats.iter().map(|format| format.width as f64 * format.height as f64).fold(0.0, f64::max);
    (bytes * samples) as u64
}

/// What a meter found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The value, of the type that the declaration states.
    pub value: Constant,
    /// How many frames speak for what, where the value is a verdict.
    pub tally: Vec<(&'static str, u64)>,
}

impl Reading {
    /// A value that is not a verdict.
    pub fn plain(value: Constant) -> Self {
        Self { value, tally: Vec::new() }
    }
}
