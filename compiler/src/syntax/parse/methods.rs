//! `clip.QTGMC(…)`: it reads as a call into a used file, but nothing is used under that name.

use std::collections::BTreeSet;

use super::super::ast::{Expr, ExprKind, Item, ItemKind};
use super::super::walk::walk_item;
use super::expressions::snake;
use crate::diagnostics::{Code, Diagnostic, Fix};

/// Reports calls on what this file calls a value, unless a `use` has that name too.
pub(super) fn refuse_methods(items: &[Item], diagnostics: &mut Vec<Diagnostic>) {
    let mut values: BTreeSet<&str> = BTreeSet::new();
    for item in items {
        match &item.kind {
            ItemKind::Input(input) => values.extend([input.name.name.as_str()]),
            ItemKind::Param(param) => values.extend([param.name.name.as_str()]),
            ItemKind::Let(binding) => values.extend([binding.name.name.as_str()]),
            ItemKind::Filter(filter) => {
                values.extend(filter.params.iter().map(|param| param.name.name.as_str()));
                values.extend(filter.body.iter().flat_map(|body| &body.lets).map(|binding| binding.name.name.as_str()));
            }
            _ => {}
        }
    }
    for item in items {
        if let ItemKind::Use(used) = &item.kind
            && let Some(module) = used.module()
        {
            values.remove(module);
        }
    }
    let mut found = Vec::new();
    for item in items {
        walk_item(item, &mut |expr| found.extend(refuse_method(expr, &values)));
    }
    diagnostics.append(&mut found);
}

fn refuse_method(expr: &Expr, values: &BTreeSet<&str>) -> Option<Diagnostic> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let clip = call.module.as_ref().filter(|module| values.contains(module.name.as_str()))?;
    let (name, filter) = (&call.name.name, snake(&call.name.name));
    let span = clip.span.to(call.name.span);
    Some(
        Diagnostic::new(Code::FOREIGN, format!("found `{}.{name}(`, but a clip has no filters in it", clip.name))
            .label(span, "a filter is no part of a clip")
            .help(format!("write `{} |> {filter}(…)`", clip.name))
            .fix(
                Fix::maybe(format!("write `{} |> {filter}`", clip.name))
                    .replace(span, format!("{} |> {filter}", clip.name)),
            ),
    )
}
