//! Computes frames from a window of frames, by native work.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Op;
use fwr_stdlib::native::{Picture, WholePicture};

use super::repeats::Kept;
use super::window::Windows;
use crate::cpu::{FramePool, execute, execute_whole};
use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// Native work that computes pictures.
pub(super) enum Worker {
    /// Row by row.
    Rows(Box<dyn Picture>),
    /// Frame by frame.
    Whole(Box<dyn WholePicture>),
}

impl Worker {
    fn make(&self, windows: &[&[Frame]], format: &Arc<VideoFormat>, number: u64, pool: &FramePool) -> Frame {
        match self {
            Self::Rows(work) => execute(&**work, windows, format, number, pool),
            Self::Whole(work) => execute_whole(&**work, windows, format, number, pool),
        }
    }
}

/// An op that computes pictures.
pub(super) struct Computed {
    format: Arc<VideoFormat>,
    work: Worker,
    inputs: Windows,
    pool: Arc<FramePool>,
    kept: Option<Kept<Frame>>,
}

impl Computed {
    pub(super) fn new(op: &Op, work: Worker, inputs: Vec<Box<dyn FrameSource>>, pool: Arc<FramePool>) -> Self {
        let inputs = Windows::new(&op.name, inputs.into_iter().map(|source| (source, op.window)));
        Self { format: Arc::new(op.format.clone()), work, inputs, pool, kept: None }
    }

    /// The same, which keeps what it made for pictures that repeat.
    pub(super) fn keeping(self, kept: Option<Kept<Frame>>) -> Self {
        Self { kept, ..self }
    }
}

impl FrameSource for Computed {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let Some((number, windows)) = self.inputs.advance()? else { return Ok(None) };
        let windows: Vec<&[Frame]> = windows.iter().map(Vec::as_slice).collect();
        let Some(kept) = &mut self.kept else {
            return Ok(Some(self.work.make(&windows, &self.format, number, &self.pool)));
        };
        // Only what looks at one frame of each input keeps anything.
        let current: Vec<&Frame> = windows.iter().filter_map(|window| window.first()).collect();
        let made = kept.find(&current).unwrap_or_else(|| {
            let made = self.work.make(&windows, &self.format, number, &self.pool);
            kept.keep(&current, &Frame { carrier: None, ..made.clone() });
            made
        });
        let Frame { pts, duration, props, .. } = current[0];
        Ok(Some(Frame { pts: *pts, duration: *duration, props: Arc::clone(props), ..made }))
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
