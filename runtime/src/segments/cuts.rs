//! Where a run is cut: frames of each output in a segment.

use fwr_compiler::plan::{Plan, PlanOutput, Repeats};
use fwr_compiler::resolve::WarmUp;

use serde::Serialize;

use super::Length;
use crate::media::Sequence;
use crate::output::is_stdout;

/// The rate that is taken for clips that state none.
const USUAL_RATE: f64 = 25.0;

/// Frames of each output in a segment: what is shown in the same time, at least one.
pub(super) fn frames(plan: &Plan, length: Length) -> Vec<u64> {
    let rate = |output: &PlanOutput| {
        let stated = plan.ops[output.video.op.0 as usize].format.rate.map(|rate| rate.fps.to_f64());
        stated.filter(|rate| rate.is_finite() && *rate > 0.0).unwrap_or(USUAL_RATE)
    };
    let Some(first) = plan.outputs.first() else { return Vec::new() };
    let seconds = match length {
        Length::Frames(frames) => frames as f64 / rate(first),
        Length::Seconds(seconds) => seconds,
    };
    plan.outputs.iter().map(|output| ((seconds * rate(output)).round() as u64).max(1)).collect()
}

/// Whether some output is longer than one segment, as far as is known.
pub(super) fn is_longer(plan: &Plan, frames: &[u64]) -> bool {
    plan.outputs.iter().zip(frames).any(|(output, frames)| plan.frames_of(output).is_none_or(|all| all > *frames))
}

/// How many segments there are to be, as far as is known.
pub(super) fn expected(plan: &Plan, frames: &[u64]) -> Option<u64> {
    let of = |(output, frames): (&PlanOutput, &u64)| Some(plan.frames_of(output)?.div_ceil(*frames).max(1));
    plan.outputs.iter().zip(frames).map(of).collect::<Option<Vec<u64>>>()?.into_iter().max()
}

/// How a run would be cut if nobody says anything about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cutting {
    /// Not at all: it is no longer than one segment.
    Short,
    /// Not at all, though it is long: why.
    Never(String),
    /// Into segments.
    Cut {
        /// Frames of each output in a segment.
        frames: Vec<u64>,
        /// How many there will be, as far as is known.
        segments: Option<u64>,
    },
}

/// How a run of `plan` would be cut whose segments usually have `usual` frames of the first output.
pub fn cutting(plan: &Plan, usual: u64) -> Cutting {
    let frames = frames(plan, Length::Frames(usual));
    if !is_longer(plan, &frames) {
        return Cutting::Short;
    }
    if let Some(piped) = plan.outputs.iter().find(|output| is_stdout(&output.path)) {
        return Cutting::Never(format!("what is written to {} cannot be taken back", piped.path));
    }
    let is_other = |path: &str| std::fs::metadata(path).is_ok_and(|found| !found.is_file()) && !is_sequence(path);
    let of_input = || Some(not_again(&plan.inputs.iter().find(|input| is_other(&input.path))?.path));
    match in_ops(plan).or_else(of_input) {
        Some(why) => Cutting::Never(why),
        None => Cutting::Cut { segments: expected(plan, &frames), frames },
    }
}

/// Why a run of this plan cannot be cut, if it cannot.
pub(super) fn obstacle(plan: &Plan) -> Option<String> {
    let other = |path: &str| !std::fs::metadata(path).is_ok_and(|found| found.is_file()) && !is_sequence(path);
    let of_input = || Some(not_again(&plan.inputs.iter().find(|input| other(&input.path))?.path));
    in_ops(plan).or_else(of_input)
}

fn is_sequence(path: &str) -> bool {
    matches!(Sequence::of(path), Ok(Some(_)))
}

fn not_again(path: &str) -> String {
    format!("{path} is not a file that can be read again")
}

/// What of its ops stands in the way of cutting a plan.
fn in_ops(plan: &Plan) -> Option<String> {
    let endless = plan.ops.iter().find(|op| op.warm_up == Some(WarmUp::All));
    if let Some(op) = endless {
        let line = op.line.map_or_else(String::new, |line| format!(" of line {line}"));
        return Some(format!("`{}`{line} needs everything that came before a frame", op.name));
    }
    matches!(plan.repeats, Repeats::Near(_))
        .then(|| "which frames are near enough to repeat depends on all that came before".to_owned())
}
