//! The filter thread: pulls the pictures of all outputs through the graph, side by side.

use crossbeam_channel::Sender;

use super::control::{Control, SendFailed, Stopped};
use super::source::{FrameSource, Message};

/// The picture of one output and the queue to its encoder.
pub(super) struct Lane<'a> {
    source: Box<dyn FrameSource + 'a>,
    frames: Sender<Message>,
    /// Seconds at which the last frame is shown.
    reached: f64,
    ended: bool,
}

impl<'a> Lane<'a> {
    pub(super) fn new(source: Box<dyn FrameSource + 'a>, frames: Sender<Message>) -> Self {
        Self { source, frames, reached: f64::NEG_INFINITY, ended: false }
    }
}

/// Pulls every lane to its end, always the one that is furthest behind in time.
///
/// Outputs that share a clip thus stay together, and no frame waits long for the
/// other: a slow encoder slows them all instead of filling memory.
pub(super) fn filter(mut lanes: Vec<Lane<'_>>, control: &Control) -> Result<(), Stopped> {
    loop {
        control.check()?;
        let behind = lanes.iter_mut().filter(|lane| !lane.ended).min_by(|a, b| a.reached.total_cmp(&b.reached));
        let Some(lane) = behind else { return Ok(()) };
        let message = match lane.source.next().map_err(|error| control.fail(error))? {
            Some(frame) => {
                lane.reached = frame.pts as f64 * frame.format.time_base.to_f64();
                Message::Frame(frame)
            }
            None => {
                lane.ended = true;
                Message::End
            }
        };
        match control.send(&lane.frames, message) {
            Ok(()) => {}
            Err(SendFailed::Stopped | SendFailed::NobodyReads) => return Err(Stopped),
        }
    }
}
