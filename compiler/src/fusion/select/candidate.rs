//! Kernels that may become one op, as the group that they would be.

use super::ops::Ops;
use crate::fusion::{Group, GroupStage, Origin};
use crate::media::VideoFormat;
use crate::plan::OpKind;

/// Kernels and the group that they would be.
pub(super) struct Candidate {
    /// The ops, in order; stage `n` is op `members[n]`.
    pub(super) members: Vec<usize>,
    pub(super) group: Group,
    /// The ops that are read from outside. The first one gives the times of the frames.
    pub(super) inputs: Vec<usize>,
}

impl Candidate {
    /// The group of these kernels, which are in order.
    pub(super) fn of(ops: &Ops<'_>, members: Vec<usize>) -> Self {
        let outputs: Vec<u32> = (0..members.len())
            .filter(|stage| ops.leaves(members[*stage], &members))
            .map(|stage| stage as u32)
            .collect();
        let mut inputs: Vec<usize> = Vec::new();
        // What leaves last has all others before it.
        if let Some(last) = outputs.last() {
            inputs.push(lead(ops, members[*last as usize], &members));
        }
        let stages = members.iter().map(|op| stage(ops, *op, &members, &mut inputs)).collect();
        Self { group: Group { stages, outputs }, members, inputs }
    }

    pub(super) fn formats(&self, ops: &Ops<'_>) -> Vec<VideoFormat> {
        self.inputs.iter().map(|input| ops.all[*input].format.clone()).collect()
    }
}

/// The op outside whose frames give those of `op` their times: that at the end of first inputs.
pub(super) fn lead(ops: &Ops<'_>, mut op: usize, members: &[usize]) -> usize {
    loop {
        let Some(first) = ops.inputs(op).next() else { return op };
        let source = ops.source(first);
        if !members.contains(&source) {
            return first;
        }
        op = source;
    }
}

fn stage(ops: &Ops<'_>, op: usize, members: &[usize], inputs: &mut Vec<usize>) -> GroupStage {
    let origins = ops.inputs(op).map(|input| {
        let source = ops.source(input);
        if let Some(stage) = members.iter().position(|member| *member == source) {
            return Origin::Stage(stage as u32);
        }
        let place = inputs.iter().position(|known| *known == input).unwrap_or_else(|| {
            inputs.push(input);
            inputs.len() - 1
        });
        Origin::Input(place as u32)
    });
    let inputs = origins.collect();
    let from = &ops.all[op];
    let (kernel, args, planes) = match &from.kind {
        OpKind::Kernel { kernel, args, planes } => (kernel.clone(), args.clone(), planes.clone()),
        _ => unreachable!("only kernels are members"),
    };
    GroupStage {
        name: from.name.clone(),
        kernel,
        planes,
        inputs,
        format: from.format.clone(),
        line: from.line,
        args,
        inserted: from.inserted.clone(),
    }
}
