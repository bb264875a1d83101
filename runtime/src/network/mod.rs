//! The operations of a plan, joined into clips that are pulled frame by frame.
//!
//! Every op is a [`FrameSource`] over the sources of its inputs. A frame is worked
//! out when it is asked for, once: where several ops read one, a tee hands it on.
//! What is held at a time is bounded by the windows of the ops and by how far apart in
//! time the readers of one clip are, not by the clip.

mod kernels;
mod picture;
mod retag;
mod tee;
mod timeline;
mod window;

use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::Group;
use fwr_compiler::plan::{Op, OpId, OpKind, Plan};
use fwr_compiler::resolve::NativeCall;
use fwr_stdlib::native::Work;

use crate::cpu::FramePool;
use crate::pipeline::FrameSource;
use kernels::Kernels;
use tee::{Bundle, Tee, tee};

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
        let mut inputs = op.inputs.iter().map(|input| take(&mut made, input.0 as usize));
        let source: Box<dyn Bundle> = match &op.kind {
            OpKind::Decode { input, stream } => Box::new(decoded(*input, *stream)?),
            OpKind::Part { output } => {
                let whole = inputs.next().ok_or_else(|| other_build("a part of nothing"))?;
                Box::new(Box::new(whole.of(*output as usize)) as Box<dyn FrameSource>)
            }
            _ => {
                let inputs = inputs.map(|tee| Box::new(tee) as Box<dyn FrameSource>).collect();
                source(plan, op, inputs, pool)?
            }
        };
        made.push(tee(source, readers[op.id.0 as usize]));
    }
    Ok(ends.iter().map(|end| Box::new(take(&mut made, end.0 as usize)) as Box<dyn FrameSource>).collect())
}

/// One of the handles on the op's frames; there are as many as the op has readers.
fn take(made: &mut [Vec<Tee>], op: usize) -> Tee {
    made[op].pop().expect("an op is read as often as was counted")
}

fn source(
    plan: &Plan,
    op: &Op,
    inputs: Vec<Box<dyn FrameSource>>,
    pool: &Arc<FramePool>,
) -> Result<Box<dyn Bundle>, Diagnostic> {
    let formats: Vec<_> = op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect();
    if let Some(group) = Group::of(&op.name, &op.kind, &op.format) {
        return Ok(Box::new(Kernels::new(op, &group, &formats, inputs, pool.clone())?));
    }
    let source: Box<dyn FrameSource> = match &op.kind {
        OpKind::Native { filter, args } => {
            let native = fwr_stdlib::native(filter).ok_or_else(|| {
                other_build(&format!("the plan asks for native code `{filter}`, which this build lacks"))
            })?;
            match native.build(&NativeCall { args, inputs: &formats, output: &op.format }) {
                Work::Picture(picture) => Box::new(picture::Computed::new(op, picture, inputs, pool.clone())),
                Work::Timeline(timeline) => Box::new(timeline::Timeline::new(op, timeline, &formats, inputs)),
                Work::Pixels(pixels) => {
                    let group = Group::one(&op.name, &pixels.kernel, &pixels.planes, &op.format);
                    return Ok(Box::new(Kernels::new(op, &group, &formats, inputs, pool.clone())?));
                }
            }
        }
        _ => Box::new(retag::Retag::new(op, inputs)),
    };
    Ok(Box::new(source))
}

/// The plan was made by another build.
fn other_build(problem: &str) -> Diagnostic {
    Diagnostic::new(Code::INTERNAL, problem).help("make the plan again with this build")
}
