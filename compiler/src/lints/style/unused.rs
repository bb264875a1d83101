//! A `let`, `param` or `input` that nothing uses.

use std::collections::BTreeSet;

use super::items::{is_meant, names_in_block, names_in_item, with_docs};
use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::syntax::Span;
use crate::syntax::ast::{Block, FilterKind, Ident, ItemKind};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    // A filter sees nothing of the file around it.
    for item in context.items().filter(|item| !matches!(item.kind, ItemKind::Filter(_))) {
        used.extend(names_in_item(item));
    }
    let mut found = Vec::new();
    for item in context.items() {
        let (name, own) = match &item.kind {
            ItemKind::Let(binding) => (&binding.name, true),
            ItemKind::Param(param) => (&param.name, false),
            ItemKind::Input(input) => (&input.name, false),
            ItemKind::Filter(filter) => {
                if let (FilterKind::Composed | FilterKind::Kernel, Some(body)) = (filter.kind, &filter.body) {
                    in_block(context, body, &mut found);
                }
                continue;
            }
            _ => continue,
        };
        if used.contains(name.name.as_str()) || is_meant(name) {
            continue;
        }
        // What whoever runs the graph may give is not taken away without asking.
        let title = format!("remove `{}`", name.name);
        let fix = if own { Fix::certain(title) } else { Fix::maybe(title) };
        found.push(finding(name).fix(fix.remove(with_docs(context, item.span))).fix(renamed(name)));
    }
    found
}

fn in_block(context: &Context<'_>, block: &Block, found: &mut Vec<Diagnostic>) {
    let used = names_in_block(block);
    for binding in &block.lets {
        if used.contains(binding.name.name.as_str()) || is_meant(&binding.name) {
            continue;
        }
        let before = &context.subject.text[..binding.name.span.range().start];
        let Some(start) = before.trim_end().strip_suffix("let").map(str::len) else { continue };
        let whole = Span::new(binding.name.span.source, start, binding.value.span.range().end);
        let fix = Fix::certain(format!("remove `{}`", binding.name.name)).remove(with_docs(context, whole));
        found.push(finding(&binding.name).fix(fix).fix(renamed(&binding.name)));
    }
}

fn finding(name: &Ident) -> Diagnostic {
    Diagnostic::new(Code::UNUSED, format!("`{}` is never used", name.name))
        .label(name.span, "")
        .help(format!("remove it, or call it `_{}` if that is meant", name.name))
}

/// The fix that says that a name is not used on purpose.
pub(super) fn renamed(name: &Ident) -> Fix {
    let new = format!("_{}", name.name);
    Fix::maybe(format!("call it `{new}`")).replace(name.span, new)
}
