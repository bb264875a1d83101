//! Whether kernels may be one op.

use std::collections::BTreeSet;

use super::boundary::Reason;
use super::candidate::{Candidate, lead};
use super::ops::Ops;
use crate::fusion::{Group, GroupStage, Origin};
use crate::kernel::{Expr, Load, Statistic};

/// The most columns, and the most rows, that a group reaches over besides its own.
const MOST_HALO: u32 = 64;

/// The most copies of a stage for other frames.
const MOST_FRAMES: usize = 16;

/// The most inputs of a group.
const MOST_INPUTS: usize = 16;

/// Says what forbids it, if anything, wherever they run.
pub(super) fn check(ops: &Ops<'_>, candidate: &Candidate) -> Result<(), Reason> {
    check_loops(ops, candidate)?;
    check_frames(&candidate.group)?;
    check_clocks(ops, candidate)?;
    let far = candidate.group.supports(candidate.inputs.len());
    let columns = far.iter().map(|far| far.left + far.right).max().unwrap_or(0);
    let rows = far.iter().map(|far| far.up + far.down).max().unwrap_or(0);
    for (what, found) in [("columns", columns), ("rows", rows)] {
        if found > MOST_HALO {
            return Err(Reason::Halo { what: what.to_owned(), found, limit: MOST_HALO });
        }
    }
    if candidate.inputs.len() > MOST_INPUTS {
        let problem =
            format!("together they would read {} clips, and {MOST_INPUTS} is the limit", candidate.inputs.len());
        return Err(Reason::Unfit { problem });
    }
    let first = &candidate.group.stages[0].format;
    let alike = |stage: &&GroupStage| {
        stage.format.planes() == first.planes()
            && (0..first.planes()).all(|plane| stage.format.plane_size(plane) == first.plane_size(plane))
    };
    match candidate.group.stages.iter().find(|stage| !alike(stage)) {
        Some(other) => Err(Reason::Unfit {
            problem: format!(
                "the pictures of `{}` and `{}` differ in size",
                candidate.group.stages[0].name, other.name
            ),
        }),
        None => Ok(()),
    }
}

/// Says so if they run on different processors.
pub(super) fn check_backends(ops: &Ops<'_>, members: &[usize]) -> Result<(), Reason> {
    let from = ops.all[members[0]].backend;
    match members.iter().map(|op| ops.all[*op].backend).find(|backend| *backend != from) {
        Some(to) => Err(Reason::Backends { from, to }),
        None => Ok(()),
    }
}

/// Nothing that reads one of them may be read by another.
fn check_loops(ops: &Ops<'_>, candidate: &Candidate) -> Result<(), Reason> {
    let members = &candidate.members;
    // For each op that needs frames of the group which member it is that it needs.
    let mut needs: Vec<Option<usize>> = vec![None; ops.all.len()];
    for op in 0..ops.all.len() {
        let is_member = members.contains(&op);
        for input in ops.inputs(op) {
            if !is_member && members.contains(&ops.source(input)) {
                needs[op] = needs[op].or(Some(ops.source(input)));
            } else if !is_member {
                needs[op] = needs[op].or(needs[input]);
            } else if let (Some(from), false) = (needs[input], members.contains(&ops.source(input))) {
                let name = |op: usize| ops.all[op].name.clone();
                return Err(Reason::Loop { from: name(from), through: name(input), to: name(op) });
            }
        }
    }
    Ok(())
}

/// Planes that are read at other frames must be made by the same program on every frame.
fn check_frames(group: &Group) -> Result<(), Reason> {
    // The offsets in time at which each plane of each stage is needed.
    let mut needed: Vec<Vec<BTreeSet<i16>>> =
        group.stages.iter().map(|stage| vec![BTreeSet::new(); stage.format.planes()]).collect();
    for output in &group.outputs {
        needed[*output as usize].iter_mut().for_each(|offsets| _ = offsets.insert(0));
    }
    for (number, reader) in group.stages.iter().enumerate().rev() {
        let wanted = std::mem::take(&mut needed[number]);
        for (plane, at) in wanted.iter().enumerate().filter(|(_, at)| !at.is_empty()) {
            for (place, of, _) in reader.reads(plane) {
                let Some(Origin::Stage(read)) = reader.inputs.get(place).copied() else { continue };
                let stage = &group.stages[read as usize];
                let names = || (stage.name.clone(), reader.name.clone());
                if reader.makes(plane) && has_statistics_of(reader, place) {
                    let (of, by) = names();
                    return Err(Reason::WholePlanes { of, by });
                }
                let frames = &mut needed[read as usize][of];
                frames.extend(
                    at.iter().flat_map(|dt| offsets(reader, plane, place).into_iter().map(move |own| dt + own)),
                );
                let moves = frames.iter().any(|dt| *dt != 0) && stage.makes(of) && !stage.kernel.is_still();
                if moves || frames.len() > MOST_FRAMES {
                    let (of, by) = names();
                    return Err(Reason::OtherFrames { of, by });
                }
            }
        }
    }
    Ok(())
}

fn has_statistics_of(reader: &GroupStage, place: usize) -> bool {
    reader
        .kernel
        .nodes
        .iter()
        .any(|node| matches!(node, Expr::Statistic(Statistic { input, .. }) if usize::from(*input) == place))
}

/// The frames of one of its inputs that a stage reads for a plane; one that it passes on is that of this frame.
fn offsets(reader: &GroupStage, plane: usize, place: usize) -> BTreeSet<i16> {
    if !reader.makes(plane) {
        return BTreeSet::from([0]);
    }
    let load = |node: &Expr| match node {
        Expr::Load(Load { input, dt, .. }) if usize::from(*input) == place => Some(*dt),
        _ => None,
    };
    reader.kernel.nodes.iter().filter_map(load).collect()
}

/// What leaves, and what depends on the time, must have the times of the group's first input.
fn check_clocks(ops: &Ops<'_>, candidate: &Candidate) -> Result<(), Reason> {
    let Some(first) = candidate.inputs.first() else { return Ok(()) };
    let leaves = |stage: usize| candidate.group.outputs.contains(&(stage as u32));
    let timed = |stage: usize| candidate.group.stages[stage].kernel.nodes.contains(&Expr::Time);
    let last = candidate.group.outputs.last().map_or(0, |output| *output as usize);
    for (stage, op) in candidate.members.iter().enumerate() {
        if (leaves(stage) || timed(stage)) && ops.clock(lead(ops, *op, &candidate.members)) != ops.clock(*first) {
            let name = |stage: usize| candidate.group.stages[stage].name.clone();
            return Err(Reason::Clocks { first: name(stage), second: name(last) });
        }
    }
    Ok(())
}
