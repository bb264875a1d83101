//! Computes frames from a window of frames, by native work.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Op;
use fwr_stdlib::native::Picture;

use super::window::Windows;
use crate::cpu::{FramePool, execute};
use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// An op that computes pictures.
pub(super) struct Computed {
    format: Arc<VideoFormat>,
    work: Box<dyn Picture>,
    inputs: Windows,
    pool: Arc<FramePool>,
}

impl Computed {
    pub(super) fn new(
        op: &Op,
        work: Box<dyn Picture>,
        inputs: Vec<Box<dyn FrameSource>>,
        pool: Arc<FramePool>,
    ) -> Self {
        let inputs = Windows::new(&op.name, inputs.into_iter().map(|source| (source, op.window)));
        Self { format: Arc::new(op.format.clone()), work, inputs, pool }
    }
}

impl FrameSource for Computed {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let Some((number, windows)) = self.inputs.advance()? else { return Ok(None) };
        let windows: Vec<&[Frame]> = windows.iter().map(Vec::as_slice).collect();
        Ok(Some(execute(&*self.work, &windows, &self.format, number, &self.pool)))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.inputs.skip(frames)
    }

    // A picture has the time of the first input's.
    fn note_time(&mut self, frame: u64) {
        self.inputs.note_time(0, frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.inputs.noted_time(0, frame)
    }
}
