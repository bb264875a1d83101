//! `--emit fused`: the kernels of a plan as they run, for people.

use std::fmt::Write as _;

use super::estimate::{Estimate, halos};
use super::{Group, Pipeline, cost};
use crate::kernel::Support;
use crate::media::VideoFormat;
use crate::plan::{Op, Plan};

/// Every op that runs kernels: its stages, and its cells after all passes with what they reach and cost.
pub fn emit(plan: &Plan) -> String {
    let mut text = String::new();
    for op in &plan.ops {
        let Some(group) = Group::of(&op.name, &op.kind, &op.format) else { continue };
        let formats: Vec<VideoFormat> =
            op.inputs.iter().map(|input| plan.ops[input.0 as usize].format.clone()).collect();
        let inputs: Vec<String> = op.inputs.iter().map(|input| input.0.to_string()).collect();
        let _ = writeln!(text, "op {}: {} of {} on the {}", op.id.0, op.name, inputs.join(", "), op.backend);
        let _ = write!(text, "{group}");
        match Pipeline::optimised(&group, &formats, op.backend) {
            Ok(pipeline) => describe(&mut text, &pipeline, op, &group, &formats),
            Err(problem) => _ = writeln!(text, "{problem}"),
        }
        text.push('\n');
    }
    text
}

fn describe(text: &mut String, pipeline: &Pipeline, op: &Op, group: &Group, formats: &[VideoFormat]) {
    for (input, far) in group.supports(formats.len()).into_iter().enumerate() {
        let _ = writeln!(text, "reads input {input} {}", reach(far));
    }
    if let Ok(estimate) = Estimate::of(group, formats, op.backend) {
        let (bytes, time, cache) = (estimate.bytes, estimate.time / 1000.0, estimate.cache);
        let _ = writeln!(text, "moves {bytes:.2} bytes and takes about {time:.2} ns a sample, {cache} bytes of cache");
    }
    let halos = halos(pipeline);
    for (number, cell) in pipeline.cells.iter().enumerate() {
        let _ = write!(text, "cell {number} {cell}");
        let _ = writeln!(text, "  work {}, read {}", cost::best(cell, pipeline), reach(halos[number]));
    }
    for planes in &pipeline.outputs {
        let planes: Vec<String> = planes.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "output {}", planes.join(", "));
    }
}

/// `at its own place`, `1 left, 1 right, 2 before`
fn reach(far: Support) -> String {
    let sides = [
        (far.left, "left"),
        (far.right, "right"),
        (far.up, "up"),
        (far.down, "down"),
        (far.before, "before"),
        (far.after, "after"),
    ];
    let sides: Vec<String> =
        sides.iter().filter(|(count, _)| *count > 0).map(|(count, side)| format!("{count} {side}")).collect();
    if sides.is_empty() { "at its own place".to_owned() } else { sides.join(", ") }
}
