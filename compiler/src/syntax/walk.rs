//! Going through an expression and everything inside it.

use super::ast::{Block, Call, Expr, ExprKind};

/// Calls `visit` for `expr` and every expression inside it, outermost first.
pub fn walk<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Name(_) => {}
        ExprKind::Member(base, _) => walk(base, visit),
        ExprKind::Call(call) => walk_call(call, visit),
        ExprKind::Pipe(left, call) => {
            walk(left, visit);
            walk_call(call, visit);
        }
        ExprKind::Unary(_, inner) => walk(inner, visit),
        ExprKind::Binary(_, left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        ExprKind::If(condition, yes, no) => {
            walk(condition, visit);
            walk(yes, visit);
            walk(no, visit);
        }
        ExprKind::List(items) | ExprKind::Index(_, items) => items.iter().for_each(|item| walk(item, visit)),
        ExprKind::Reduce(reduce) => {
            for (_, from, to) in &reduce.over {
                walk(from, visit);
                walk(to, visit);
            }
            walk_block(&reduce.body, visit);
        }
    }
}

/// [`walk`] through a block: its lets, then its value.
pub fn walk_block<'a>(block: &'a Block, visit: &mut impl FnMut(&'a Expr)) {
    for binding in &block.lets {
        walk(&binding.value, visit);
    }
    walk(&block.value, visit);
}

fn walk_call<'a>(call: &'a Call, visit: &mut impl FnMut(&'a Expr)) {
    for arg in &call.args {
        walk(&arg.value, visit);
    }
}
