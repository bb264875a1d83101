//! Where frames come from: decoders, and whatever computes frames from their frames.

use std::sync::{Arc, Mutex};

use fwr_compiler::diagnostics::Diagnostic;

use super::control::{Control, interrupted};
use super::passed::{Passed, Wishes};
use crate::budget::Receiver;
use crate::frame::Frame;

/// A clip, frame by frame and in order.
///
/// A clip may be begun in its middle: see [`skip`](Self::skip).
pub trait FrameSource: Send {
    /// The next frame; `None` after the last.
    ///
    /// # Errors
    /// Why there is none. The run then ends with the first error of any thread.
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic>;

    /// Says that nobody will ask for the first `frames` frames: the next one asked for is frame `frames`, from 0.
    ///
    /// Said once at most, and before the first frame is asked for. The frames that follow are those of a clip read from
    /// its beginning, samples and times. What reads other sources only passes the word on, and pulls nothing: thus every
    /// reader of a shared clip has spoken before its first frame is made. A source of its own may leave this as it is;
    /// it then makes the frames, and drops them.
    ///
    /// # Errors
    /// Those of [`next`](Self::next).
    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        for _ in 0..frames {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Asks for the time of frame `frame`, from 0, which may be one that is skipped.
    ///
    /// Said before the first frame is asked for, and before frames are skipped.
    fn note_time(&mut self, frame: u64) {
        let _ = frame;
    }

    /// When a frame is shown whose time was [noted](Self::note_time), in ticks; known once a frame after it was given.
    ///
    /// `None` if the source keeps no times: of what is not skipped, its readers know them.
    fn noted_time(&self, frame: u64) -> Option<i64> {
        let _ = frame;
        None
    }
}

/// The frames of a decoded stream. Dropping it tells the decoder that no more are wanted.
pub struct VideoSource {
    frames: Receiver<Decoded>,
    control: Arc<Control>,
    passed: Passed,
    ended: bool,
}

/// What is said of a clip to whoever takes its frames next.
pub(super) enum Message {
    Frame(Frame),
    End,
}

/// What a decoder says.
pub(super) enum Decoded {
    Frame(Frame),
    /// When a frame was shown that nobody wants to see.
    Time {
        frame: u64,
        pts: i64,
    },
    End,
}

impl VideoSource {
    pub(super) fn new(frames: Receiver<Decoded>, control: &Arc<Control>, wishes: Arc<Mutex<Wishes>>) -> Self {
        Self { frames, control: Arc::clone(control), passed: Passed::new(wishes), ended: false }
    }
}

impl FrameSource for VideoSource {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        while !self.ended {
            match self.control.receive(&self.frames) {
                Ok(Some(Decoded::Frame(frame))) => {
                    if self.passed.wants(frame.pts) {
                        return Ok(Some(frame));
                    }
                }
                Ok(Some(Decoded::Time { frame, pts })) => self.passed.note(frame, pts),
                Ok(Some(Decoded::End)) => self.ended = true,
                // The decoder's own error is known to the run already, and comes before this one.
                Ok(None) | Err(_) => return Err(interrupted()),
            }
        }
        Ok(None)
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.passed.skip(frames);
        Ok(())
    }

    fn note_time(&mut self, frame: u64) {
        self.passed.ask(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        self.passed.time(frame)
    }
}

impl<T: FrameSource + ?Sized> FrameSource for Box<T> {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        (**self).next()
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        (**self).skip(frames)
    }

    fn note_time(&mut self, frame: u64) {
        (**self).note_time(frame);
    }

    fn noted_time(&self, frame: u64) -> Option<i64> {
        (**self).noted_time(frame)
    }
}
