//! Clips that are looked at side by side: the frames of all with one number, at a time.

use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use crate::frame::Frame;
use crate::pipeline::FrameSource;

/// The frames of the other clips that belong to the one that was given last.
#[derive(Clone, Default)]
pub(super) struct Others(Arc<Mutex<Vec<Frame>>>);

impl Others {
    /// These frames, which are then no longer held.
    pub(super) fn taken(&self) -> Vec<Frame> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, frames: Vec<Frame>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = frames;
    }
}

/// The first of some clips, which takes the others along, for `measure`.
///
/// # Errors
/// E1202 without a clip.
pub(super) fn join(
    measure: &str,
    mut clips: Vec<Box<dyn FrameSource>>,
) -> Result<(Box<dyn FrameSource>, Others), Diagnostic> {
    if clips.is_empty() {
        return Err(Diagnostic::new(Code::INTERNAL, format!("{measure} is to be measured on no clip"))
            .help("this is a fault in FrameWright; please report it with the graph"));
    }
    let first = clips.remove(0);
    let others = Others::default();
    if clips.is_empty() {
        return Ok((first, others));
    }
    let joined = Joined { measure: measure.to_owned(), first, clips, others: others.clone(), number: 0 };
    Ok((Box::new(joined), others))
}

struct Joined {
    measure: String,
    first: Box<dyn FrameSource>,
    /// The other clips.
    clips: Vec<Box<dyn FrameSource>>,
    others: Others,
    /// Frames that all clips have, as far as they were asked for.
    number: u64,
}

impl FrameSource for Joined {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        let first = self.first.next()?;
        let others = self.clips.iter_mut().map(|clip| clip.next()).collect::<Result<Vec<_>, _>>()?;
        if others.iter().any(|other| other.is_some() != first.is_some()) {
            return Err(self.lengths_differ(first.is_none()));
        }
        self.number += 1;
        self.others.put(others.into_iter().flatten().collect());
        Ok(first)
    }

    fn skip(&mut self, frames: u64) -> Result<(), Diagnostic> {
        self.number = frames;
        self.first.skip(frames)?;
        self.clips.iter_mut().try_for_each(|clip| clip.skip(frames))
    }
}

impl Joined {
    fn lengths_differ(&self, first_ended: bool) -> Diagnostic {
        let (shorter, longer) = if first_ended { ("first", "other") } else { ("other", "first") };
        let frames = if self.number == 1 { "frame" } else { "frames" };
        let message = format!(
            "{} compares clips frame by frame, but the {shorter} has {} {frames}, and the {longer} has more",
            self.measure, self.number
        );
        Diagnostic::new(Code::CLIPS_DIFFER, message).help("bring them to one length with `trim`")
    }
}
