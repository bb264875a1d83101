//! What was fused and what was not, for people and for programs.

use std::fmt;

use serde::Serialize;

use super::{Boundary, Group};
use crate::plan::{Op, OpKind, Plan};

/// What became of the kernels of a graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The graph's file name.
    pub graph: String,
    /// Kernels that the graph runs.
    pub kernels: usize,
    /// Each op with what it reads and why it is not one with that.
    pub ops: Vec<Explained>,
}

/// An op of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// Its number in the plan.
    pub op: u32,
    /// What it is called.
    pub name: String,
    /// What it is, in a few words.
    pub what: String,
    /// The kernels that it runs.
    pub kernels: Vec<Run>,
    /// Where it reads from.
    pub reads: Vec<Reading>,
}

/// A kernel that an op runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// What it is called.
    pub name: String,
    /// The line of the graph that asked for it.
    pub line: Option<usize>,
    /// Whether its frames are read outside the op.
    pub leaves: bool,
}

/// What an op reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The op whose frames it reads.
    pub op: u32,
    /// What that is called.
    pub name: String,
    /// Why the two are not one op.
    pub reasons: Vec<String>,
}

impl Explanation {
    /// What became of the kernels of this plan.
    pub fn of(plan: &Plan) -> Self {
        let ops: Vec<Explained> = plan.ops.iter().filter(|op| !is_passing(op)).map(|op| explained(plan, op)).collect();
        let kernels = ops.iter().map(|op| op.kernels.len()).sum();
        Self { graph: plan.graph.clone(), kernels, ops }
    }
}

/// Parts stand for the op whose frames they hand on.
fn is_passing(op: &Op) -> bool {
    matches!(op.kind, OpKind::Part { .. })
}

fn explained(plan: &Plan, op: &Op) -> Explained {
    let group = Group::of(&op.name, &op.kind, &op.format);
    let what = match &op.kind {
        OpKind::Decode { .. } => "decoded frames".to_owned(),
        OpKind::Native { .. } => "native code".to_owned(),
        OpKind::Retag => "the same samples under another format".to_owned(),
        _ => format!("on the {}", op.backend),
    };
    let stage = |(number, stage): (usize, &super::GroupStage)| Run {
        name: stage.name.clone(),
        line: stage.line.or(op.line),
        leaves: group.as_ref().is_some_and(|group| group.outputs.contains(&(number as u32))),
    };
    let kernels = group.iter().flat_map(|group| group.stages.iter().enumerate().map(stage)).collect();
    let reads = op.inputs.iter().map(|input| reading(plan, op, *input)).collect();
    Explained { op: op.id.0, name: op.name.clone(), what, kernels, reads }
}

fn reading(plan: &Plan, op: &Op, input: crate::plan::OpId) -> Reading {
    let read = &plan.ops[input.0 as usize];
    // Boundaries are between what works frames out.
    let worked_out = |mut id: crate::plan::OpId| {
        while let OpKind::Part { .. } | OpKind::Retag = plan.ops[id.0 as usize].kind
            && let Some(before) = plan.ops[id.0 as usize].inputs.first()
        {
            id = *before;
        }
        id
    };
    let between = |boundary: &&Boundary| boundary.to == op.id && [input, worked_out(input)].contains(&boundary.from);
    let mut reasons: Vec<String> =
        plan.boundaries.iter().filter(between).map(|boundary| boundary.reason.to_string()).collect();
    reasons.dedup();
    Reading { op: read.id.0, name: read.name.clone(), reasons }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.ops.iter().filter(|op| !op.kernels.is_empty()).count();
        writeln!(f, "{}: {} in {}", self.graph, count(self.kernels, "kernel"), count(running, "op"))?;
        for op in &self.ops {
            writeln!(f)?;
            match &op.kernels[..] {
                [] => writeln!(f, "{:>3}  {}: {}", op.op, op.name, op.what)?,
                [one] => writeln!(f, "{:>3}  {}{} {}", op.op, op.name, line(one), op.what)?,
                several => {
                    writeln!(f, "{:>3}  {} fused, {}", op.op, count(several.len(), "kernel"), op.what)?;
                    let width = several.iter().map(|kernel| kernel.name.chars().count()).max().unwrap_or(0);
                    let parts = several.iter().filter(|kernel| kernel.leaves).count();
                    for kernel in several {
                        let leaves = if kernel.leaves && parts > 1 { "  its frames leave" } else { "" };
                        let text = format!("{:<width$} {}{leaves}", kernel.name, line(kernel));
                        writeln!(f, "       {}", text.trim_end())?;
                    }
                }
            }
            for read in &op.reads {
                writeln!(f, "     reads {} {}", read.op, read.name)?;
                for reason in &read.reasons {
                    wrapped(f, &format!("apart because {reason}"))?;
                }
            }
        }
        Ok(())
    }
}

/// The columns of a line at most, as far as words allow.
const WIDTH: usize = 100;

/// A sentence in lines, set in.
fn wrapped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut line = String::from("       ");
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{}", line.trim_end())?;
            line = String::from("         ");
        }
        line.push_str(word);
        line.push(' ');
    }
    writeln!(f, "{}", line.trim_end())
}

fn line(kernel: &Run) -> String {
    kernel.line.map_or(String::new(), |line| format!(" (line {line})"))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
