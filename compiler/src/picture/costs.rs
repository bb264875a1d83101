//! What an estimate says of the boxes in a picture.

use crate::estimate::{Estimate, words};
use crate::machine::Figure;
use crate::plan::OpId;

/// What a box takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cost {
    /// For one frame, for people: `3.1 ms`.
    pub(super) text: String,
    /// The part of the run's time that it is at work, if that is known.
    pub(super) share: Option<f64>,
    /// Whether the run waits for it.
    pub(super) slowest: bool,
}

/// The whole run in a line or two.
pub(super) fn summary(estimate: &Estimate) -> Vec<String> {
    let mut lines = vec![format!(
        "{} on {}{}",
        words::interval(estimate.seconds, words::duration),
        words::machine(&estimate.machine),
        estimate.frames.likely().map_or(String::new(), |frames| format!(", {frames:.0} frames")),
    )];
    let mut memory = Vec::new();
    if let Some(most) = estimate.memory.most.likely() {
        memory.push(format!("at most {} of memory", words::memory(most)));
    }
    if let Some(vram) = estimate.vram.likely().filter(|vram| *vram > 0.0) {
        memory.push(format!("{} of the graphics processor's", words::memory(vram)));
    }
    lines.extend((!memory.is_empty()).then(|| memory.join(", ")));
    lines
}

/// An op: what passes for a frame of it, and the part of the run that this makes up.
pub(super) fn of_op(estimate: &Estimate, op: OpId) -> Option<Cost> {
    let found = estimate.ops.iter().find(|found| found.op == op)?;
    if found.seconds == Figure::ZERO {
        return None;
    }
    let all = found.seconds.likely().zip(found.frames.likely()).map(|(seconds, frames)| seconds * frames);
    Some(Cost {
        text: words::likely(found.seconds, words::duration),
        share: share(all, estimate.seconds),
        slowest: false,
    })
}

/// A stage.
pub(super) fn of_stage(estimate: &Estimate, number: usize) -> Option<Cost> {
    let stage = estimate.stages.get(number)?;
    Some(Cost {
        text: match (stage.seconds.likely(), estimate.frames.likely().filter(|frames| *frames > 0.0)) {
            (Some(seconds), Some(frames)) => format!("{} a frame", words::duration(seconds / frames)),
            (Some(seconds), None) => words::duration(seconds),
            (None, _) => "unknown".to_owned(),
        },
        share: share(stage.seconds.likely(), estimate.seconds),
        slowest: estimate.bottleneck == Some(number),
    })
}

/// A decoder or encoder, which is all that its stage does.
pub(super) fn of_codec(estimate: &Estimate, stage: usize) -> Option<Cost> {
    let text = |cost: Cost| Cost { text: cost.text.trim_end_matches(" a frame").to_owned(), slowest: false, ..cost };
    of_stage(estimate, stage).map(text)
}

fn share(part: Option<f64>, whole: Figure) -> Option<f64> {
    let whole = whole.likely().filter(|whole| *whole > 0.0)?;
    part.map(|part| (part / whole).clamp(0.0, 1.0))
}

impl Cost {
    /// In words: `3.1 ms, busy 62 % of the run`.
    pub(super) fn words(&self) -> String {
        let share = self.share.map_or(String::new(), |share| format!(", busy {} of the run", words::share(share)));
        let slowest = if self.slowest { ", the slowest" } else { "" };
        format!("{}{share}{slowest}", self.text)
    }
}
