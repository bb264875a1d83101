//! An argument that changes nothing beside the others.

use super::literal::{is_literal, out_of_call};
use super::saturated_argument::matters;
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::elaborate::Step;
use crate::lints::context::Context;
use crate::lints::style::names_in_block;
use crate::resolve::Declaration;
use crate::syntax::ast::{Call, ExprKind, FilterKind};
use crate::syntax::walk::walk_block;
use crate::types::Value;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for step in context.steps() {
        let Some(call) = context.call(step) else { continue };
        let Some(declaration) = context.declaration(call) else { continue };
        for arg in &call.args {
            let Some(name) = &arg.name else { continue };
            let symbol =
                |text: &str| matches!(step.values.get(&name.name), Some(Value::Name(symbol)) if symbol == text);
            if !is_literal(&arg.value, symbol) {
                continue;
            }
            let Some(because) = reason(step, call, declaration, &name.name) else { continue };
            let diagnostic =
                Diagnostic::new(Code::INEFFECTIVE_ARGUMENT, format!("`{}` does nothing here: {because}", name.name))
                    .label(name.span.to(arg.value.span), "has no effect")
                    .help("leave it out, or change what keeps it from having one");
            let title = format!("leave `{}` out", name.name);
            found.push(match out_of_call(context, call, &name.name) {
                Some(span) => diagnostic.fix(Fix::certain(title).remove(span)),
                None => diagnostic,
            });
        }
    }
    found
}

/// Why the argument `name` has no effect; `None` if it has one, or may.
fn reason(step: &Step, call: &Call, declaration: &Declaration, name: &str) -> Option<String> {
    let value = |name: &str| step.values.get(name).map(Value::describe).unwrap_or_default();
    match (declaration.kind(), step.filter.as_str(), name) {
        (FilterKind::Kernel, ..) => {
            let param = declaration.param(name)?;
            // One that the body does not use is reported where it is declared.
            if !declaration.filter.body.as_ref().is_some_and(|body| names_in_block(body).contains(name)) {
                return None;
            }
            // What the other arguments are is written there to be seen.
            let others = call.args.iter().filter_map(|arg| arg.name.as_ref()).any(|other| other.name != name);
            let because =
                if others { "no value of it would, beside the other arguments" } else { "no value of it would" };
            (param.ty.is_plain() && is_used(declaration, name) && !matters(step, declaration, param))
                .then(|| because.to_owned())
        }
        (FilterKind::Extern, "resize", "b" | "c") if value("method") != "`bicubic`" => {
            Some(format!("it is for the method `bicubic`, and this is {}", value("method")))
        }
        (FilterKind::Extern, "resize", "taps") if value("method") != "`lanczos`" => {
            Some(format!("it is for the method `lanczos`, and this is {}", value("method")))
        }
        _ => None,
    }
}

/// Whether the body of a kernel names its parameter; where it does not, that is what is wrong.
fn is_used(declaration: &Declaration, name: &str) -> bool {
    let mut used = false;
    if let Some(body) = &declaration.filter.body {
        walk_block(body, &mut |expr| used |= matches!(&expr.kind, ExprKind::Name(other) if other == name));
    }
    used
}
