//! The operations of a plan, joined into clips that are pulled frame by frame.
//!
//! Every op is a [`FrameSource`] over the sources of its inputs. A frame is worked
//! out when it is asked for, once: where several ops read one, a tee hands it on.
//! What is held at a time is bounded by the windows of the ops and by how far apart in
//! time the readers of one clip are, not by the clip.

mod excerpt;
mod kernels;
mod picture;
mod repeats;
mod retag;
mod sides;
mod tee;
mod timed;
mod timeline;
mod window;

use std::collections::BTreeMap;
use std::sync::Arc;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{FILTERED_FRAMES, OpTaken};
use fwr_compiler::fusion::Group;
use fwr_compiler::plan::{Backend, Op, OpId, OpKind, Plan};
use fwr_compiler::resolve::NativeCall;
use fwr_stdlib::native::Work;

use crate::budget::Ledger;
use crate::cpu::FramePool;
use crate::gpu::{Device, GpuReport};
use crate::integrity::{Finite, NotFinite};
use crate::meter::OpMeter;
use crate::pipeline::FrameSource;
pub(crate) use excerpt::excerpts;
use kernels::Kernels;
use repeats::{Kept, Reused};
use sides::{Handles, Sides};
pub(crate) use tee::Bundle;
use timed::Timed;

/// What frames are computed with.
pub struct Means {
    pool: Arc<FramePool>,
    device: Option<Device>,
    meter: OpMeter,
    odd: NotFinite,
    reused: Reused,
}

impl Means {
    /// What the ops of `plan` need: memory, and a graphics processor if any of them runs on one.
    ///
    /// # Errors
    /// E1204 if there is no graphics processor.
    pub fn of(plan: &Plan) -> Result<Self, Diagnostic> {
        let device = Device::for_plan(plan)?;
        Ok(Self {
            pool: Arc::new(FramePool::new()),
            device,
            meter: OpMeter::of(plan),
            odd: NotFinite::default(),
            reused: Reused::default(),
        })
    }

    /// The same, with the memory of frames held by a line of `ledger`.
    #[must_use]
    pub fn counted(self, ledger: &Ledger) -> Self {
        Self { pool: Arc::new(FramePool::counted(ledger.account(FILTERED_FRAMES))), ..self }
    }

    /// The memory of frames on the processor.
    pub fn pool(&self) -> &FramePool {
        &self.pool
    }

    /// What was moved to and from the graphics processor so far, if there is one.
    pub fn gpu(&self) -> Option<GpuReport> {
        self.device.as_ref().map(Device::report)
    }

    /// What the ops of the plan took so far.
    pub fn taken(&self, plan: &Plan) -> Vec<OpTaken> {
        self.meter.taken(plan)
    }

    /// What a person should know of them, and of what the ops of `plan` gave.
    pub fn warnings(&self, plan: &Plan) -> Vec<Diagnostic> {
        let mut warnings = self.odd.warnings(plan);
        warnings.extend(self.device.as_ref().and_then(Device::warning));
        warnings
    }

    /// How many frames each op did not have to make, because they repeat what it made before.
    pub fn reused(&self) -> BTreeMap<OpId, u64> {
        self.reused.counts()
    }

    fn device(&self) -> Result<&Device, Diagnostic> {
        self.device.as_ref().ok_or_else(|| other_build("the plan has an op on a graphics processor that is not open"))
    }
}

/// Joins the ops of `plan` into one source for each of its outputs, in order: for the part that the plan makes of it.
///
/// `decoded` gives the frames of a stream of an input; it is asked once for each.
///
/// # Errors
/// If a source cannot be opened, or the plan names native code that this build lacks.
pub fn build(
    plan: &Plan,
    means: &Means,
    decoded: impl FnMut(usize, usize) -> Result<Box<dyn FrameSource>, Diagnostic>,
) -> Result<Vec<Box<dyn FrameSource>>, Diagnostic> {
    let ends: Vec<OpId> = plan.outputs.iter().map(|output| output.video.op).collect();
    Ok(excerpts(plan, join(plan, &ends, means, decoded)?))
}

/// As [`build`], with one source for each of `ends` instead of the outputs.
///
/// # Errors
/// As [`build`].
pub fn join(
    plan: &Plan,
    ends: &[OpId],
    means: &Means,
    mut decoded: impl FnMut(usize, usize) -> Result<Box<dyn FrameSource>, Diagnostic>,
) -> Result<Vec<Box<dyn FrameSource>>, Diagnostic> {
    let sides = Sides::of(plan, ends);
    let mut made: Vec<Handles> = Vec::with_capacity(plan.ops.len());
    for op in &plan.ops {
        let side = sides.side(op.id);
        let mut inputs = op.inputs.iter().map(|input| made[input.0 as usize].take(side));
        let source: Box<dyn Bundle> = match &op.kind {
            OpKind::Decode { input, stream } => Box::new(decoded(*input, *stream)?),
            OpKind::Part { output } => {
                let whole = inputs.next().ok_or_else(|| other_build("a part of nothing"))?;
                Box::new(Box::new(whole.of(*output as usize)) as Box<dyn FrameSource>)
            }
            _ => {
                let inputs = inputs.map(|tee| Box::new(tee) as Box<dyn FrameSource>).collect();
                source(plan, op, inputs, means)?
            }
        };
        let source = match op.backend {
            Backend::Cpu => Finite::watch(source, op, &means.odd),
            Backend::Gpu => source,
        };
        let source = Box::new(Timed::new(source, op.id, &means.meter));
        made.push(sides.handles(op, source, means)?);
    }
    let end = |end: &OpId| Box::new(made[end.0 as usize].take(Backend::Cpu)) as Box<dyn FrameSource>;
    Ok(ends.iter().map(end).collect())
}

fn source(
    plan: &Plan,
    op: &Op,
    inputs: Vec<Box<dyn FrameSource>>,
    means: &Means,
) -> Result<Box<dyn Bundle>, Diagnostic> {
    let formats: Vec<_> = op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect();
    if let Some(group) = Group::of(&op.name, &op.kind, &op.format) {
        return Ok(Box::new(Kernels::new(op, &group, &formats, inputs, means)?.keeping(Kept::of(
            plan,
            op,
            &means.reused,
        ))));
    }
    let source: Box<dyn FrameSource> = match &op.kind {
        OpKind::Native { filter, args, .. } => {
            let native = fwr_stdlib::native(filter).ok_or_else(|| {
                other_build(&format!("the plan asks for native code `{filter}`, which this build lacks"))
            })?;
            let computed = |work, inputs| -> Box<dyn FrameSource> {
                let kept = Kept::of(plan, op, &means.reused);
                Box::new(picture::Computed::new(op, work, inputs, means.pool.clone()).keeping(kept))
            };
            match native.build(&NativeCall { args, inputs: &formats, output: &op.format }) {
                Work::Picture(picture) => computed(picture::Worker::Rows(picture), inputs),
                Work::Whole(picture) => computed(picture::Worker::Whole(picture), inputs),
                Work::Timeline(timeline) => Box::new(timeline::Timeline::new(op, timeline, &formats, inputs)),
                Work::Pixels(pixels) => {
                    let group = Group::one(&op.name, &pixels.kernel, &pixels.planes, &op.format);
                    return Ok(Box::new(Kernels::new(op, &group, &formats, inputs, means)?));
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
