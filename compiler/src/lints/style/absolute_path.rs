//! A path that is right on one machine only.

use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::syntax::Span;
use crate::syntax::ast::{Choice, Expr, ExprKind, ItemKind, UsePath};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut paths: Vec<(&str, Span)> = Vec::new();
    for item in context.items() {
        match &item.kind {
            ItemKind::Input(input) => paths.extend(input.default.as_ref().and_then(text)),
            ItemKind::Output(output) => paths.extend(output.path.as_ref().and_then(text)),
            ItemKind::Use(used) => match &used.path {
                UsePath::File { path, span } => paths.push((path, *span)),
                UsePath::Library(_) => {}
            },
            ItemKind::Model(model) => {
                let file = model.fields.iter().filter(|field| field.name.name == "file");
                paths.extend(file.flat_map(|field| &field.choices).filter_map(|choice| match choice {
                    Choice::Value(value) => text(value),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    paths
        .into_iter()
        .filter(|(path, _)| is_absolute(path))
        .map(|(path, span)| {
            Diagnostic::new(Code::ABSOLUTE_PATH, format!("{path:?} is the path of one machine"))
                .label(span, "starts at the root of a disk")
                .help("write it relative to this file, or leave it to the command line: `-i NAME=PATH`, `-o PATH`")
        })
        .collect()
}

fn text(expr: &Expr) -> Option<(&str, Span)> {
    match &expr.kind {
        ExprKind::Text(text) => Some((text, expr.span)),
        _ => None,
    }
}

/// `/home/…`, `\\server\…`, `C:\…`, `~/…`
fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let drive =
        bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/');
    path.starts_with('/') || path.starts_with("\\\\") || path.starts_with("~/") || drive
}
