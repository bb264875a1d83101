//! A file that does not say which state of the language it is written in.

use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::resolve::NEWEST;
use crate::syntax::Span;
use crate::syntax::ast::ItemKind;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(first) = context.items().next() else { return Vec::new() };
    if context.items().any(|item| matches!(item.kind, ItemKind::Edition(_))) {
        return Vec::new();
    }
    // Below the documentation of the file, which is its first lines.
    let text = context.subject.text;
    let docs: usize = text.split_inclusive('\n').take_while(|line| line.starts_with("//!")).map(str::len).sum();
    let blank = text[docs..].starts_with('\n');
    let line = match (docs > 0, blank) {
        (true, true) => format!("\nedition {NEWEST}\n"),
        (true, false) => format!("\nedition {NEWEST}\n\n"),
        (false, _) => format!("edition {NEWEST}\n\n"),
    };
    let at = Span::new(context.subject.source, docs, docs);
    vec![
        Diagnostic::new(
            Code::MISSING_EDITION,
            "the file does not say its edition, so a newer fwr may read it otherwise",
        )
        .label(first.span, "")
        .help(format!("write `edition {NEWEST}` before the first item"))
        .fix(Fix::certain(format!("write `edition {NEWEST}`")).replace(at, line)),
    ]
}
