//! Pins that cannot be kept: an op on a processor that cannot run it.

use super::{Backend, OpKind, Plan};
use crate::diagnostics::{Code, Diagnostic};
use crate::fusion::wgsl::refusal;
use crate::graph::{Graph, NodeId};

/// Reports the ops of `plan` that cannot run where the graph says they have to; op `n` is the node `order[n]`.
pub(super) fn check_pins(plan: &Plan, graph: &Graph, order: &[NodeId], diagnostics: &mut Vec<Diagnostic>) -> bool {
    let before = diagnostics.len();
    for (op, node) in plan.ops.iter().zip(order) {
        if op.pin != Some(Backend::Gpu) {
            continue;
        }
        let Some(reason) = refusal(plan, op) else { continue };
        let message = match op.kind {
            OpKind::Native { .. } => format!("this is pinned to a graphics processor, but {reason}"),
            _ => format!("`{}` is pinned to a graphics processor, which cannot run it: {reason}", op.name),
        };
        let mut found = Diagnostic::new(Code::PIN, message).help("write `on: cpu`, or leave `on` out");
        if let Some(span) = graph.node(*node).span {
            found = found.label(span, "");
        }
        let said = |other: &Diagnostic| {
            other.code == found.code && other.labels == found.labels && other.message == found.message
        };
        if !diagnostics.iter().any(said) {
            diagnostics.push(found);
        }
    }
    diagnostics.len() == before
}
