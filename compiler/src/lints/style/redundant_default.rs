//! An argument that says what holds without it.

use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::lints::waste::{is_literal, out_of_call};
use crate::syntax::ast::{Expr, ExprKind, UnaryOp};
use crate::types::Quantity;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for call in context.calls() {
        let Some(declaration) = context.declaration(call) else { continue };
        for arg in &call.args {
            let Some(name) = &arg.name else { continue };
            let default = declaration.param(&name.name).and_then(|param| param.default.as_ref());
            let Some(default) = default.filter(|default| same(default, &arg.value)) else { continue };
            let diagnostic = Diagnostic::new(
                Code::REDUNDANT_DEFAULT,
                format!("`{}` of {} is {} without being told", name.name, call.name.name, context.text(arg.value.span)),
            )
            .label(name.span.to(arg.value.span), "the default")
            .label(default.span, "declared here")
            .help("leave it out");
            found.push(match out_of_call(context, call, &name.name) {
                Some(span) => diagnostic.fix(Fix::certain(format!("leave `{}` out", name.name)).remove(span)),
                None => diagnostic,
            });
        }
    }
    found
}

/// Whether two expressions are the same plain value.
fn same(a: &Expr, b: &Expr) -> bool {
    if !is_literal(a, |_| true) || !is_literal(b, |_| true) {
        return false;
    }
    match (&a.kind, &b.kind) {
        (ExprKind::Name(a), ExprKind::Name(b)) | (ExprKind::Text(a), ExprKind::Text(b)) => a == b,
        (ExprKind::Bool(a), ExprKind::Bool(b)) => a == b,
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

fn number(expr: &Expr) -> Option<Quantity> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit)),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(Quantity::negated),
        _ => None,
    }
}
