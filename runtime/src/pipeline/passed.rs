//! The beginning of a decoded clip that nobody wants to see: what the decoder drops, and the times it tells of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the reader of a clip tells its decoder. Once the decoder has begun it looks here no more.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Frames that are dropped.
    skipped: u64,
    /// Those among them whose times are to be told.
    times: Vec<u64>,
    begun: bool,
}

impl Wishes {
    /// The wishes as the decoder finds them when it begins: the frames to drop, and those whose times are asked for.
    pub(super) fn begin(wishes: &Mutex<Self>) -> (u64, Vec<u64>) {
        let mut wishes = lock(wishes);
        wishes.begun = true;
        (wishes.skipped, wishes.times.clone())
    }
}

/// The reader's side: it drops itself what the decoder had sent when it was told.
pub(super) struct Passed {
    wishes: Arc<Mutex<Wishes>>,
    /// The number of the frame that comes next.
    number: u64,
    skipped: u64,
    times: Vec<(u64, Option<i64>)>,
}

impl Passed {
    pub(super) fn new(wishes: Arc<Mutex<Wishes>>) -> Self {
        Self { wishes, number: 0, skipped: 0, times: Vec::new() }
    }

    /// Drops the first `frames` frames.
    pub(super) fn skip(&mut self, frames: u64) {
        self.skipped = frames;
        let mut wishes = lock(&self.wishes);
        if !wishes.begun {
            wishes.skipped = frames;
            self.number = frames;
        }
    }

    /// Keeps the time of a frame.
    pub(super) fn ask(&mut self, frame: u64) {
        self.times.push((frame, None));
        lock(&self.wishes).times.push(frame);
    }

    /// Counts a frame that came, and says whether it is wanted.
    pub(super) fn wants(&mut self, pts: i64) -> bool {
        self.note(self.number, pts);
        self.number += 1;
        self.number > self.skipped
    }

    /// Learns the time of a frame.
    pub(super) fn note(&mut self, frame: u64, pts: i64) {
        for (_, time) in self.times.iter_mut().filter(|(asked, _)| *asked == frame) {
            *time = Some(pts);
        }
    }

    /// The time of a frame that was asked for.
    pub(super) fn time(&self, frame: u64) -> Option<i64> {
        self.times.iter().find(|(asked, _)| *asked == frame)?.1
    }
}

fn lock(wishes: &Mutex<Wishes>) -> MutexGuard<'_, Wishes> {
    wishes.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frames that arrive of a clip of five, and the time of frame 1, if the wish comes before or after the decoder began.
    fn arriving(late: bool) -> (Vec<i64>, Option<i64>) {
        let wishes = Arc::new(Mutex::new(Wishes::default()));
        let mut passed = Passed::new(Arc::clone(&wishes));
        passed.ask(1);
        let early = late.then(|| Wishes::begin(&wishes));
        passed.skip(3);
        let (skipped, times) = early.unwrap_or_else(|| Wishes::begin(&wishes));
        let mut seen = Vec::new();
        for frame in 0..5 {
            let pts = 40 * frame as i64;
            if frame >= skipped {
                seen.extend(passed.wants(pts).then_some(pts));
            } else if times.contains(&frame) {
                passed.note(frame, pts);
            }
        }
        (seen, passed.time(1))
    }

    #[test]
    fn a_wish_counts_before_and_after_the_decoder_began() {
        for late in [false, true] {
            assert_eq!(arriving(late), (vec![120, 160], Some(40)), "late: {late}");
        }
    }
}
