//! The filter thread: pulls the pictures of all outputs through the graph, side by side.

use fwr_compiler::diagnostics::Diagnostic;

use super::control::{Control, SendFailed, Stopped};
use super::source::{FrameSource, Message};
use crate::budget::Sender;
use crate::frame::Frame;

/// The picture of one output and the queue to its encoder, or to whoever looks at it.
pub(super) struct Lane<'a> {
    /// `None` after the last frame: frames shared with other outputs would pile up for a source that is kept.
    source: Option<Box<dyn FrameSource + 'a>>,
    frames: Target<'a>,
    /// Seconds at which the last frame is shown.
    reached: f64,
    /// Frames that are not to be given, before the first.
    skipped: u64,
    /// How many are to be given then; `None` for all.
    left: Option<u64>,
}

/// Where the frames of a lane go.
enum Target<'a> {
    Queue(Sender<Message>),
    Look(Box<dyn FnMut(&Frame) -> Sight + Send + 'a>),
}

/// Whether somebody who looks at frames has seen enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    More,
    Enough,
}

impl<'a> Lane<'a> {
    pub(super) fn new(source: Box<dyn FrameSource + 'a>, frames: Sender<Message>) -> Self {
        Self::to(source, Target::Queue(frames))
    }

    fn to(source: Box<dyn FrameSource + 'a>, frames: Target<'a>) -> Self {
        Self { source: Some(source), frames, reached: f64::NEG_INFINITY, skipped: 0, left: None }
    }

    /// The same lane without its first `skipped` frames, and with at most `limit` of those that follow.
    pub(super) fn from(self, skipped: u64, limit: Option<u64>) -> Self {
        Self { skipped, left: limit, ..self }
    }

    /// A lane whose frames are looked at, here on the filter thread, and go nowhere.
    pub(super) fn watched(source: Box<dyn FrameSource + 'a>, look: impl FnMut(&Frame) -> Sight + Send + 'a) -> Self {
        Self::to(source, Target::Look(Box::new(look)))
    }

    /// Says what is not wanted, before anything is pulled.
    pub(super) fn begin(&mut self) -> Result<(), Diagnostic> {
        // Nobody waits for a word from whoever wants nothing.
        self.source = self.source.take().filter(|_| self.left != Some(0));
        match &mut self.source {
            // Also where it is nothing: what cuts clips passes on what it cuts.
            Some(source) => source.skip(self.skipped),
            None => Ok(()),
        }
    }

    /// The next frame, or that there are no more.
    fn pull(&mut self) -> Result<Message, Diagnostic> {
        if self.left == Some(0) {
            self.source = None;
        }
        let Some(source) = &mut self.source else { return Ok(Message::End) };
        match source.next()? {
            Some(frame) => {
                if matches!(self.frames, Target::Queue(_)) {
                    tracing::trace!(target: "frames", "filtered a frame");
                }
                self.reached = frame.pts as f64 * frame.format.time_base.to_f64();
                self.left = self.left.map(|left| left - 1);
                Ok(Message::Frame(frame))
            }
            None => {
                self.source = None;
                Ok(Message::End)
            }
        }
    }

    fn give(&mut self, message: Message, control: &Control) -> Result<(), Stopped> {
        match (&mut self.frames, message) {
            (Target::Queue(queue), message) => match control.send(queue, message) {
                Ok(()) => Ok(()),
                Err(SendFailed::Stopped) => Err(Stopped),
                // The encoder has all that it was to make, or has failed and said so.
                Err(SendFailed::NobodyReads) => {
                    self.source = None;
                    Ok(())
                }
            },
            (Target::Look(look), Message::Frame(frame)) => {
                if look(&frame) == Sight::Enough {
                    self.source = None;
                }
                Ok(())
            }
            (Target::Look(_), Message::End) => Ok(()),
        }
    }
}

/// Pulls every lane to its end, which has [begun](Lane::begin): always the one that is furthest behind in time.
///
/// Outputs that share a clip thus stay together, and no frame waits long for the
/// other: a slow encoder slows them all instead of filling memory.
pub(super) fn filter(mut lanes: Vec<Lane<'_>>, control: &Control) -> Result<(), Stopped> {
    loop {
        control.check()?;
        let going = lanes.iter_mut().filter(|lane| lane.source.is_some());
        let Some(lane) = going.min_by(|a, b| a.reached.total_cmp(&b.reached)) else { return Ok(()) };
        let message = lane.pull().map_err(|error| control.fail(error))?;
        lane.give(message, control)?;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::budget::{Ledger, bounded};
    use crate::frame::Frame;

    /// An empty clip that holds on to something, and notes at its end how many hold on to it.
    struct Empty<'a>(Arc<()>, &'a mut usize);

    impl FrameSource for Empty<'_> {
        fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
            *self.1 = Arc::strong_count(&self.0);
            Ok(None)
        }
    }

    #[test]
    fn a_source_is_let_go_at_its_end_while_others_go_on() {
        let shared = Arc::new(());
        let (mut at_first, mut at_second) = (0, 0);
        let (lanes, received): (Vec<_>, Vec<_>) = [&mut at_first, &mut at_second]
            .map(|holders| {
                let (frames, received) = bounded(1, &Ledger::default());
                (Lane::new(Box::new(Empty(Arc::clone(&shared), holders)), frames), received)
            })
            .into_iter()
            .unzip();
        drop(shared);
        let control = Control::new(Arc::new(AtomicBool::new(false)), Ledger::default());
        filter(lanes, &control).expect("a run");
        assert_eq!((at_first, at_second), (2, 1), "the first is gone when the second is asked");
        assert!(received.iter().all(|received| received.len() == 1));
    }
}
