//! A condition that is always true, or never, whatever it is run on.

use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::syntax::walk::walk_item;
use crate::types::Quantity;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in context.items() {
        walk_item(item, &mut |expr| {
            let ExprKind::If(condition, yes, no) = &expr.kind else { return };
            let Some(truth) = truth(condition) else { return };
            let (taken, never) = if truth { (yes, no) } else { (no, yes) };
            // What is taken keeps its place only if it binds as tightly as the `if` did.
            let text = format!("({})", context.text(taken.span));
            found.push(
                Diagnostic::new(Code::CONSTANT_CONDITION, format!("this condition is always {truth}"))
                    .label(condition.span, format!("always {truth}"))
                    .label(never.span, "never taken")
                    .help("write what is taken alone, or let the condition depend on a param or a clip")
                    .fix(Fix::maybe("write what is taken alone").replace(expr.span, text)),
            );
        });
    }
    found
}

/// What a condition is, if its own text decides it.
fn truth(expr: &Expr) -> Option<bool> {
    match &expr.kind {
        ExprKind::Bool(value) => Some(*value),
        ExprKind::Unary(UnaryOp::Not, inner) => truth(inner).map(|value| !value),
        ExprKind::Binary(BinaryOp::And, a, b) => match (truth(a), truth(b)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        ExprKind::Binary(BinaryOp::Or, a, b) => match (truth(a), truth(b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        ExprKind::Binary(op, a, b) => compare(*op, a, b),
        _ => None,
    }
}

fn compare(op: BinaryOp, a: &Expr, b: &Expr) -> Option<bool> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return match op {
            BinaryOp::Eq => Some(a == b),
            BinaryOp::Ne => Some(a != b),
            BinaryOp::Lt => Some(a < b),
            BinaryOp::Le => Some(a <= b),
            BinaryOp::Gt => Some(a > b),
            BinaryOp::Ge => Some(a >= b),
            _ => None,
        };
    }
    match op {
        BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge if same(a, b) => Some(true),
        BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Gt if same(a, b) => Some(false),
        _ => None,
    }
}

/// A number as written, in the base of its unit; units of different kinds are another finding's affair.
fn number(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit).value()),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(|value| -value),
        _ => None,
    }
}

/// Whether two expressions are the same name, or the same member of it.
fn same(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
        (ExprKind::Member(a, field), ExprKind::Member(b, other)) => field.name == other.name && same(a, b),
        _ => false,
    }
}
