//! What passes before the first frame: the process, looking into files, code and tables, memory that is used for the
//! first time.

use super::Setting;
use super::memory::filling;
use super::stages::{Coding, decoder_seconds};
use crate::machine::{Figure, Profile};
use crate::plan::{Backend, OpKind, Plan};

/// Pictures that are decoded to look into a file, besides those that its decoder holds back: one to find the streams,
/// when it is looked into and when it is opened, and the one whose tags are read.
const LOOKED_AT: f64 = 3.0;
/// The part of the frames that a decoder may hold back that it does as a rule.
const HELD_BACK: f64 = 0.6;
/// How many times as long fresh memory takes as it does when one thread alone asks for it.
const CONTENDED: f64 = 2.0;

/// Seconds before the first frame of a run of `plan`.
///
/// `begun` is what its ops take of them.
pub(super) fn start_seconds(
    plan: &Plan,
    profile: &Profile,
    setting: &Setting,
    codings: &[Coding],
    begun: Figure,
) -> Figure {
    let mut start = Figure::about(profile.cpu.start_seconds, 0.3) + begun;
    start = start + codings.iter().map(|coding| coding.start).sum();
    for op in &plan.ops {
        if let OpKind::Decode { .. } = op.kind {
            start = start + looking(plan, op.id.0 as usize, profile);
        }
    }
    let fresh = CONTENDED * filling(plan, profile, setting) / (profile.cpu.fresh_gbs * 1e9);
    start = start + Figure::about(fresh, 0.4);
    let opened = plan.ops.iter().any(|op| op.backend == Backend::Gpu);
    match profile.gpus.first().filter(|_| opened) {
        Some(gpu) => start + Figure::about(gpu.start_seconds, 0.5),
        None => start,
    }
}

/// Seconds to find out what is in a file, and to open it.
fn looking(plan: &Plan, op: usize, profile: &Profile) -> Figure {
    let Some((codec, a_frame)) = decoder_seconds(plan, op, profile) else { return Figure::ZERO };
    let frames = LOOKED_AT + HELD_BACK * codec.frames;
    let bytes = LOOKED_AT * plan.ops[op].format.frame_bytes() as f64;
    Figure::about(frames * a_frame + bytes / (profile.cpu.fresh_gbs * 1e9), 0.4)
}
