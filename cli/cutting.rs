//! How a run is cut into segments where nobody says anything about it, and what is said of that beforehand.

use fwr_compiler::estimate::Estimate;
use fwr_compiler::plan::Plan;
use fwr_runtime::segments::{Cutting, cutting};

/// Seconds of work that are kept together.
const SECONDS: f64 = 60.0;
/// Segments are multiples of so many frames.
const STEP: u64 = 250;
/// However quick a run is, more are not kept together.
const MOST_FRAMES: f64 = 1e6;

/// Frames that take about a minute: after so many a run keeps its work.
pub(crate) fn frames_of_a_minute(predicted: &Estimate) -> u64 {
    let frames = predicted.seconds_a_frame.likely().map_or(STEP as f64, |seconds| SECONDS / seconds);
    ((frames.clamp(1.0, MOST_FRAMES) / STEP as f64).ceil() as u64) * STEP
}

/// How a run of `plan` would be cut.
pub(crate) fn foreseen(plan: &Plan, predicted: &Estimate) -> Cutting {
    cutting(plan, frames_of_a_minute(predicted))
}

/// The same in a line for people; nothing of a run that is one piece because it is short.
pub(crate) fn line(plan: &Plan, predicted: &Estimate) -> Option<String> {
    match foreseen(plan, predicted) {
        Cutting::Short => None,
        Cutting::Never(why) => Some(format!("segments: none, a run that is stopped starts over: {why}")),
        Cutting::Cut { frames, segments } => {
            let each = frames.iter().map(u64::to_string).collect::<Vec<_>>().join(" and ");
            let count = segments.map_or_else(|| "as many as it takes,".to_owned(), |count| count.to_string());
            Some(format!(
                "segments: {count} of {each} frames, about a minute of work each; the encoder begins anew with each"
            ))
        }
    }
}
