//! Hands the frames of a source on to several readers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// Several clips that are made together, frame by frame and in order.
pub(crate) trait Bundle: Send {
    /// The next frame of each clip; `None` after the last.
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic>;

    /// As [`FrameSource::skip`], of all clips.
    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic>;

    /// As [`FrameSource::note_time`], of one clip.
    fn note_time(&mut self, clip: usize, frame: u64);

    /// As [`FrameSource::noted_time`], of one clip.
    fn noted_time(&self, clip: usize, frame: u64) -> Option<i64>;
}

/// One clip.
impl Bundle for Box<dyn FrameSource> {
    fn next(&mut self) -> Result<Option<Vec<Frame>>, Diagnostic> {
        Ok((**self).next()?.map(|frame| vec![frame]))
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        (**self).skip(frames)
    }

    fn note_time(&mut self, _clip: usize, frame: u64) {
        (**self).note_time(frame);
    }

    fn noted_time(&self, _clip: usize, frame: u64) -> Option<i64> {
        (**self).noted_time(frame)
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
    /// Whether the source knows which frames it is not asked for.
    begun: bool,
}

#[derive(Default)]
struct Reader {
    /// Which clip of the source it reads.
    clip: usize,
    /// The frames that others have asked for and it has not.
    waiting: VecDeque<Frame>,
    /// The frames at the beginning that it does not want, once it has said so.
    skipped: Option<u64>,
    /// Those of them that come nonetheless, because others want them.
    dropped: u64,
}

/// A handle for each of `readers`; every one of them sees every frame of the first clip, or of another ([`Tee::of`]).
///
/// A frame waits for the slowest reader. The readers of one run are asked in
/// turn, so they are as far apart as their windows, and as what `trim` takes off one of them.
pub(super) fn tee(source: Box<dyn Bundle>, readers: usize) -> Vec<Tee> {
    let all = (0..readers).map(|_| Some(Reader::default())).collect();
    let shared = Arc::new(Mutex::new(Shared { source, readers: all, begun: false }));
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
        shared.begin()?;
        loop {
            if let Some(frame) = shared.readers[self.reader].as_mut().and_then(|reader| reader.waiting.pop_front()) {
                return Ok(Some(frame));
            }
            let Some(frames) = shared.source.next()? else { return Ok(None) };
            for reader in shared.readers.iter_mut().flatten() {
                if reader.dropped > 0 {
                    reader.dropped -= 1;
                } else {
                    reader.waiting.extend(frames.get(reader.clip).cloned());
                }
            }
        }
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        let mut shared = self.shared();
        let begun = shared.begun;
        let Some(reader) = &mut shared.readers[self.reader] else { return Ok(()) };
        reader.skipped = Some(frames);
        if begun {
            // The others went ahead: what they left for it is the beginning of the clip.
            let had = frames.min(reader.waiting.len() as u64);
            reader.waiting.drain(..had as usize);
            reader.dropped = frames - had;
        }
        let all = shared.readers.iter().flatten().all(|reader| reader.skipped.is_some());
        if all { shared.begin() } else { Ok(()) }
    }

    fn note_time(&mut self, frame: u64) {
        let mut shared = self.shared();
        let clip = shared.readers[self.reader].as_ref().map_or(0, |reader| reader.clip);
        shared.source.note_time(clip, frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        let shared = self.shared();
        let clip = shared.readers[self.reader].as_ref()?.clip;
        shared.source.noted_time(clip, frame)
    }
}

impl Shared {
    /// Tells the source which frames no reader wants: once all have spoken, and at the latest when the first asks.
    fn begin(&mut self) -> Result<(), Diagnostic> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let readers = || self.readers.iter().flatten();
        let common = readers().map(|reader| reader.skipped.unwrap_or(0)).min().unwrap_or(0);
        for reader in self.readers.iter_mut().flatten() {
            reader.dropped = reader.skipped.unwrap_or(0) - common;
        }
        if common > 0 { self.source.skip(common) } else { Ok(()) }
    }
}

impl Drop for Tee {
    fn drop(&mut self) {
        // Frames are not kept for a reader that has gone.
        self.shared().readers[self.reader] = None;
    }
}
