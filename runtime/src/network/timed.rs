//! An op whose time is measured.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::plan::OpId;

use super::tee::Bundle;
use crate::frame::Frame;
use crate::meter::OpMeter;
use crate::pipeline::FrameSource;

/// The clips of an op, or the way of its frames to the other side.
pub(super) struct Timed<S> {
    source: S,
    op: OpId,
    meter: OpMeter,
}

impl<S> Timed<S> {
    pub(super) fn new(source: S, op: OpId, meter: &OpMeter) -> Self {
        Self { source, op, meter: meter.clone() }
    }
}

impl Bundle for Timed<Box<dyn Bundle>> {
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        self.meter.measure(self.op, || self.source.next())
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.source.skip(frames)
    }

    fn note_time(&mut self, clip: usize, frame: u64) {
        self.source.note_time(clip, frame);
    }

    fn noted_time(&self, clip: usize, frame: u64) -> Option<i64> {
        self.source.noted_time(clip, frame)
    }
}

/// Its time is the op's, its frames are not counted again.
impl<S: FrameSource> FrameSource for Timed<S> {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        self.meter.pass(self.op, || self.source.next())
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.source.skip(frames)
    }

    fn note_time(&mut self, frame: u64) {
        self.source.note_time(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.source.noted_time(frame)
    }
}
