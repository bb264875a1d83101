//! The handles on an op's frames, on the processor's side and on that of a graphics processor.

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::fusion::wgsl;
use fwr_compiler::plan::{Backend, Op, OpId, Plan};

use super::Means;
use super::tee::{Bundle, Tee, tee};
use super::timed::Timed;
use crate::gpu::{Landing, Lift};
use crate::pipeline::FrameSource;

/// For each op, the side that its frames are made on and its readers on each side.
pub(super) struct Sides {
    made_on: Vec<Backend>,
    readers: Vec<Readers>,
}

/// How many read the frames of an op.
#[derive(Debug, Clone, Copy, Default)]
struct Readers {
    cpu: usize,
    gpu: usize,
}

/// The handles on an op's frames that are not taken yet.
pub(super) struct Handles {
    cpu: Vec<Tee>,
    gpu: Vec<Tee>,
}

impl Sides {
    /// Counts the readers of every op; `ends` are read by the processor.
    pub(super) fn of(plan: &Plan, ends: &[OpId]) -> Self {
        let made_on: Vec<Backend> = plan.ops.iter().map(|op| wgsl::side(plan, op)).collect();
        let mut readers = vec![Readers::default(); plan.ops.len()];
        let inner = plan.ops.iter().flat_map(|op| op.inputs.iter().map(|input| (*input, made_on[op.id.0 as usize])));
        for (op, side) in inner.chain(ends.iter().map(|end| (*end, Backend::Cpu))) {
            let readers = &mut readers[op.0 as usize];
            match side {
                Backend::Cpu => readers.cpu += 1,
                Backend::Gpu => readers.gpu += 1,
            }
        }
        Self { made_on, readers }
    }

    /// The side that an op is on.
    pub(super) fn side(&self, op: OpId) -> Backend {
        self.made_on[op.0 as usize]
    }

    /// A handle for each reader of `op`, whose frames `source` gives; one crossing serves all of the other side.
    ///
    /// # Errors
    /// If the plan has an op on a graphics processor and the run has none.
    pub(super) fn handles(&self, op: &Op, source: Box<dyn Bundle>, means: &Means) -> Result<Handles, Diagnostic> {
        let Readers { cpu, gpu } = self.readers[op.id.0 as usize];
        Ok(match self.side(op.id) {
            Backend::Cpu if gpu == 0 => Handles { cpu: tee(source, cpu), gpu: Vec::new() },
            Backend::Gpu if cpu == 0 => Handles { cpu: Vec::new(), gpu: tee(source, gpu) },
            Backend::Cpu => {
                let (here, crossing) = one_more(source, cpu);
                let lift: Box<dyn FrameSource> = Box::new(Lift::new(crossing));
                Handles { cpu: here, gpu: tee(Box::new(lift), gpu) }
            }
            Backend::Gpu => {
                let (here, crossing) = one_more(source, gpu);
                let landing = Landing::new(means.device()?, op, crossing, means.pool.clone());
                let landing: Box<dyn FrameSource> = Box::new(Timed::new(landing, op.id, &means.meter));
                Handles { cpu: tee(Box::new(landing), cpu), gpu: here }
            }
        })
    }
}

impl Handles {
    /// One of the handles for readers on a side; there are as many as there are readers.
    pub(super) fn take(&mut self, side: Backend) -> Tee {
        let handles = match side {
            Backend::Cpu => &mut self.cpu,
            Backend::Gpu => &mut self.gpu,
        };
        handles.pop().expect("an op is read as often as was counted")
    }
}

/// Handles for `readers`, and one for those of the other side.
fn one_more(source: Box<dyn Bundle>, readers: usize) -> (Vec<Tee>, Box<dyn FrameSource>) {
    let mut handles = tee(source, readers + 1);
    let crossing = handles.pop().expect("there is one more");
    (handles, Box::new(crossing))
}
