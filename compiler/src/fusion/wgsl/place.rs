//! Which ops of a plan a graphics processor can run, and putting them there.

use super::shader::shaders;
use super::{Shader, schedule};
use crate::fusion::{Group, Pipeline};
use crate::media::VideoFormat;
use crate::plan::{Backend, Op, OpKind, Plan};

/// Puts every kernel of `plan` that a graphics processor can run on one; the rest stays where it is.
///
/// Before kernels are fused: those that become one are on one backend.
pub fn prefer_gpu(plan: &mut Plan) {
    let able: Vec<bool> = plan
        .ops
        .iter()
        .map(|op| {
            let is_free = op.pin.is_none_or(|backend| backend == Backend::Gpu);
            is_free && Group::of(&op.name, &op.kind, &op.format).is_some() && refusal(plan, op).is_none()
        })
        .collect();
    for (op, able) in plan.ops.iter_mut().zip(able) {
        if able {
            op.backend = Backend::Gpu;
        }
    }
}

/// Why a graphics processor cannot run `op`, for people; `None` if it can, or if the op computes nothing.
pub fn refusal(plan: &Plan, op: &Op) -> Option<String> {
    if let OpKind::Native { .. } = op.kind {
        return Some(format!("`{}` is native code, which runs on the processor", op.name));
    }
    let group = Group::of(&op.name, &op.kind, &op.format)?;
    lower(&group, &formats(plan, op)).err()
}

/// The formats of what an op reads.
pub(super) fn formats(plan: &Plan, op: &Op) -> Vec<VideoFormat> {
    op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect()
}

/// The cells of `group` as a graphics processor runs them, and the shaders that make them.
///
/// # Errors
/// Why it cannot run them, for people.
pub fn lower(group: &Group, inputs: &[VideoFormat]) -> Result<(Pipeline, Vec<Shader>), String> {
    let pipeline = Pipeline::optimised(group, inputs, Backend::Gpu)?;
    if schedule::schedule(&pipeline).is_ok() {
        let shaders = shaders(&pipeline)?;
        return Ok((pipeline, shaders));
    }
    // Cells that were put into others may be too much for one shader; as they are written they may not.
    let pipeline = Pipeline::of(group, inputs)?;
    let shaders = shaders(&pipeline)?;
    Ok((pipeline, shaders))
}
