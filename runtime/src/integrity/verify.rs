//! What must be true of a finished output, of which nothing is kept otherwise.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;
use fwr_compiler::plan::{OpKind, Plan, PlanOutput};

use super::times::Times;

/// A stream on its way into a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Carried {
    /// Its packets as they came to be written, and their tick in seconds.
    pub(crate) came: (Times, Ratio),
    /// As they were written.
    pub(crate) went: (Times, Ratio),
}

/// What is known of a decoded stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    /// Of the input and the stream.
    pub(crate) place: (usize, usize),
    pub(crate) times: Times,
    /// Whether all of it was decoded, undamaged.
    pub(crate) whole: bool,
    /// Whether nobody wanted more of it, and what was decoded is undamaged.
    pub(crate) enough: bool,
}

/// What was given to the encoder of an output, and what came of it.
pub(crate) struct Delivered<'a> {
    /// The frames, and their tick in seconds.
    pub(crate) frames: (Times, Ratio),
    /// The picture in the file.
    pub(crate) picture: Carried,
    /// The copied streams, in the plan's order, with the packets that the reader of the input had of each; `None`
    /// where a stream is written otherwise.
    pub(crate) copied: &'a [Option<(Carried, Option<u64>)>],
}

/// All that is not as it must be of an output; empty, if all is well.
///
/// Frames are counted against the plan where that is exact: where every source has the number of frames that its
/// header states.
pub(crate) fn mismatches(
    plan: &Plan,
    output: &PlanOutput,
    delivered: &Delivered<'_>,
    sources: &[Source],
) -> Option<Diagnostic> {
    let mut found = Vec::new();
    let (frames, base) = delivered.frames;
    let picture = &delivered.picture;
    let packets = picture.came.0;
    if packets.count != frames.count {
        found.push(format!("{} frames went into the encoder and {} came out", frames.count, packets.count));
    } else if packets.mark != frames.mark {
        found.push("the times of the encoded frames are not those that went into the encoder".to_owned());
    }
    if let Some(at) = frames.back_at {
        let seconds = at as f64 * base.to_f64();
        found.push(format!("times of frames go back {} times, first to {seconds:.3} s", frames.back));
    }
    if let Some(at) = picture.went.0.back_at {
        let seconds = at as f64 * picture.went.1.to_f64();
        found.push(format!("the picture's packets go back in time, first to {seconds:.3} s"));
    }
    if let Some(expected) = planned_frames(plan, output, sources)
        && expected != frames.count
    {
        found.push(format!("the plan has {expected} frames and {} were made", frames.count));
    }
    if let Some(source) = followed(plan, output, sources) {
        found.extend(other_span((frames, base), source, plan));
    }
    let step = step(plan, output);
    for (stream, carried) in output.copied.iter().zip(delivered.copied) {
        let Some((carried, read)) = carried else { continue };
        let name = format!("stream {} of {}", stream.stream, plan.inputs[stream.input].path);
        // Beside a part of the picture there is a part of the others.
        if let Some(read) = read.filter(|read| plan.excerpt.is_none() && *read != carried.went.0.count) {
            found.push(format!("{name} has {read} packets and {} were written", carried.went.0.count));
        }
        if let Some(off) = drift(picture, carried).filter(|off| off.abs() > step) {
            found.push(format!("{name} is {:.0} ms out of step with the picture", off * 1e3));
        }
    }
    let message = format!("{} is not what it has to be: {}", output.path, found.join("; "));
    (!found.is_empty()).then(|| {
        Diagnostic::new(Code::MISMATCH, message)
            .help("no output was kept; this is a fault in FrameWright or in FFmpeg: please report it with the graph")
    })
}

/// How long a frame is shown, in seconds, and at least the tick of coarse containers.
fn step(plan: &Plan, output: &PlanOutput) -> f64 {
    let format = &plan.ops[output.video.op.0 as usize].format;
    format.rate.map_or(0.04, |rate| rate.fps.recip().to_f64()).max(0.002)
}

/// Frames that the output must have, if its sources are as their headers say.
fn planned_frames(plan: &Plan, output: &PlanOutput, sources: &[Source]) -> Option<u64> {
    // Which frames a part has is said by places in time, which only the frames themselves tell exactly.
    if plan.excerpt.is_some() {
        return None;
    }
    let as_stated = output.video.reach.iter().all(|reach| {
        let op = &plan.ops[reach.op.0 as usize];
        let OpKind::Decode { input, stream } = op.kind else { return false };
        let Some(source) = sources.iter().find(|source| source.place == (input, stream)) else { return false };
        let (count, stated) = (source.times.count, op.format.frames);
        source.whole && stated == Some(count) || source.enough && stated.is_some_and(|stated| count <= stated)
    });
    plan.ops[output.video.op.0 as usize].format.frames.filter(|_| as_stated && !output.video.reach.is_empty())
}

/// The source whose frames the output has one by one, at their own times.
fn followed<'a>(plan: &Plan, output: &PlanOutput, sources: &'a [Source]) -> Option<&'a Source> {
    if plan.excerpt.is_some() {
        return None;
    }
    let mut op = &plan.ops[output.video.op.0 as usize];
    loop {
        match &op.kind {
            OpKind::Decode { input, stream } => {
                return sources.iter().find(|source| source.place == (*input, *stream) && source.whole);
            }
            kind if kind.picks_frames() => return None,
            _ => op = plan.ops.get(op.inputs.first()?.0 as usize)?,
        }
    }
}

/// What is wrong if a picture does not begin or end where its source does.
fn other_span((frames, base): (Times, Ratio), source: &Source, plan: &Plan) -> Option<String> {
    let (input, stream) = source.place;
    let decoded = plan
        .ops
        .iter()
        .find(|op| matches!(op.kind, OpKind::Decode { input: i, stream: s } if (i, s) == (input, stream)))?;
    let from = source.times.span(decoded.format.time_base)?;
    let to = frames.span(base)?;
    let step = decoded.format.rate.map_or(0.04, |rate| rate.fps.recip().to_f64());
    let differs = (from.start - to.start).abs() > step || (from.end - to.end).abs() > step;
    differs.then(|| {
        format!(
            "its source goes from {:.3} s to {:.3} s, and the picture from {:.3} s to {:.3} s",
            from.start, from.end, to.start, to.end
        )
    })
}

/// By how many seconds a stream was moved further than the picture.
fn drift(picture: &Carried, stream: &Carried) -> Option<f64> {
    let moved = |carried: &Carried| {
        let (came, went) = (carried.came.0.span(carried.came.1)?, carried.went.0.span(carried.went.1)?);
        Some((went.start - came.start, went.end - came.end))
    };
    let (picture, stream) = (moved(picture)?, moved(stream)?);
    let (start, end) = (stream.0 - picture.0, stream.1 - picture.1);
    Some(if start.abs() > end.abs() { start } else { end })
}
