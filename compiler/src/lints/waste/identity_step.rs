//! A step that changes nothing with the arguments that it is given.

use super::literal::{all_literal, kernel_with, plain_args};
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::elaborate::Step;
use crate::graph::NodeKind;
use crate::lints::context::Context;
use crate::lints::trial::is_identity;
use crate::resolve::Declaration;
use crate::syntax::ast::{Call, FilterKind};
use crate::types::Value;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for step in context.steps() {
        let Some(call) = context.call(step) else { continue };
        let Some(declaration) = context.declaration(call) else { continue };
        if !all_literal(step, call, declaration) || !does_nothing(context, step, call, declaration) {
            continue;
        }
        let diagnostic = Diagnostic::new(
            Code::IDENTITY_STEP,
            format!("{} gives back what it is given, with these arguments", step.filter),
        )
        .label(step.call, "changes nothing")
        .help("leave it out, or give it something to do");
        let title = format!("leave `{}` out", step.filter);
        found.push(match (context.out_of_pipe(step), call.args.first()) {
            (Some(span), _) => diagnostic.fix(Fix::certain(title).remove(span)),
            (None, Some(clip)) if step.piped.is_none() && clip.name.is_none() => {
                diagnostic.fix(Fix::certain(title).replace(step.call, context.text(clip.value.span)))
            }
            _ => diagnostic,
        });
    }
    found
}

fn does_nothing(context: &Context<'_>, step: &Step, call: &Call, declaration: &Declaration) -> bool {
    match declaration.kind() {
        FilterKind::Kernel => plain_args(step, declaration).is_some_and(|args| {
            let find_out = || kernel_with(step, declaration, None).is_some_and(|kernel| is_identity(&kernel));
            declaration.answer(format!("is an identity {args:?}"), find_out)
        }),
        FilterKind::Extern => native_does_nothing(step, call),
        FilterKind::Composed => {
            let graph = context.subject.graph;
            step.inputs.len() == 1
                && context.nodes_of(step).iter().all(|node| match &graph.node(*node).kind {
                    NodeKind::Kernel { kernel, .. } => kernel.inputs == 1 && is_identity(kernel),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether a native filter of the library does nothing, by its arguments alone.
fn native_does_nothing(step: &Step, call: &Call) -> bool {
    let zero = |name: &str| matches!(step.values.get(name), Some(Value::Number(number)) if number.value() == 0.0);
    let written = |name: &str| call.args.iter().any(|arg| arg.name.as_ref().is_some_and(|other| other.name == name));
    match step.filter.as_str() {
        "crop" | "pad" => ["left", "right", "top", "bottom"].into_iter().all(zero),
        "trim" => zero("start") && !written("end"),
        "convert" | "assume" => call.args.iter().all(|arg| arg.name.is_none()),
        _ => false,
    }
}
