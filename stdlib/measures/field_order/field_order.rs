//! `field_order`: whether frames are two fields, and which field is earlier, from the pictures themselves.
//!
//! Every step from one frame to the next is judged on what moves in it
//! ([`step::Step`]); the clip, by how many steps speak for what.

mod step;
#[cfg(test)]
mod tests;

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant};

use self::step::Step;
use crate::Picture;
use crate::fields::Lines;
use crate::measure::{Measure, Meter, Reading, of_luma};

/// How much more combs must be than others before that says something, however many samples move.
const CLEAR: f64 = 0.05;
/// The same for a single sample that moves; it goes down with the root of their number, as chance does.
const CHANCE: f64 = 3.0;
/// What moves in uneven steps makes whole frames comb unevenly, and fields not only in order: where the line is.
const UNEVEN: f64 = 0.6;
/// Part of the picture that must move for a step to be judged.
const MOVING: f64 = 0.002;
/// Where more than this part changes, it may be a cut, which says nothing about the lines of a frame.
const CUT: f64 = 0.5;
/// Part of the judged steps from which on a clip counts as interlaced, and up to which as progressive.
const INTERLACED: (f64, f64) = (0.25, 0.1);
/// Part of the interlaced steps that must agree on the order.
const AGREED: f64 = 0.8;
/// Judged steps without which there is no verdict.
const FEWEST: u64 = 3;
/// Judged steps that are enough for a quick look.
const ENOUGH: u64 = 30;

pub(crate) fn measure() -> &'static dyn Measure {
    &FieldOrder
}

struct FieldOrder;

impl Measure for FieldOrder {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Detector {
            scale,
            before: None,
            frames: 0,
            pending: None,
            after_motion: false,
            tally: Tally::default(),
        })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 2.2)
    }
}

/// What a step from frame to frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Progressive,
    TopFirst,
    BottomFirst,
    Unclear,
}

/// All verdicts, in an order that stays.
const VERDICTS: [Verdict; 4] = [Verdict::Progressive, Verdict::TopFirst, Verdict::BottomFirst, Verdict::Unclear];

/// How many steps say what.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    progressive: u64,
    top_first: u64,
    bottom_first: u64,
    unclear: u64,
}

struct Detector {
    scale: CodeScale,
    before: Option<Lines>,
    frames: u64,
    /// The verdict on a step that may be a cut: it counts if something moves after it too.
    pending: Option<Verdict>,
    /// Whether something moved in the step before.
    after_motion: bool,
    tally: Tally,
}

impl Meter for Detector {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        self.frames += 1;
        let lines = Lines::read(&pictures[0].planes[0], self.scale);
        if let Some(before) = self.before.replace(lines)
            && let Some(now) = &self.before
        {
            let step = Step::between(&before, now);
            self.judge(step);
        }
    }

    fn is_sure(&self) -> bool {
        let Tally { progressive, top_first, bottom_first, .. } = self.tally;
        progressive + top_first + bottom_first >= ENOUGH && self.tally.verdict() != Verdict::Unclear
    }

    fn reading(&self) -> Option<Reading> {
        let mut tally = self.tally;
        tally.unclear += u64::from(self.pending.is_some());
        let Tally { progressive, top_first, bottom_first, unclear } = tally;
        let name = match tally.verdict() {
            Verdict::Progressive => "progressive",
            Verdict::TopFirst => "tff",
            Verdict::BottomFirst => "bff",
            Verdict::Unclear => "unclear",
        };
        (self.frames > 0).then(|| Reading {
            value: Constant::Name(name.to_owned()),
            tally: vec![
                ("progressive", progressive),
                ("tff", top_first),
                ("bff", bottom_first),
                // The first frame is judged with the second.
                ("unclear", unclear),
            ],
        })
    }

    fn save(&self) -> Vec<u64> {
        let Tally { progressive, top_first, bottom_first, unclear } = self.tally;
        let pending = self.pending.and_then(|pending| VERDICTS.iter().position(|verdict| *verdict == pending));
        let pending = pending.map_or(0, |place| place as u64 + 1);
        let head = [self.frames, pending, u64::from(self.after_motion), progressive, top_first, bottom_first, unclear];
        head.into_iter().chain(self.before.iter().flat_map(Lines::save)).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((head, before)) = saved.split_first_chunk::<7>() else { return false };
        let [frames, pending, after_motion, progressive, top_first, bottom_first, unclear] = *head;
        self.frames = frames;
        self.pending = (pending as usize).checked_sub(1).and_then(|place| VERDICTS.get(place).copied());
        self.after_motion = after_motion != 0;
        self.tally = Tally { progressive, top_first, bottom_first, unclear };
        self.before = Lines::restore(before);
        self.before.is_some() == (frames > 0)
    }
}

impl Detector {
    fn judge(&mut self, step: Step) {
        let moves = step.moving > MOVING;
        let verdict = if moves { verdict(&step) } else { Verdict::Unclear };
        if let Some(pending) = self.pending.take() {
            self.tally.count(if moves { pending } else { Verdict::Unclear });
        }
        if step.moving > CUT && !self.after_motion {
            self.pending = Some(verdict);
        } else {
            self.tally.count(verdict);
        }
        self.after_motion = moves;
    }
}

/// What a step in which something moves says.
fn verdict(step: &Step) -> Verdict {
    let (near, far) = (step.top_first.min(step.bottom_first), step.top_first.max(step.bottom_first));
    // Fields one apart comb as the frames themselves do, and less than fields three apart. Lines of one
    // moment do not comb at all, and it makes no odds which field is woven with which. Noise adds to all
    // alike, so differences are compared.
    let (fields, frames) = (far - near, near - step.woven);
    let clear = near * (CLEAR + CHANCE / (step.moved as f64).sqrt());
    if fields.max(frames) <= clear {
        Verdict::Unclear
    } else if fields < UNEVEN * frames {
        Verdict::Progressive
    } else if step.top_first < step.bottom_first {
        Verdict::TopFirst
    } else {
        Verdict::BottomFirst
    }
}

impl Tally {
    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Progressive => self.progressive += 1,
            Verdict::TopFirst => self.top_first += 1,
            Verdict::BottomFirst => self.bottom_first += 1,
            Verdict::Unclear => self.unclear += 1,
        }
    }

    /// What the steps say together.
    fn verdict(&self) -> Verdict {
        let interlaced = self.top_first + self.bottom_first;
        let judged = interlaced + self.progressive;
        let (many, few) = INTERLACED;
        if judged < FEWEST {
            return Verdict::Unclear;
        }
        let share = interlaced as f64 / judged as f64;
        if share <= few {
            Verdict::Progressive
        } else if share < many {
            Verdict::Unclear
        } else if self.top_first as f64 >= AGREED * interlaced as f64 {
            Verdict::TopFirst
        } else if self.bottom_first as f64 >= AGREED * interlaced as f64 {
            Verdict::BottomFirst
        } else {
            Verdict::Unclear
        }
    }
}
