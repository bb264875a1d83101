//! Checks names before anything is evaluated: definitions, calls, arguments, unused things.

use std::collections::BTreeMap;

use super::calls::check_call;
use super::edition::check_edition;
use super::recursion::check_recursion;
use super::reserved::check_parameter;
use super::{Library, check_other};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind, File, FilterKind, Ident, Item, ItemKind};
use crate::syntax::walk::{walk, walk_block};

/// Reports names that are defined twice, called and not defined, or never used.
///
/// `library` holds the file's own definitions already.
pub fn check_names(file: &File, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    check_edition(file, diagnostics);
    check_duplicates(file, diagnostics);
    for item in file.items.iter().filter(|item| !matches!(item.kind, ItemKind::Filter(_) | ItemKind::Model(_))) {
        check_other(&item.attributes, diagnostics);
    }
    for item in &file.items {
        for_each_expr(item, &mut |expr| {
            if let ExprKind::Call(call) | ExprKind::Pipe(_, call) = &expr.kind {
                let piped = matches!(expr.kind, ExprKind::Pipe(..));
                check_call(call, piped, library, diagnostics);
            }
        });
    }
    check_recursion(file, diagnostics);
    for item in &file.items {
        let name = match &item.kind {
            ItemKind::Param(param) => {
                diagnostics.extend(check_parameter(&param.name));
                continue;
            }
            ItemKind::Filter(filter) => &filter.name,
            ItemKind::Model(model) => &model.name,
            _ => continue,
        };
        let defined = library.part(name.span.source, &name.name);
        diagnostics.extend(defined.and_then(|defined| library.check_implementation(defined)));
    }
}

/// Visits the expressions of an item that are evaluated when a graph is built or
/// tested: not kernels, whose names are their own.
fn for_each_expr<'a>(item: &'a Item, visit: &mut impl FnMut(&'a Expr)) {
    match &item.kind {
        ItemKind::Input(input) => input.default.iter().for_each(|expr| walk(expr, visit)),
        ItemKind::Param(param) => param.default.iter().for_each(|expr| walk(expr, visit)),
        ItemKind::Let(binding) => walk(&binding.value, visit),
        ItemKind::Output(output) => {
            output.path.iter().for_each(|expr| walk(expr, visit));
            output.fields.iter().for_each(|field| walk(&field.value, visit));
        }
        ItemKind::Filter(filter) => {
            filter.params.iter().filter_map(|param| param.default.as_ref()).for_each(|expr| walk(expr, visit));
            if let (FilterKind::Composed, Some(body)) = (filter.kind, &filter.body) {
                walk_block(body, visit);
            }
        }
        ItemKind::Expect(expect) => expect.conditions.iter().for_each(|condition| walk(condition, visit)),
        ItemKind::Edition(_) | ItemKind::Use(_) | ItemKind::Lints(_) | ItemKind::Model(_) => {}
    }
}

fn check_duplicates(file: &File, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &Ident> = BTreeMap::new();
    for name in file.items.iter().filter_map(value_name) {
        if let Some(first) = seen.get(name.name.as_str()) {
            diagnostics.push(
                Diagnostic::new(Code::DUPLICATE_NAME, format!("`{}` is defined twice", name.name))
                    .label(name.span, "the second definition")
                    .label(first.span, "the first definition")
                    .help("give one of them another name"),
            );
        } else {
            seen.insert(&name.name, name);
        }
    }
}

/// The name that an item gives to a value.
fn value_name(item: &Item) -> Option<&Ident> {
    match &item.kind {
        ItemKind::Input(input) => Some(&input.name),
        ItemKind::Param(param) => Some(&param.name),
        ItemKind::Let(binding) => Some(&binding.name),
        _ => None,
    }
}
