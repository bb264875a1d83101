//! What measures are to the rest of the system.
//!
//! A measure looks at every frame of a clip and gives one value. It is a folder in
//! `measures/` with its declaration (`NAME.fwr`) and its Rust (`NAME.rs`, which
//! exports `pub fn measure() -> &'static dyn Measure`). The declaration says what
//! it accepts and what kind of value it gives.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::{Args, Constant};

use crate::Picture;

/// A measure: a factory of meters.
pub trait Measure: Sync {
    /// A meter for one clip. `args` are checked against the declaration, defaults filled in.
    fn start(&self, args: &Args, format: &VideoFormat) -> Box<dyn Meter>;
}

/// Looks at the frames of a clip, one after another.
///
/// The same frames give the same value, bit by bit, on every machine, and what a
/// meter keeps does not grow with the clip.
pub trait Meter: Send {
    /// Looks at the next frame.
    fn see(&mut self, picture: &Picture<'_>);

    /// Whether further frames would hardly change the value: a quick look ends here.
    fn is_sure(&self) -> bool {
        false
    }

    /// What was measured; `None` of a clip without frames.
    fn reading(&self) -> Option<Reading>;

    /// All that it knows after the frames so far, for [`restore`](Self::restore).
    fn save(&self) -> Vec<u64>;

    /// Goes on from what a meter of the same clip knew. What follows is, bit by bit, as if it had seen those frames itself.
    ///
    /// Whether it was such a meter's knowledge; if not, this meter is of no use any more.
    fn restore(&mut self, saved: &[u64]) -> bool;
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
