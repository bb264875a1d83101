//! Bytes that go to a graphics processor and back for each frame of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::place::{Lowered, formats};
use super::schedule::Schedule;
use super::shader::Packing;
use crate::fusion::{Group, Pipeline, PlaneSource, Read};
use crate::kernel::Stored;
use crate::media::VideoFormat;
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// What moves between the memory of the processor and that of the graphics processor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfers {
    /// Planes that go up, with the op that they are of.
    pub up: BTreeSet<(OpId, usize)>,
    /// Planes that come back, with the op that they are of.
    pub down: BTreeSet<(OpId, usize)>,
    /// Bytes up for one frame of each op.
    pub bytes_up: u64,
    /// Bytes down for one frame of each op.
    pub bytes_down: u64,
    /// Operations in the shaders of all ops together, each once: what the driver has to compile.
    pub compiled: u64,
}

/// Where a plane was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// On the processor, as this plane of this op.
    Host(OpId, usize),
    /// On the graphics processor.
    Device,
}

impl Transfers {
    /// What the ops of `plan` move where they are placed; `None` if nothing runs on a graphics processor.
    ///
    /// A plane goes up once, when something there reads it, and comes back once if anything on the processor reads
    /// its op. What is passed on untouched does not come back.
    ///
    /// # Errors
    /// Why a graphics processor cannot run an op that is placed there.
    pub fn of(plan: &Plan) -> Result<Option<Self>, String> {
        Self::knowing(plan, &Lowered::default())
    }

    /// As [`Transfers::of`], with what is known of groups.
    pub(crate) fn knowing(plan: &Plan, known: &Lowered) -> Result<Option<Self>, String> {
        if plan.ops.iter().all(|op| op.backend == Backend::Cpu) {
            return Ok(None);
        }
        let mut pipelines: BTreeMap<OpId, Rc<(Pipeline, Schedule)>> = BTreeMap::new();
        for op in &plan.ops {
            if let (Backend::Gpu, Some(group)) = (op.backend, Group::of(&op.name, &op.kind, &op.format)) {
                pipelines.insert(op.id, known.of(&group, &formats(plan, op))?);
            }
        }
        let homes = Homes { plan, pipelines };
        let mut transfers = Self::default();
        for (id, lowered) in &homes.pipelines {
            for read in lowered.0.cells.iter().flat_map(|cell| &cell.reads) {
                let Read::Input { input, plane, .. } = *read else { continue };
                let Some(from) = plan.ops[id.0 as usize].inputs.get(input) else { continue };
                if let Home::Host(op, plane) = homes.of(*from, plane) {
                    transfers.up.insert((op, plane));
                }
            }
        }
        let ends = plan.outputs.iter().map(|output| output.video.op);
        let read = plan.ops.iter().filter(|op| side(plan, op) == Backend::Cpu).flat_map(|op| op.inputs.iter().copied());
        for id in ends.chain(read) {
            let op = &plan.ops[id.0 as usize];
            if side(plan, op) == Backend::Gpu {
                let made = (0..op.format.planes()).filter(|plane| homes.of(id, *plane) == Home::Device);
                transfers.down.extend(made.map(|plane| (id, plane)));
            }
        }
        let bytes = |planes: &BTreeSet<(OpId, usize)>| {
            planes.iter().map(|(op, plane)| plane_bytes(&plan.ops[op.0 as usize].format, *plane)).sum()
        };
        let dispatches = homes.pipelines.values().flat_map(|lowered| &lowered.1.dispatches);
        transfers.compiled = dispatches.map(|dispatch| dispatch.work).sum();
        (transfers.bytes_up, transfers.bytes_down) = (bytes(&transfers.up), bytes(&transfers.down));
        Ok(Some(transfers))
    }
}

/// Bytes of a plane on a device: each row is whole words of 32 bits.
pub fn plane_bytes(format: &VideoFormat, plane: usize) -> u64 {
    let (width, height) = format.plane_size(plane);
    (Packing::of(&Stored::of(format, plane)).words(width) * 4 * height) as u64
}

/// Where the frames of an op are: what hands frames on leaves them where they are.
pub fn side(plan: &Plan, op: &Op) -> Backend {
    match (&op.kind, op.inputs.first()) {
        (OpKind::Part { .. } | OpKind::Retag, Some(input)) => side(plan, &plan.ops[input.0 as usize]),
        _ => op.backend,
    }
}

struct Homes<'a> {
    plan: &'a Plan,
    pipelines: BTreeMap<OpId, Rc<(Pipeline, Schedule)>>,
}

impl Homes<'_> {
    /// Where plane `plane` of the frames of `id` was made.
    fn of(&self, id: OpId, plane: usize) -> Home {
        let op = &self.plan.ops[id.0 as usize];
        if side(self.plan, op) == Backend::Cpu {
            return Home::Host(id, plane);
        }
        let (op, output) = match (&op.kind, op.inputs.first()) {
            (OpKind::Retag, Some(input)) => return self.of(*input, plane),
            (OpKind::Part { output }, Some(input)) => (&self.plan.ops[input.0 as usize], *output as usize),
            _ => (op, 0),
        };
        let source = self.pipelines.get(&op.id).and_then(|lowered| lowered.0.outputs.get(output)?.get(plane));
        match source {
            Some(PlaneSource::Input { input, plane }) if *input < op.inputs.len() => self.of(op.inputs[*input], *plane),
            _ => Home::Device,
        }
    }
}
