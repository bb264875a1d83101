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
    let mut asked: Vec<Option<Asked>> = vec![None; plan.ops.len()];
    for output in &plan.outputs {
        let op = output.video.op.0 as usize;
        asked[op] = Some(Asked::of_output(plan, op, there[op]));
    }
    for op in plan.ops.iter().rev() {
        let own = op.id.0 as usize;
        let Some(mine) = asked[own] else { continue };
        for input in &op.inputs {
            let input = input.0 as usize;
            let needed = mine.of_input(op, there[own], there[input]);
            asked[input] = Some(asked[input].map_or(needed, |known| known.and(needed)));
        }
    }
    // What nothing leads to a file from, measures look at.
    let whole = |(asked, there): (Option<Asked>, Figure)| asked.unwrap_or(Asked { frames: there, skipped: 0.0 });
    let asked = asked.into_iter().zip(there).map(whole).zip(&plan.ops);
    let frames = asked.map(|(asked, op)| match op.kind {
        // A file is decoded from its beginning on, whatever comes of it.
        OpKind::Decode { .. } => asked.frames + Figure::Exact(asked.skipped),
        _ => asked.frames,
    });
    frames.collect()
}

/// The frames that are asked of an op, and those before them that are not.
#[derive(Debug, Clone, Copy)]
struct Asked {
    frames: Figure,
    skipped: f64,
}

impl Asked {
    /// What is made of an output that has `there` frames.
    fn of_output(plan: &Plan, op: usize, there: Figure) -> Self {
        let Some(excerpt) = &plan.excerpt else { return Self { frames: there, skipped: 0.0 } };
        let (first, end) = excerpt.about(&plan.ops[op].format);
        let (first, end) = (first as f64, end.map_or(f64::INFINITY, |end| end as f64));
        let frames = there.with(Figure::Exact(end), |there, end| (there.min(end) - first).max(0.0));
        Self { frames, skipped: first }
    }

    /// What `op`, of which this is asked, asks of an input; it has `whole` frames and the input `there`.
    fn of_input(self, op: &Op, whole: Figure, there: Figure) -> Self {
        let Self { frames, skipped } = self;
        match &op.kind {
            OpKind::Native { filter, args, .. } if filter == "trim" => {
                // One more before and one more behind are looked at, for the time of the last.
                let start = skipped + args.int("start") as f64;
                let before = start.min(1.0);
                let skipped = start - before;
                let left = |frames: f64, there: f64| frames.min((there - skipped).max(0.0));
                Self { frames: (frames + Figure::Exact(1.0 + before)).with(there, left), skipped }
            }
            _ => {
                let share = |frames: f64| whole.likely().map_or(1.0, |whole| (frames / whole.max(1.0)).min(1.0));
                let of_there = |frames: f64| there.likely().map_or(0.0, |there| there * share(frames));
                let start = of_there(skipped);
                let before = start.min(f64::from(op.window.before));
                let made = frames.likely().map_or(1.0, share);
                if made >= 1.0 {
                    return Self { frames: there, skipped: 0.0 };
                }
                let around = Figure::Exact(before + f64::from(op.window.after));
                Self { frames: (there * made + around).with(there, f64::min), skipped: start - before }
            }
        }
    }

    /// What two readers of an op ask of it together.
    fn and(self, other: Self) -> Self {
        Self { frames: self.frames.max(other.frames), skipped: self.skipped.min(other.skipped) }
    }
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
        OpKind::Native { filter, args, .. } if filter == "select_every" => {
            let part = args.numbers("frames").len() as f64 / args.number("cycle").max(1.0);
            of(0).with(Figure::ZERO, |frames, _| frames * part)
        }
        OpKind::Native { filter, args, .. } if filter == "follow_cadence" => {
            Figure::Exact(args.numbers("cadence").len() as f64)
        }
        _ => of(0),
    }
}
