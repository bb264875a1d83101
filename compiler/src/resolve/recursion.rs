//! Filters of a file that use themselves, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{Call, ExprKind, File, Filter, FilterKind, ItemKind};
use crate::syntax::walk::walk_block;

/// Reports each circle of filters once.
pub(super) fn check_recursion(file: &File, diagnostics: &mut Vec<Diagnostic>) {
    let filters: BTreeMap<&str, &Filter> = file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Filter(filter) if filter.kind == FilterKind::Composed => {
                Some((filter.name.name.as_str(), filter))
            }
            _ => None,
        })
        .collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for (start, filter) in &filters {
        if !seen.insert(start) {
            continue;
        }
        // The filters from `start` to the one looked at, each with the calls that are left to follow.
        let mut trail: Vec<(&str, Vec<&Call>)> = vec![(start, calls(filter))];
        while let Some((_, left)) = trail.last_mut() {
            let Some(call) = left.pop() else {
                trail.pop();
                continue;
            };
            let name = call.name.name.as_str();
            if let Some(from) = trail.iter().position(|(other, _)| *other == name) {
                let circle: Vec<&str> = trail[from..].iter().map(|(name, _)| *name).collect();
                if circle.iter().all(|name| !reported.contains(name)) {
                    reported.extend(&circle);
                    diagnostics.push(finding(filters[name], &circle, call.span));
                }
            } else if let Some(next) = filters.get(name)
                && seen.insert(name)
            {
                trail.push((name, calls(next)));
            }
        }
    }
}

fn finding(filter: &Filter, circle: &[&str], call: Span) -> Diagnostic {
    let through = if circle.len() > 1 { format!(", through {}", circle[1..].join(", ")) } else { String::new() };
    Diagnostic::new(Code::RECURSION, format!("filter `{}` uses itself{through}", filter.name.name))
        .label(filter.name.span, "this filter")
        .label(call, "is used again here")
        .help("a graph always ends: write the steps out, one after another")
}

/// The calls of a filter's body by bare name, the last first.
fn calls(filter: &Filter) -> Vec<&Call> {
    let mut calls = Vec::new();
    if let Some(body) = &filter.body {
        walk_block(body, &mut |expr| {
            if let ExprKind::Call(call) | ExprKind::Pipe(_, call) = &expr.kind
                && call.module.is_none()
            {
                calls.push(call);
            }
        });
    }
    calls.reverse();
    calls
}
