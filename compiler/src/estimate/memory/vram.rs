//! What a run takes of the memory of a graphics processor.

use super::super::Setting;
use super::live::Live;
use crate::fusion::wgsl::{Transfers, plane_bytes};
use crate::machine::Figure;
use crate::plan::{Backend, Look, Op, OpId, Plan};

/// Frames on their way back, each with a copy that the processor can read.
const COPIES: u64 = 3;

/// The most memory of a graphics processor that the frames of `plan` take; none if it is not used.
pub fn vram_bound(plan: &Plan) -> Figure {
    bound(plan, &[], &moved(plan))
}

/// As [`vram_bound`], where what moves is known.
pub(in crate::estimate) fn bound(plan: &Plan, looks: &[Look], moved: &Transfers) -> Figure {
    Figure::Exact(bytes(plan, looks, moved))
}

/// What moves between the processor and the graphics processor; nothing in a plan of another build, which a run refuses.
pub(super) fn moved(plan: &Plan) -> Transfers {
    Transfers::of(plan).ok().flatten().unwrap_or_default()
}

/// Bytes of planes on the device, and of their copies on the way.
pub(super) fn bytes(plan: &Plan, looks: &[Look], moved: &Transfers) -> f64 {
    if plan.ops.iter().all(|op| op.backend == Backend::Cpu) {
        return 0.0;
    }
    let live = Live::of(plan, looks, &Setting { threads: 0, written: false });
    let of = |planes: &std::collections::BTreeSet<(OpId, usize)>, op: &Op| -> u64 {
        planes.iter().filter(|(id, _)| *id == op.id).map(|(_, plane)| plane_bytes(&op.format, *plane)).sum()
    };
    let mut total = 0;
    for op in &plan.ops {
        let frames = live.frames(op.id).max(1) as u64;
        if op.backend == Backend::Gpu {
            let frame: u64 = (0..op.format.planes()).map(|plane| plane_bytes(&op.format, plane)).sum();
            // Its own frames, those that are queued behind each other, and one that is in the making.
            total += frame * (frames + COPIES + 1) + COPIES * of(&moved.down, op);
        } else {
            total += (frames + COPIES) * of(&moved.up, op);
        }
    }
    total as f64
}
