//! Frames on their way into an encoder, one of which can be looked at before it is taken.

use super::control::{Control, Stopped};
use super::source::Message;
use crate::budget::Receiver;
use crate::frame::Frame;

/// The frames of an output.
pub(super) struct Incoming<'a> {
    frames: Receiver<Message>,
    control: &'a Control,
    next: Option<Frame>,
    /// Frames that are still to come at most; `None` for all of the clip.
    left: Option<u64>,
    over: bool,
}

impl<'a> Incoming<'a> {
    /// The frames of a queue, of which at most `limit` come.
    pub(super) fn new(frames: Receiver<Message>, limit: Option<u64>, control: &'a Control) -> Self {
        Self { frames, control, next: None, left: limit, over: false }
    }

    /// The next frame, which stays; `None` if no more come.
    pub(super) fn peek(&mut self) -> Result<Option<&Frame>, Stopped> {
        if self.next.is_none() && !self.over && self.left != Some(0) {
            match self.control.receive(&self.frames)? {
                Some(Message::Frame(frame)) => {
                    self.left = self.left.map(|left| left - 1);
                    self.next = Some(frame);
                }
                Some(Message::End) => self.over = true,
                // The filter thread ended without a last word: it failed, and said why.
                None => return Err(Stopped),
            }
        }
        Ok(self.next.as_ref())
    }

    /// The next frame; `None` if no more come.
    pub(super) fn take(&mut self) -> Result<Option<Frame>, Stopped> {
        self.peek()?;
        Ok(self.next.take())
    }

    /// Whether the clip has no more frames, and not only none that are asked for.
    pub(super) fn is_over(&mut self) -> Result<bool, Stopped> {
        self.peek()?;
        Ok(self.over)
    }
}
