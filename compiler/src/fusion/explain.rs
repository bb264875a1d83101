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
        let running: Vec<&Explained> = self.ops.iter().filter(|op| !op.kernels.is_empty()).collect();
        if self.kernels == 0 {
            return writeln!(f, "kernels that run as one: there are no kernels");
        }
        writeln!(f, "kernels that run as one: {} in {}", count(self.kernels, "kernel"), passes(running.len()))?;
        for op in &running {
            let kernels: Vec<String> = op
                .kernels
                .iter()
                .map(|kernel| {
                    let short = kernel.name.rsplit('/').next().unwrap_or(&kernel.name);
                    format!("{short}{}", line(kernel))
                })
                .collect();
            wrapped(f, &format!("{:>3}  {}", op.op, kernels.join(" + ")))?;
        }
        let apart: Vec<(String, Vec<String>)> = self.apart();
        if apart.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nwhat is apart, and why")?;
        for (reason, pairs) in apart {
            wrapped(f, &format!("  {}, because {reason}", pairs.join("; ")))?;
        }
        Ok(())
    }
}

impl Explanation {
    /// Each reason with the ops that it keeps apart.
    fn apart(&self) -> Vec<(String, Vec<String>)> {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for op in &self.ops {
            for reason in op.reads.iter().flat_map(|read| &read.reasons) {
                if found.iter().any(|(known, _)| known == reason) {
                    continue;
                }
                // Every pair of ops that it is the reason for, by what reads.
                let of = |op: &Explained| {
                    let reads = op.reads.iter().filter(|read| read.reasons.contains(reason));
                    let reads: Vec<String> = reads.map(|read| format!("`{}`", read.name)).collect();
                    (!reads.is_empty()).then(|| format!("`{}` from {}", op.name, reads.join(", ")))
                };
                found.push((reason.clone(), self.ops.iter().filter_map(of).collect()));
            }
        }
        found
    }
}

fn passes(count: usize) -> String {
    format!("{count} pass{}", if count == 1 { "" } else { "es" })
}

/// The columns of a line at most, as far as words allow.
const WIDTH: usize = 100;

/// A sentence in lines, all but the first set in.
fn wrapped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let mut line = String::new();
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{}", line.trim_end())?;
            line = String::from("       ");
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
