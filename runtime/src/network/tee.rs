//! Hands the frames of a source on to several readers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// Several clips that are made together, frame by frame and in order.
pub(super) trait Bundle: Send {
    /// The next frame of each clip; `None` after the last.
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic>;
}

/// One clip.
impl Bundle for Box<dyn FrameSource> {
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        Ok((**self).next()?.map(|frame| vec![frame]))
    }
}

/// One reader's handle on a shared source.
pub(super) struct Tee {
    shared: Arc<Mutex<Shared>>,
    reader: usize,
}

struct Shared {
    source: Box<dyn Bundle>,
    /// `None` for those that have gone.
    readers: Vec<Option<Reader>>,
}

#[derive(Default)]
struct Reader {
    /// Which clip of the source it reads.
    clip: usize,
    /// The frames that others have asked for and it has not.
    waiting: VecDeque<Frame>,
}

/// A handle for each of `readers`; every one of them sees every frame of the first clip, or of another ([`Tee::of`]).
///
/// A frame waits for the slowest reader. The readers of one run are asked in
/// turn, so they are as far apart as their windows, and as what `trim` takes off one of them.
pub(super) fn tee(source: Box<dyn Bundle>, readers: usize) -> Vec<Tee> {
    let all = (0..readers).map(|_| Some(Reader::default())).collect();
    let shared = Arc::new(Mutex::new(Shared { source, readers: all }));
    (0..readers).map(|reader| Tee { shared: shared.clone(), reader }).collect()
}

impl Tee {
    /// The same handle on clip `clip` of the source, before any frame is asked for.
    pub(super) fn of(self, clip: usize) -> Self {
        if let Some(reader) = &mut self.shared().readers[self.reader] {
            reader.clip = clip;
        }
        self
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        // A panic elsewhere ends the run anyway; the queues themselves are never left half changed.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FrameSource for Tee {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let mut shared = self.shared();
        if let Some(frame) = shared.readers[self.reader].as_mut().and_then(|reader| reader.waiting.pop_front()) {
            return Ok(Some(frame));
        }
        let Some(frames) = shared.source.next()? else { return Ok(None) };
        for reader in shared.readers.iter_mut().flatten() {
            reader.waiting.extend(frames.get(reader.clip).cloned());
        }
        Ok(shared.readers[self.reader].as_mut().and_then(|reader| reader.waiting.pop_front()))
    }
}

impl Drop for Tee {
    fn drop(&mut self) {
        // Frames are not kept for a reader that has gone.
        self.shared().readers[self.reader] = None;
    }
}
