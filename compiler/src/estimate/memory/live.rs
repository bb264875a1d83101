//! How many frames of each op live at a time.
//!
//! Ops are pulled: an op that needs frames after the current one has its input made that far ahead, and holds what
//! it read until its window has passed. So for each plane the first frame that still lives is told by the slowest of
//! its readers, the last by how far ahead the op is.

use super::super::Setting;
use crate::fusion::Group;
use crate::media::VideoFormat;
use crate::plan::{Backend, Look, Op, OpId, OpKind, Plan};

/// Frames that are on their way back from a graphics processor.
const LANDING: i64 = 3;
/// Samples of a row of a filtered plane are whole blocks of these.
const BLOCK: usize = 64;

/// The frames of each op, and bytes of each that are its own.
pub(super) struct Live {
    frames: Vec<i64>,
    own: Vec<u64>,
}

/// When frames of an op are made and let go, relative to the frame that comes out at the end.
#[derive(Debug, Clone)]
struct Span {
    /// Frames that it is ahead.
    ahead: i64,
    /// The oldest frame that each plane is held of, in frames behind.
    behind: Vec<i64>,
}

impl Live {
    /// Of the ops of `plan`, whose frames go to its outputs and into `looks`.
    pub(super) fn of(plan: &Plan, looks: &[Look], setting: &Setting) -> Self {
        let mut spans: Vec<Option<Span>> = vec![None; plan.ops.len()];
        let threads_between = if setting.written { i64::from(plan.schedule.frame_queue) + 2 } else { 0 };
        for output in &plan.outputs {
            let op = &plan.ops[output.video.op.0 as usize];
            widen(&mut spans[op.id.0 as usize], 0, threads_between, op.format.planes(), None);
        }
        for op in looks.iter().flat_map(|look| &look.ops) {
            widen(&mut spans[op.0 as usize], 0, 0, plan.ops[op.0 as usize].format.planes(), None);
        }
        for op in plan.ops.iter().rev() {
            // What it made last is kept, and what of, for pictures that repeat.
            let kept = i64::from(plan.reuses(op));
            if let Some(span) = &mut spans[op.id.0 as usize] {
                span.behind.iter_mut().for_each(|behind| *behind += kept);
            }
            let Some(own) = spans[op.id.0 as usize].clone() else { continue };
            let (before, after) = window(op);
            for (place, input) in op.inputs.iter().enumerate() {
                let read = &plan.ops[input.0 as usize];
                let crossing = match (op.backend, read.backend) {
                    (Backend::Cpu, Backend::Gpu) => LANDING,
                    _ => 0,
                };
                let ahead = own.ahead + after + crossing;
                // What is handed on lives as long as what it is handed on in.
                let passed = (place == 0).then(|| passed(op, &own));
                // A window lets a frame go after it has read the next.
                let held = if hands_on(op) { -own.ahead } else { before + 1 + kept - own.ahead };
                widen(&mut spans[input.0 as usize], ahead, held, read.format.planes(), passed.as_deref());
            }
        }
        let mut live = Self { frames: Vec::new(), own: Vec::new() };
        for (op, span) in plan.ops.iter().zip(spans) {
            let span = span.unwrap_or(Span { ahead: 0, behind: vec![0; op.format.planes()] });
            let count = |plane: usize| (span.ahead + span.behind.get(plane).copied().unwrap_or(0) + 1).max(1);
            let planes = made(op);
            let own = planes.iter().map(|(format, plane)| plane_bytes(format, *plane) * count(*plane) as u64);
            live.own.push(if op.backend == Backend::Gpu { landed(plan, op) } else { own.sum() });
            live.frames.push((0..op.format.planes()).map(count).max().unwrap_or(1));
        }
        live
    }

    /// Frames of an op that live at a time.
    pub(super) fn frames(&self, op: OpId) -> i64 {
        self.frames[op.0 as usize]
    }

    /// Bytes of its own planes that live at a time, in the memory of the processor.
    pub(super) fn bytes(&self, op: OpId) -> u64 {
        self.own[op.0 as usize]
    }
}

fn widen(span: &mut Option<Span>, ahead: i64, held: i64, planes: usize, passed: Option<&[Option<i64>]>) {
    let span = span.get_or_insert_with(|| Span { ahead: i64::MIN, behind: vec![i64::MIN; planes] });
    span.ahead = span.ahead.max(ahead);
    for (plane, behind) in span.behind.iter_mut().enumerate() {
        let longer = passed.and_then(|passed| passed.get(plane).copied().flatten());
        *behind = (*behind).max(held).max(longer.unwrap_or(i64::MIN));
    }
}

/// Frames before and after the current one that an op reads of its inputs.
fn window(op: &Op) -> (i64, i64) {
    match &op.kind {
        // It looks at the next frame for the time of the current one.
        kind if kind.picks_frames() => (0, 1),
        _ => (i64::from(op.window.before), i64::from(op.window.after)),
    }
}

/// Whether an op only passes frames on.
fn hands_on(op: &Op) -> bool {
    matches!(op.kind, OpKind::Retag | OpKind::Part { .. })
}

/// For each plane of the first input that an op passes on, how far behind it is held.
fn passed(op: &Op, own: &Span) -> Vec<Option<i64>> {
    let made: Vec<usize> = made(op).into_iter().map(|(_, plane)| plane).collect();
    let held = |plane: usize| (!made.contains(&plane)).then(|| own.behind.get(plane).copied()).flatten();
    (0..op.format.planes()).map(held).collect()
}

/// The planes that an op makes, of what format.
fn made(op: &Op) -> Vec<(&VideoFormat, usize)> {
    match &op.kind {
        OpKind::Decode { .. } | OpKind::Retag | OpKind::Part { .. } => Vec::new(),
        kind if kind.picks_frames() => Vec::new(),
        OpKind::Kernel { planes, .. } => {
            let runs = |plane: &usize| planes.get(*plane).copied().unwrap_or(true);
            (0..op.format.planes()).filter(runs).map(|plane| (&op.format, plane)).collect()
        }
        OpKind::Fused(group) => fused(group),
        OpKind::Native { .. } => (0..op.format.planes()).map(|plane| (&op.format, plane)).collect(),
    }
}

/// The planes that leave a group and that some stage on their way works on.
fn fused(group: &Group) -> Vec<(&VideoFormat, usize)> {
    let mut planes = Vec::new();
    for output in &group.outputs {
        let Some(stage) = group.stages.get(*output as usize) else { continue };
        for plane in 0..stage.format.planes() {
            if group.stages.iter().any(|stage| stage.planes.get(plane).copied().unwrap_or(true)) {
                planes.push((&stage.format, plane));
            }
        }
    }
    planes
}

/// Bytes of frames of an op on a graphics processor that were read back.
fn landed(plan: &Plan, op: &Op) -> u64 {
    let ends = plan.outputs.iter().any(|output| output.video.op == op.id);
    let read = plan.ops.iter().any(|reader| reader.backend == Backend::Cpu && reader.inputs.contains(&op.id));
    let queued = u64::from(plan.schedule.frame_queue) + 3;
    if ends || read { queued * op.format.frame_bytes() } else { 0 }
}

fn plane_bytes(format: &VideoFormat, plane: usize) -> u64 {
    let (width, height) = format.plane_size(plane);
    (width.next_multiple_of(BLOCK) * format.sample.bytes() * height) as u64
}
