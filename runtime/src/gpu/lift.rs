//! Frames of the processor on their way to kernels on a graphics processor.

use fwr_compiler::diagnostics::Diagnostic;

use super::plane::TwoSided;
use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// Readies frames for the device: each plane goes up once, when the first of its readers needs it.
pub(crate) struct Lift(Box<dyn FrameSource>);

impl Lift {
    /// The frames of `source`.
    pub(crate) fn new(source: Box<dyn FrameSource>) -> Self {
        Self(source)
    }
}

impl FrameSource for Lift {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let frame = self.0.next()?;
        Ok(frame.map(|frame| Frame { planes: frame.planes.iter().map(TwoSided::lifted).collect(), ..frame }))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.0.skip(frames)
    }

    fn note_time(&mut self, frame: u64) {
        self.0.note_time(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.0.noted_time(frame)
    }
}
