//! An arm of a `match` that the arms before it leave nothing to.

use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::syntax::ast::{Arm, Choice, Expr, ExprKind, Match, UnaryOp};
use crate::syntax::walk::walk_item;
use crate::types::Quantity;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in context.items() {
        walk_item(item, &mut |expr| {
            if let ExprKind::Match(matching) = &expr.kind {
                judge(matching, &mut found);
            }
        });
    }
    found
}

fn judge(matching: &Match, found: &mut Vec<Diagnostic>) {
    for (position, arm) in matching.arms.iter().enumerate() {
        let before = &matching.arms[..position];
        let last = before.iter().find(|other| other.is_else()).or_else(|| {
            let covered =
                |pattern: &Choice| before.iter().any(|other| other.patterns.iter().any(|p| covers(p, pattern)));
            (!arm.is_else() && arm.patterns.iter().all(covered)).then(|| covering(before, &arm.patterns)).flatten()
        });
        if let Some(last) = last {
            found.push(
                Diagnostic::new(
                    Code::UNREACHABLE_ARM,
                    "this arm is never taken: the arms before it leave nothing to it",
                )
                .label(arm.span, "never taken")
                .label(last.span, if last.is_else() { "takes everything" } else { "takes it" })
                .help("remove it, or put it before the arm that takes its cases"),
            );
        }
    }
}

/// The first arm that takes the first of `patterns`.
fn covering<'a>(arms: &'a [Arm], patterns: &[Choice]) -> Option<&'a Arm> {
    let first = patterns.first()?;
    arms.iter().find(|arm| arm.patterns.iter().any(|pattern| covers(pattern, first)))
}

/// Whether everything that `narrow` fits, `wide` fits too.
fn covers(wide: &Choice, narrow: &Choice) -> bool {
    match (wide, narrow) {
        (Choice::Value(a), Choice::Value(b)) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => same(a, b),
        },
        (Choice::Range(low, high), Choice::Value(value)) => inside(low, high, value),
        (Choice::Range(low, high), Choice::Range(from, to)) => inside(low, high, from) && inside(low, high, to),
        _ => false,
    }
}

fn inside(low: &Expr, high: &Expr, value: &Expr) -> bool {
    let (Some(low), Some(high), Some(value)) = (number(low), number(high), number(value)) else { return false };
    low.dimension() == value.dimension() && low.value() <= value.value() && value.value() <= high.value()
}

fn number(expr: &Expr) -> Option<Quantity> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit)),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(Quantity::negated),
        _ => None,
    }
}

fn same(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Name(a), ExprKind::Name(b)) | (ExprKind::Text(a), ExprKind::Text(b)) => a == b,
        (ExprKind::Bool(a), ExprKind::Bool(b)) => a == b,
        _ => false,
    }
}
