//! A `use` that nothing needs.

use std::collections::BTreeSet;

use super::items::with_docs;
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::syntax::ast::ItemKind;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let modules: BTreeSet<&str> = context
        .calls()
        .map(|call| call.module.as_ref().map_or(call.name.name.as_str(), |module| module.name.as_str()))
        .collect();
    let mut found = Vec::new();
    for item in context.items() {
        let ItemKind::Use(used) = &item.kind else { continue };
        let Some(module) = used.module() else { continue };
        if modules.contains(module) || module.starts_with('_') {
            continue;
        }
        found.push(
            Diagnostic::new(Code::UNUSED_USE, format!("nothing of `{module}` is used"))
                .label(item.span, "")
                .help(format!("remove it, or call it: `clip |> {module}()`"))
                .fix(Fix::certain(format!("remove the `use` of `{module}`")).remove(with_docs(context, item.span))),
        );
    }
    found
}
