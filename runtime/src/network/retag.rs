//! The same samples under another format.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Op;

use crate::frame::Frame;
use crate::pipeline::FrameSource;

pub(super) struct Retag {
    format: Arc<VideoFormat>,
    input: Option<Box<dyn FrameSource>>,
}

impl Retag {
    pub(super) fn new(op: &Op, inputs: Vec<Box<dyn FrameSource>>) -> Self {
        Self { format: Arc::new(op.format.clone()), input: inputs.into_iter().next() }
    }
}

impl FrameSource for Retag {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let Some(input) = &mut self.input else { return Ok(None) };
        let frame = input.next()?;
        // The decoder's own frame carries the old tags, so it does not go on.
        Ok(frame.map(|frame| Frame { format: self.format.clone(), carrier: None, ..frame }))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.input.as_mut().map_or(Ok(()), |input| input.skip(frames))
    }

    fn note_time(&mut self, frame: u64) {
        if let Some(input) = &mut self.input {
            input.note_time(frame);
        }
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.input.as_ref()?.noted_time(frame)
    }
}
