//! Which ops of a plan a graphics processor can run, and putting them there.

use std::rc::Rc;

use super::Shader;
use super::schedule::{Schedule, schedule};
use super::shader::written;
use crate::fusion::{Answers, Group, Pipeline};
use crate::media::VideoFormat;
use crate::plan::{Backend, Op, OpKind, Plan};

/// Groups as a graphics processor runs them, each looked at once.
#[derive(Debug, Default)]
pub(crate) struct Lowered(Answers<(), Result<Rc<(Pipeline, Schedule)>, String>>);

impl Lowered {
    /// As [`lower`], with what is to be written as shaders.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn of(&self, group: &Group, inputs: &[VideoFormat]) -> Result<Rc<(Pipeline, Schedule)>, String> {
        self.0.of(group, inputs, (), || scheduled(group, inputs).map(Rc::new))
    }
}

/// Puts every kernel of `plan` that a graphics processor can run on one; the rest stays where it is.
///
/// Before kernels are fused: those that become one are on one backend.
pub(crate) fn prefer_gpu(plan: &mut Plan, known: &Lowered) {
    let able: Vec<bool> = plan
        .ops
        .iter()
        .map(|op| {
            let is_free = op.pin.is_none_or(|backend| backend == Backend::Gpu);
            is_free && Group::of(&op.name, &op.kind, &op.format).is_some() && refusal_knowing(plan, op, known).is_none()
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
    refusal_knowing(plan, op, &Lowered::default())
}

/// As [`refusal`], with what is known of groups.
pub(crate) fn refusal_knowing(plan: &Plan, op: &Op, known: &Lowered) -> Option<String> {
    if let OpKind::Native { .. } = op.kind {
        return Some(format!("`{}` is native code, which runs on the processor", op.name));
    }
    let group = Group::of(&op.name, &op.kind, &op.format)?;
    known.of(&group, &formats(plan, op)).err()
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
    let (pipeline, schedule) = scheduled(group, inputs)?;
    let shaders = written(&pipeline, &schedule);
    Ok((pipeline, shaders))
}

/// The cells of `group`, and in which order they are made.
fn scheduled(group: &Group, inputs: &[VideoFormat]) -> Result<(Pipeline, Schedule), String> {
    let pipeline = Pipeline::optimised(group, inputs, Backend::Gpu)?;
    if let Ok(schedule) = schedule(&pipeline) {
        return Ok((pipeline, schedule));
    }
    // Cells that were put into others may be too much for one shader; as they are written they may not.
    let pipeline = Pipeline::of(group, inputs)?;
    let schedule = schedule(&pipeline)?;
    Ok((pipeline, schedule))
}
