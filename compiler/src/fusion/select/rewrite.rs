//! The ops of a plan with clusters of kernels made one op each.

use super::candidate::Candidate;
use super::ops::Ops;
use crate::plan::{Op, OpId, OpKind};
use crate::resolve::{Class, WarmUp};

/// Ops after fusing.
pub(super) struct Rewritten {
    pub(super) ops: Vec<Op>,
    /// Which op gives the frames of each op before, if they are still given.
    pub(super) frames: Vec<Option<OpId>>,
    /// Which op works out what each op before did.
    pub(super) runs: Vec<Option<OpId>>,
}

/// Makes each of `clusters` one op; its members are in order.
pub(super) fn rewrite(ops: &Ops<'_>, clusters: Vec<Vec<usize>>) -> Rewritten {
    let count = ops.all.len();
    let mut cluster: Vec<Option<usize>> = vec![None; count];
    for (number, members) in clusters.iter().enumerate() {
        members.iter().for_each(|op| cluster[*op] = Some(number));
    }
    let candidates: Vec<Candidate> = clusters.into_iter().map(|members| Candidate::of(ops, members)).collect();
    let kept = kept(ops, &cluster);
    let mut rewritten = Rewritten { ops: Vec::new(), frames: vec![None; count], runs: vec![None; count] };
    let mut done = vec![false; count];
    // The first op that has all it reads goes next; a cluster counts as its first member.
    while let Some(op) = (0..count).find(|op| !done[*op] && is_ready(ops, *op, &cluster, &candidates, &done)) {
        match cluster[op] {
            Some(number) => {
                rewritten.push_group(ops, &candidates[number]);
                candidates[number].members.iter().for_each(|member| done[*member] = true);
            }
            None => {
                if kept[op] {
                    rewritten.push(ops, op);
                }
                done[op] = true;
            }
        }
    }
    rewritten
}

fn is_ready(ops: &Ops<'_>, op: usize, cluster: &[Option<usize>], candidates: &[Candidate], done: &[bool]) -> bool {
    match cluster[op] {
        Some(number) => candidates[number].inputs.iter().all(|input| done[*input]),
        None => ops.inputs(op).all(|input| done[input]),
    }
}

/// Which ops are still there: all but retags that only members of one cluster looked through.
fn kept(ops: &Ops<'_>, cluster: &[Option<usize>]) -> Vec<bool> {
    let mut kept = vec![true; ops.all.len()];
    for op in (0..ops.all.len()).rev() {
        if ops.source(op) == op || ops.ends[op] || ops.readers(op).next().is_none() {
            continue;
        }
        let source = cluster[ops.source(op)];
        kept[op] = ops.readers(op).any(|reader| {
            let looks_through = source.is_some() && cluster[reader] == source;
            kept[reader] && !looks_through
        });
    }
    kept
}

impl Rewritten {
    fn next(&self) -> OpId {
        OpId(self.ops.len() as u32)
    }

    /// The op as it was, with its inputs where they are now.
    fn push(&mut self, ops: &Ops<'_>, op: usize) {
        let id = self.next();
        let inputs = self.places(ops.inputs(op));
        self.ops.push(Op { id, inputs, ..ops.all[op].clone() });
        (self.frames[op], self.runs[op]) = (Some(id), Some(id));
    }

    /// One op for a cluster, and one for each of its outputs if there are several.
    fn push_group(&mut self, ops: &Ops<'_>, candidate: &Candidate) {
        let id = self.next();
        let members: Vec<&Op> = candidate.members.iter().map(|op| &ops.all[*op]).collect();
        let group = &candidate.group;
        let window = group.window(candidate.inputs.len());
        let leaving: Vec<&Op> = group.outputs.iter().map(|output| members[*output as usize]).collect();
        let fused = Op {
            id,
            name: members.iter().map(|op| op.name.as_str()).collect::<Vec<_>>().join(" + "),
            kind: OpKind::Fused(group.clone()),
            inputs: self.places(candidate.inputs.iter().copied()),
            format: leaving[0].format.clone(),
            window,
            warm_up: members.iter().filter_map(|op| op.warm_up).max_by_key(history),
            class: members.iter().map(|op| op.class).max_by_key(spread).unwrap_or(Class::Exact),
            line: None,
            inserted: None,
            buffered_frames: window.before + window.after + leaving.len() as u32,
            backend: members[0].backend,
            pin: members.iter().find_map(|op| op.pin),
        };
        self.ops.push(fused);
        candidate.members.iter().for_each(|op| self.runs[*op] = Some(id));
        for (output, stage) in group.outputs.iter().enumerate() {
            let op = candidate.members[*stage as usize];
            self.frames[op] = Some(if leaving.len() == 1 { id } else { self.push_part(&ops.all[op], id, output) });
        }
    }

    fn push_part(&mut self, op: &Op, fused: OpId, output: usize) -> OpId {
        let id = self.next();
        self.ops.push(Op {
            id,
            kind: OpKind::Part { output: output as u32 },
            inputs: vec![fused],
            window: crate::plan::Window::default(),
            warm_up: None,
            class: Class::Exact,
            inserted: None,
            buffered_frames: 0,
            ..op.clone()
        });
        id
    }

    fn places(&self, ops: impl Iterator<Item = usize>) -> Vec<OpId> {
        ops.map(|op| self.frames[op].expect("an op is placed after what it reads")).collect()
    }
}

fn history(warm_up: &WarmUp) -> u32 {
    match warm_up {
        WarmUp::Frames(frames) => *frames,
        WarmUp::All => u32::MAX,
    }
}

/// The less two runs are alike, the more.
fn spread(class: &Class) -> u8 {
    match class {
        Class::Exact => 0,
        Class::Seeded => 1,
        Class::Tolerance => 2,
    }
}
