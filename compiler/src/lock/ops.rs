//! The half of a lock that is for clips of one format: the plan's ops, with what each computes.

use super::choices::locked_choices;
use super::document::{LockedInput, LockedOp, LockedPlan};
use super::recipe::written_args;
use super::sha256::digest;
use super::write::value;
use crate::fusion::planes_text;
use crate::media::{Named, Primaries, Transfer, VideoFormat};
use crate::plan::{Backend, MeasuredValue, Op, OpKind, Plan};
use crate::resolve::Class;

/// What a plan computes. Its ops are to be as they are before any are fused.
pub(super) fn locked_plan(plan: &Plan) -> LockedPlan {
    let ops: Vec<LockedOp> = plan.ops.iter().map(|op| locked_op(plan, op)).collect();
    let lines = ops.iter().map(|op| value(op).unwrap_or_default());
    let encoded = plan.outputs.iter().map(|output| format!("output {}", output.video.op.0));
    let fingerprint = digest(lines.chain(encoded).collect::<Vec<_>>().join("\n"));
    let inputs = plan.ops.iter().filter_map(|op| match op.kind {
        OpKind::Decode { input, .. } => Some(LockedInput {
            name: plan.inputs.get(input)?.name.clone(),
            format: format(&op.format),
            frames: op.format.frames,
        }),
        _ => None,
    });
    LockedPlan {
        fingerprint,
        inputs: inputs.collect(),
        measured: plan.measured.iter().map(measured).collect(),
        choices: locked_choices(&plan.implementations),
        ops,
    }
}

fn locked_op(plan: &Plan, op: &Op) -> LockedOp {
    let mut locked = LockedOp {
        does: op.name.clone(),
        of: op.inputs.iter().map(|input| input.0).collect(),
        with: Default::default(),
        planes: None,
        kernel: None,
        native: None,
        gives: None,
        inserted: op.inserted.clone(),
        // Exact ops give the same bits everywhere.
        on: (op.class == Class::Tolerance).then(|| match op.backend {
            Backend::Cpu => "cpu".to_owned(),
            Backend::Gpu => "gpu".to_owned(),
        }),
    };
    match &op.kind {
        OpKind::Decode { stream, .. } => locked.does = format!("decode {} stream {stream}", op.name),
        OpKind::Kernel { kernel, args, planes } => {
            locked.with = written_args(args);
            locked.planes = planes_text(planes).map(|text| text.trim_start_matches("on plane ").to_owned());
            locked.kernel = Some(digest(kernel.to_string()));
        }
        OpKind::Native { filter, args, .. } => {
            locked.with = written_args(args);
            locked.native = Some(filter.clone());
        }
        OpKind::Retag | OpKind::Fused(_) | OpKind::Part { .. } => {}
    }
    let gives = format(&op.format);
    let read = op.inputs.first().and_then(|input| plan.ops.get(input.0 as usize));
    if read.is_none_or(|read| format(&read.format) != gives) {
        locked.gives = Some(gives);
    }
    locked
}

/// A format with all that a pixel can depend on, but for how many there are.
fn format(format: &VideoFormat) -> String {
    let mut text = format.to_string();
    for (name, tag) in [
        ("primaries", (format.primaries != Primaries::Unspecified).then(|| format.primaries.name())),
        ("transfer", (format.transfer != Transfer::Unspecified).then(|| format.transfer.name())),
    ] {
        if let Some(tag) = tag {
            text.push_str(&format!(" {name} {tag}"));
        }
    }
    text
}

/// A measured value to its last digit.
fn measured(value: &MeasuredValue) -> String {
    let args = if value.args.0.is_empty() { String::new() } else { format!(" ({})", value.args) };
    format!("{} of {}{args} = {}", value.measure, value.clip, value.found.value.brief())
}
