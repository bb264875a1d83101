//! How many frames of each op a run makes.

use crate::machine::Figure;
use crate::plan::{Op, OpKind, Plan};

/// How far the number of frames that a container states may be off, as a part.
const STATED: f64 = 0.01;

/// For each op the frames that are asked of it in a whole run.
pub(super) fn frames(plan: &Plan) -> Vec<Figure> {
    let mut there: Vec<Figure> = Vec::with_capacity(plan.ops.len());
    for op in &plan.ops {
        let found = length(plan, op, &there);
        there.push(found);
    }
    let mut asked: Vec<Option<Figure>> = vec![None; plan.ops.len()];
    let ends = plan.outputs.iter().map(|output| output.video.op.0 as usize);
    ends.for_each(|op| asked[op] = Some(there[op]));
    for op in plan.ops.iter().rev() {
        let own = op.id.0 as usize;
        let Some(frames) = asked[own] else { continue };
        for input in &op.inputs {
            let input = input.0 as usize;
            let needed = needed(op, frames, there[own], there[input]);
            asked[input] = Some(asked[input].map_or(needed, |known| known.max(needed)));
        }
    }
    // What nothing leads to a file from, measures look at.
    asked.into_iter().zip(there).map(|(asked, there)| asked.unwrap_or(there)).collect()
}

/// Frames of an op from its first to its last; `known` are those of the ops before it.
fn length(plan: &Plan, op: &Op, known: &[Figure]) -> Figure {
    if let OpKind::Decode { input, .. } = op.kind {
        let seconds = plan.inputs.get(input).and_then(|input| input.header.seconds);
        let by_time = seconds.zip(op.format.rate).map(|(seconds, rate)| seconds * rate.fps.to_f64());
        return match (op.format.frames, by_time) {
            (Some(frames), _) => Figure::about(frames as f64, STATED),
            (None, Some(frames)) => Figure::about(frames, 2.0 * STATED),
            (None, None) => Figure::Unknown,
        };
    }
    let input = |place: usize| op.inputs.get(place).and_then(|input| known.get(input.0 as usize));
    let of = |place: usize| input(place).copied().unwrap_or(Figure::Unknown);
    match &op.kind {
        OpKind::Native { filter, args, .. } if filter == "trim" => {
            let (start, end) = (args.int("start") as f64, args.int("end") as f64);
            of(0).with(Figure::ZERO, |frames, _| (frames.min(end) - start).max(0.0))
        }
        OpKind::Native { filter, .. } if filter == "interleave" => of(0) + of(1),
        _ => of(0),
    }
}

/// Frames of an input that `frames` frames of `op` take, which has `whole` and whose input has `there`.
fn needed(op: &Op, frames: Figure, whole: Figure, there: Figure) -> Figure {
    match &op.kind {
        OpKind::Native { filter, args, .. } if filter == "trim" => {
            // One more is looked at, for the time of the last.
            let start = args.int("start") as f64 + 1.0;
            (frames + Figure::Exact(start)).with(there, f64::min)
        }
        _ => {
            let share = frames.likely().zip(whole.likely()).map_or(1.0, |(frames, whole)| frames / whole.max(1.0));
            let after = f64::from(op.window.after);
            if share >= 1.0 { there } else { (there * share + Figure::Exact(after)).with(there, f64::min) }
        }
    }
}
