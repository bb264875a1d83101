//! What is measured so far of a clip, kept so that measuring goes on where it was stopped.

use std::time::{Duration, Instant};

use fwr_compiler::plan::Look;
use fwr_stdlib::measure::Meter;

/// How often it is kept; what is measured between is measured again after a kill.
const EVERY: Duration = Duration::from_secs(1);
/// Keeping it takes at most this part of the time.
const SHARE: u32 = 50;

/// What a meter knows after so many frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Frames that it has seen.
    pub frames: u64,
    /// What it knows, as [`Meter::save`] gives it.
    pub known: Vec<u64>,
}

/// Where checkpoints are kept, and who hears what meters say of single frames.
pub trait Checkpoints: Sync {
    /// What was kept of a look at the same frames.
    fn find(&self, look: &Look) -> Option<Checkpoint>;

    /// Keeps what is known, in place of what was.
    fn keep(&self, look: &Look, checkpoint: &Checkpoint);

    /// Hears what frame `frame`, from 0, has for itself.
    fn of_frame(&self, look: &Look, frame: u64, value: f64) {
        let _ = (look, frame, value);
    }
}

/// Keeps nothing.
impl Checkpoints for () {
    fn find(&self, _look: &Look) -> Option<Checkpoint> {
        None
    }

    fn keep(&self, _look: &Look, _checkpoint: &Checkpoint) {}
}

/// Keeps checkpoints of one look, now and then.
pub(super) struct Keeper<'a> {
    checkpoints: &'a dyn Checkpoints,
    look: &'a Look,
    next: Instant,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(checkpoints: &'a dyn Checkpoints, look: &'a Look) -> Self {
        Self { checkpoints, look, next: Instant::now() + EVERY }
    }

    /// Whether it is time for another.
    pub(super) fn is_due(&self) -> bool {
        // A quick look is over before that.
        self.look.quick.is_none() && Instant::now() >= self.next
    }

    /// Passes on what `meter` says of frame `frame`, which it saw last.
    pub(super) fn tell(&self, meter: &dyn Meter, frame: u64) {
        if let Some(value) = meter.of_frame() {
            self.checkpoints.of_frame(self.look, frame, value);
        }
    }

    /// Keeps what `meter` knows after `frames` frames.
    pub(super) fn keep(&mut self, meter: &dyn Meter, frames: u64) {
        let begun = Instant::now();
        self.checkpoints.keep(self.look, &Checkpoint { frames, known: meter.save() });
        self.next = Instant::now() + EVERY.max(begun.elapsed() * SHARE);
    }
}
