//! A name that hides another one of the same spelling.

use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::syntax::ast::{Block, Expr, ExprKind, Ident, ItemKind};
use crate::syntax::walk::walk;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for item in context.items() {
        match &item.kind {
            ItemKind::Filter(filter) => {
                if let Some(body) = &filter.body {
                    in_block(body, filter.params.iter().map(|param| &param.name).collect(), &mut found);
                }
            }
            ItemKind::Let(binding) => in_expr(&binding.value, &values(context), &mut found),
            ItemKind::Output(output) => {
                output.fields.iter().for_each(|field| in_expr(&field.value, &values(context), &mut found));
            }
            _ => {}
        }
    }
    found
}

/// The names that the items of the file give to values.
fn values<'a>(context: &Context<'a>) -> Vec<&'a Ident> {
    let name = |item: &'a crate::syntax::ast::Item| match &item.kind {
        ItemKind::Input(input) => Some(&input.name),
        ItemKind::Param(param) => Some(&param.name),
        ItemKind::Let(binding) => Some(&binding.name),
        _ => None,
    };
    context.items().filter_map(name).collect()
}

/// Looks at a block where `outer` can be seen.
fn in_block<'a>(block: &'a Block, mut outer: Vec<&'a Ident>, found: &mut Vec<Diagnostic>) {
    for binding in &block.lets {
        in_expr(&binding.value, &outer, found);
        judge(&binding.name, &outer, found);
        outer.push(&binding.name);
    }
    in_expr(&block.value, &outer, found);
}

/// Looks at the loops inside an expression.
fn in_expr<'a>(expr: &'a Expr, outer: &[&'a Ident], found: &mut Vec<Diagnostic>) {
    walk(expr, &mut |inner| match &inner.kind {
        ExprKind::Reduce(reduce) => {
            reduce.over.iter().for_each(|(name, ..)| judge(name, outer, found));
            reduce.body.lets.iter().for_each(|binding| judge(&binding.name, outer, found));
        }
        ExprKind::For(each) => {
            judge(&each.name, outer, found);
            each.carry.iter().for_each(|carry| judge(&carry.name, outer, found));
            each.body.lets.iter().for_each(|binding| judge(&binding.name, outer, found));
        }
        _ => {}
    });
}

fn judge(name: &Ident, outer: &[&Ident], found: &mut Vec<Diagnostic>) {
    let Some(hidden) = outer.iter().rev().find(|other| other.name == name.name && other.span != name.span) else {
        return;
    };
    found.push(
        Diagnostic::new(Code::SHADOWED_NAME, format!("`{}` hides another `{}`", name.name, name.name))
            .label(name.span, "from here on it means this")
            .label(hidden.span, "and not this")
            .help("give one of them another name"),
    );
}
