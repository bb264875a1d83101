//! `--emit wgsl`: the shaders of a plan, for people.

use std::fmt::Write;

use super::Binding;
use super::place::{formats, lower, refusal};
use crate::fusion::Group;
use crate::plan::{Op, Plan};

/// The shaders of every op that runs kernels, or why there are none.
pub fn emit(plan: &Plan) -> String {
    let mut text = String::new();
    for op in &plan.ops {
        let Some(group) = Group::of(&op.name, &op.kind, &op.format) else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        if let Some(reason) = refusal(plan, op) {
            let _ = writeln!(text, "// op {}, {}: {reason}", op.id.0, op.name);
            continue;
        }
        let Ok((_, shaders)) = lower(&group, &formats(plan, op)) else { continue };
        for (number, shader) in shaders.iter().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            let _ = writeln!(
                text,
                "// op {}, {}: shader {} of {}{}",
                op.id.0,
                op.name,
                number + 1,
                shaders.len(),
                lines(op, &group)
            );
            for (binding, number) in shader.bindings.iter().zip(1..) {
                let _ = writeln!(text, "// b{number}: {}", described(binding, op));
            }
            text.push_str(&shader.text);
        }
    }
    text
}

/// The lines of the graph that asked for it.
fn lines(op: &Op, group: &Group) -> String {
    let mut lines: Vec<usize> = group.stages.iter().filter_map(|stage| stage.line).chain(op.line).collect();
    lines.sort_unstable();
    lines.dedup();
    match lines.len() {
        0 => String::new(),
        1 => format!(", line {}", lines[0]),
        _ => format!(", lines {}", lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn described(binding: &Binding, op: &Op) -> String {
    match binding {
        Binding::Input { input, plane, dt } => {
            let from = op.inputs.get(*input).map_or(0, |from| from.0);
            let later = match dt {
                0 => String::new(),
                1.. => format!(", {dt} frames later"),
                _ => format!(", {} frames before", dt.unsigned_abs()),
            };
            format!("plane {plane} of op {from}{later}")
        }
        Binding::Cell(cell) => format!("cell {} of an earlier shader", cell.0),
        Binding::Made(cell) => format!("cell {}, made here", cell.0),
        Binding::Tables => "tables".to_owned(),
    }
}
