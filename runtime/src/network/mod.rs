//! The operations of a plan, joined into clips that are pulled frame by frame.
//!
//! Every op is a [`FrameSource`] over the sources of its inputs. A frame is worked
//! out when it is asked for, once: where several ops read one, a tee hands it on.
//! What is held at a time is bounded by the windows of the ops and by how far apart in
//! time the readers of one clip are, not by the clip.

mod picture;
mod retag;
mod tee;
mod timeline;

use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::{Op, OpId, OpKind, Plan};
use fwr_compiler::resolve::NativeCall;
use fwr_stdlib::native::{Picture, Work};

use crate::cpu::{FramePool, Program};
use crate::pipeline::FrameSource;
use tee::{Tee, tee};

/// Joins the ops of `plan` into one source for each of its outputs, in order.
///
/// `decoded` gives the frames of a stream of an input; it is asked once for each.
///
/// # Errors
/// If a source cannot be opened, or the plan names native code that this build lacks.
pub fn build(
    plan: &Plan,
    pool: &Arc<FramePool>,
    decoded: impl FnMut(usize, usize) -> Result<Box<dyn FrameSource>, Diagnostic>,
) -> Result<Vec<Box<dyn FrameSource>>, Diagnostic> {
    let ends: Vec<OpId> = plan.outputs.iter().map(|output| output.video.op).collect();
    join(plan, &ends, pool, decoded)
}

/// As [`build`], with one source for each of `ends` instead of the outputs.
///
/// # Errors
/// As [`build`].
pub fn join(
    plan: &Plan,
    ends: &[OpId],
    pool: &Arc<FramePool>,
    mut decoded: impl FnMut(usize, usize) -> Result<Box<dyn FrameSource>, Diagnostic>,
) -> Result<Vec<Box<dyn FrameSource>>, Diagnostic> {
    let mut readers: Vec<usize> = vec![0; plan.ops.len()];
    for op in plan.ops.iter().flat_map(|op| &op.inputs).chain(ends) {
        readers[op.0 as usize] += 1;
    }
    let mut made: Vec<Vec<Tee>> = Vec::with_capacity(plan.ops.len());
    for op in &plan.ops {
        let inputs = op.inputs.iter().map(|input| take(&mut made, input.0 as usize)).collect();
        let source = match &op.kind {
            OpKind::Decode { input, stream } => decoded(*input, *stream)?,
            _ => source(plan, op, inputs, pool)?,
        };
        made.push(tee(source, readers[op.id.0 as usize]));
    }
    Ok(ends.iter().map(|end| take(&mut made, end.0 as usize)).collect())
}

/// One of the handles on the op's frames; there are as many as the op has readers.
fn take(made: &mut [Vec<Tee>], op: usize) -> Box<dyn FrameSource> {
    Box::new(made[op].pop().expect("an op is read as often as was counted"))
}

fn source(
    plan: &Plan,
    op: &Op,
    inputs: Vec<Box<dyn FrameSource>>,
    pool: &Arc<FramePool>,
) -> Result<Box<dyn FrameSource>, Diagnostic> {
    let formats: Vec<_> = op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect();
    let picture: Box<dyn Picture> = match &op.kind {
        OpKind::Retag | OpKind::Decode { .. } => return Ok(Box::new(retag::Retag::new(op, inputs))),
        OpKind::Kernel { kernel, planes, .. } => {
            let program = Program::compile(kernel, planes, &formats, &op.format).map_err(|problem| {
                Diagnostic::new(Code::INTERNAL, problem).help("make the plan again with this build")
            })?;
            Box::new(program)
        }
        OpKind::Fused(_) | OpKind::Part { .. } => {
            return Err(Diagnostic::new(Code::INTERNAL, "the plan has fused kernels, which this build cannot run")
                .help("make the plan again with this build"));
        }
        OpKind::Native { filter, args } => {
            let native = fwr_stdlib::native(filter).ok_or_else(|| {
                Diagnostic::new(
                    Code::INTERNAL,
                    format!("the plan asks for native code `{filter}`, which this build lacks"),
                )
                .help("make the plan again with this build")
            })?;
            match native.build(&NativeCall { args, inputs: &formats, output: &op.format }) {
                Work::Picture(picture) => picture,
                Work::Timeline(timeline) => {
                    return Ok(Box::new(timeline::Timeline::new(op, timeline, &formats, inputs)));
                }
            }
        }
    };
    Ok(Box::new(picture::Computed::new(op, picture, inputs, pool.clone())))
}
