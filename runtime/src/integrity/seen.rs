//! What was seen of the frames of a stream, decoded or on their way to an encoder.

use crate::frame::Frame;

use super::flats::Flats;
use super::times::Times;

/// Notes about frames that passed.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Their times.
    pub(crate) times: Times,
    /// Those that show nothing.
    pub(crate) flats: Flats,
    /// Whether the last frame was seen, and not only as many as somebody wanted.
    pub(crate) whole: bool,
    /// Whether frames at the beginning were left out, because nobody asked for them.
    pub(crate) skipped: bool,
    /// How many of those were not even decoded.
    pub(crate) passed: u64,
}

impl Seen {
    /// Notes a frame of a source.
    pub(crate) fn note_source(&mut self, frame: &Frame) {
        self.note_time(frame);
        self.flats.note_source(frame);
    }

    /// Notes a frame that is written.
    pub(crate) fn note_result(&mut self, frame: &Frame) {
        self.note_time(frame);
        self.flats.note_result(frame);
    }

    fn note_time(&mut self, frame: &Frame) {
        self.times.note(Some(frame.pts), frame.duration, Some(frame.pts));
    }
}
