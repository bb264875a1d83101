//! A `filter`, `kernel` or `model` of a graph that nothing in it calls.

use std::collections::BTreeSet;

use super::items::{is_meant, with_docs};
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::syntax::ast::ItemKind;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // A file without outputs is there for others to use.
    if !context.items().any(|item| matches!(item.kind, ItemKind::Output(_))) {
        return Vec::new();
    }
    let called: BTreeSet<&str> =
        context.calls().filter(|call| call.module.is_none()).map(|call| call.name.name.as_str()).collect();
    let mut found = Vec::new();
    for item in context.items() {
        let name = match &item.kind {
            ItemKind::Filter(filter) => &filter.name,
            ItemKind::Model(model) => &model.name,
            _ => continue,
        };
        // An implementation is called by the name of what it implements.
        let stands_in = item.attributes.iter().any(|attribute| attribute.name.name == "implements");
        if stands_in || called.contains(name.name.as_str()) || is_meant(name) {
            continue;
        }
        found.push(
            Diagnostic::new(Code::UNUSED_FILTER, format!("nothing calls `{}`", name.name))
                .label(name.span, "")
                .help("remove it, or put it into a file of its own that graphs `use`")
                .fix(Fix::maybe(format!("remove `{}`", name.name)).remove(with_docs(context, item.span))),
        );
    }
    found
}
