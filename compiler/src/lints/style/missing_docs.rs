//! Something that others set or call, and that nothing explains.

use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::syntax::Span;
use crate::syntax::ast::{FilterKind, ItemKind};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut missing: Vec<(String, Span, &str)> = Vec::new();
    if let Some(first) = context.items().next().filter(|_| context.subject.file.docs.is_empty()) {
        missing.push(("the file".to_owned(), first.span, "put a line `//! …` at the top that says what it is for"));
    }
    let above = "put a line `/// …` above it";
    for item in context.items() {
        let (what, name) = match &item.kind {
            ItemKind::Input(input) => ("the input", &input.name),
            ItemKind::Param(param) => ("the param", &param.name),
            ItemKind::Model(model) => ("the model", &model.name),
            ItemKind::Filter(filter) => {
                for param in filter.params.iter().filter(|param| param.docs.is_empty()) {
                    let whose = format!("`{}` of {}", param.name.name, filter.name.name);
                    missing.push((whose, param.name.span, above));
                }
                (if filter.kind == FilterKind::Kernel { "the kernel" } else { "the filter" }, &filter.name)
            }
            _ => continue,
        };
        if item.docs.is_empty() {
            missing.push((format!("{what} `{}`", name.name), name.span, above));
        }
    }
    missing
        .into_iter()
        .map(|(what, span, help)| {
            Diagnostic::new(Code::MISSING_DOCS, format!("{what} is not explained")).label(span, "").help(help)
        })
        .collect()
}
