//! The names in an expression that are not defined inside it.

use super::Span;
use super::ast::{Block, Call, Expr, ExprKind, Over};

/// Calls `visit` for every name in `expr` that comes from around it, with its place; symbols such as
/// `double` are among them. Patterns of `match` are no names.
pub fn free_names<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a str, Span)) {
    in_expr(expr, &mut Vec::new(), visit);
}

fn in_expr<'a>(expr: &'a Expr, local: &mut Vec<&'a str>, visit: &mut impl FnMut(&'a str, Span)) {
    match &expr.kind {
        ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) => {}
        ExprKind::Name(name) => seen(name, expr.span, local, visit),
        ExprKind::Member(inner, _) | ExprKind::Unary(_, inner) => in_expr(inner, local, visit),
        ExprKind::Call(call) => in_call(call, local, visit),
        ExprKind::Pipe(left, call) => {
            in_expr(left, local, visit);
            in_call(call, local, visit);
        }
        ExprKind::Binary(_, left, right) => {
            in_expr(left, local, visit);
            in_expr(right, local, visit);
        }
        ExprKind::If(condition, yes, no) => {
            for part in [condition, yes, no] {
                in_expr(part, local, visit);
            }
        }
        ExprKind::List(items) => items.iter().for_each(|item| in_expr(item, local, visit)),
        ExprKind::Record(fields) => fields.iter().for_each(|field| in_expr(&field.value, local, visit)),
        ExprKind::Index(base, positions) => {
            in_expr(base, local, visit);
            positions.iter().for_each(|position| in_expr(position, local, visit));
        }
        ExprKind::Reduce(reduce) => {
            let outside = local.len();
            for (name, from, to) in &reduce.over {
                in_expr(from, local, visit);
                in_expr(to, local, visit);
                local.push(&name.name);
            }
            in_block(&reduce.body, local, visit);
            local.truncate(outside);
        }
        ExprKind::Match(choice) => {
            in_expr(&choice.subject, local, visit);
            choice.arms.iter().for_each(|arm| in_expr(&arm.value, local, visit));
        }
        ExprKind::For(each) => {
            match &each.over {
                Over::Values(values) => in_expr(values, local, visit),
                Over::Range(from, to) => {
                    in_expr(from, local, visit);
                    in_expr(to, local, visit);
                }
            }
            each.carry.iter().for_each(|carry| in_expr(&carry.start, local, visit));
            let outside = local.len();
            local.push(&each.name.name);
            local.extend(each.carry.iter().map(|carry| carry.name.name.as_str()));
            in_block(&each.body, local, visit);
            local.truncate(outside);
        }
    }
}

fn in_block<'a>(block: &'a Block, local: &mut Vec<&'a str>, visit: &mut impl FnMut(&'a str, Span)) {
    let outside = local.len();
    for binding in &block.lets {
        in_expr(&binding.value, local, visit);
        local.push(&binding.name.name);
    }
    in_expr(&block.value, local, visit);
    local.truncate(outside);
}

fn in_call<'a>(call: &'a Call, local: &mut Vec<&'a str>, visit: &mut impl FnMut(&'a str, Span)) {
    call.args.iter().for_each(|arg| in_expr(&arg.value, local, visit));
}

fn seen<'a>(name: &'a str, span: Span, local: &[&'a str], visit: &mut impl FnMut(&'a str, Span)) {
    if !local.contains(&name) {
        visit(name, span);
    }
}
