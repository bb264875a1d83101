//! Hands each frame of a source on to several readers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// One reader's handle on a shared source.
pub(super) struct Tee {
    shared: Arc<Mutex<Shared>>,
    reader: usize,
}

struct Shared {
    source: Box<dyn FrameSource>,
    /// For each reader, the frames that others have asked for and it has not; `None` once it has gone.
    waiting: Vec<Option<VecDeque<Frame>>>,
}

/// A handle for each of `readers`; every one of them sees every frame.
///
/// A frame waits for the slowest reader. The readers of one run are asked in
/// turn, so they are as far apart as their windows, and as what `trim` takes off one of them.
pub(super) fn tee(source: Box<dyn FrameSource>, readers: usize) -> Vec<Tee> {
    let shared = Arc::new(Mutex::new(Shared { source, waiting: vec![Some(VecDeque::new()); readers] }));
    (0..readers).map(|reader| Tee { shared: shared.clone(), reader }).collect()
}

impl FrameSource for Tee {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        // A panic elsewhere ends the run anyway; the queues themselves are never left half changed.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(frame) = shared.waiting[self.reader].as_mut().and_then(VecDeque::pop_front) {
            return Ok(Some(frame));
        }
        let Some(frame) = shared.source.next()? else { return Ok(None) };
        for (reader, waiting) in shared.waiting.iter_mut().enumerate() {
            if let Some(waiting) = waiting.as_mut().filter(|_| reader != self.reader) {
                waiting.push_back(frame.clone());
            }
        }
        Ok(Some(frame))
    }
}

impl Drop for Tee {
    fn drop(&mut self) {
        // Frames are not kept for a reader that has gone.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.waiting[self.reader] = None;
    }
}
