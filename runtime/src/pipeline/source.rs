//! Where frames come from: decoders, and whatever computes frames from their frames.

use std::sync::Arc;

use crossbeam_channel::Receiver;
use fwr_compiler::diagnostics::Diagnostic;

use super::control::{Control, interrupted};
use crate::frame::Frame;

/// A clip, frame by frame and in order.
pub trait FrameSource: Send {
    /// The next frame; `None` after the last.
    ///
    /// # Errors
    /// Why there is none. The run then ends with the first error of any thread.
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic>;
}

/// The frames of a decoded stream. Dropping it tells the decoder that no more are wanted.
pub struct VideoSource {
    pub(super) frames: Receiver<Message>,
    pub(super) control: Arc<Control>,
    pub(super) ended: bool,
}

/// What a decoder says.
pub(super) enum Message {
    Frame(Frame),
    End,
}

impl FrameSource for VideoSource {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        if self.ended {
            return Ok(None);
        }
        match self.control.receive(&self.frames) {
            Ok(Some(Message::Frame(frame))) => Ok(Some(frame)),
            Ok(Some(Message::End)) => {
                self.ended = true;
                Ok(None)
            }
            // The decoder's own error is known to the run already, and comes before this one.
            Ok(None) | Err(_) => Err(interrupted()),
        }
    }
}

impl<T: FrameSource + ?Sized> FrameSource for Box<T> {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        (**self).next()
    }
}
