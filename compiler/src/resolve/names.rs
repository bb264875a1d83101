//! Checks names before anything is evaluated: definitions, calls, arguments, unused things.

use std::collections::{BTreeMap, BTreeSet};

use super::{Declaration, Library, check_other};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::Span;
use crate::syntax::ast::{Arg, Block, Call, Expr, ExprKind, File, Filter, FilterKind, Ident, Item, ItemKind};
use crate::syntax::walk::{walk, walk_block};

/// Functions of numbers that may be called anywhere outside kernels.
pub const FUNCTIONS: &[&str] = &["min", "max", "abs", "round", "floor", "ceil"];

/// Reports names that are defined twice, called and not defined, or never used.
///
/// `library` holds the file's own definitions already.
pub fn check_names(file: &File, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
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
    check_unused(file, diagnostics);
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

fn check_call(call: &Call, piped: bool, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let name = call.name.name.as_str();
    if call.module.is_some() {
        return;
    }
    if name == "encode" {
        check_encode(call, piped, library, diagnostics);
    } else if let Some(declaration) = library.filter_at(&call.name) {
        check_arguments(declaration, &call.args, diagnostics);
    } else if library.encoder(name).is_some() {
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{name}` is an encoder, not a filter"))
                .label(call.name.span, "")
                .help(format!("write `encode({name})`")),
        );
    } else if !FUNCTIONS.contains(&name) {
        let names = library
            .filters_in(call.name.span.source)
            .map(Declaration::name)
            .chain(FUNCTIONS.iter().copied())
            .chain(["encode"]);
        let help = nearest(name, names).map_or_else(
            || "`fwr filters` lists the filters there are".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("there is no filter `{name}`"))
                .label(call.name.span, "")
                .help(help),
        );
    }
}

fn check_encode(call: &Call, piped: bool, library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let encoders = || library.encoders().map(Declaration::name);
    let Some((position, codec)) = encoder_argument(call, piped) else {
        diagnostics.push(
            Diagnostic::new(Code::MISSING_ARGUMENT, "encode is not told which encoder to use")
                .label(call.span, "")
                .help(format!("name one: {}", encoders().collect::<Vec<_>>().join(", "))),
        );
        return;
    };
    let ExprKind::Name(name) = &codec.value.kind else { return };
    let Some(encoder) = library.encoder(name) else {
        let help = nearest(name, encoders()).map_or_else(
            || format!("the encoders are {}", encoders().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_FILTER, format!("there is no encoder `{name}`"))
                .label(codec.value.span, "")
                .help(help),
        );
        return;
    };
    let rest: Vec<Arg> =
        call.args.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, arg)| arg.clone()).collect();
    check_arguments(encoder, &rest, diagnostics);
}

/// The argument of `encode` that names the encoder, and its position.
pub fn encoder_argument(call: &Call, piped: bool) -> Option<(usize, &Arg)> {
    let position = usize::from(!piped);
    let arg = call.args.get(position)?;
    let is_codec = match &arg.name {
        None => matches!(arg.value.kind, ExprKind::Name(_)),
        Some(name) => name.name == "codec",
    };
    is_codec.then_some((position, arg))
}

fn check_arguments(declaration: &Declaration, args: &[Arg], diagnostics: &mut Vec<Diagnostic>) {
    for arg in args {
        let Some(name) = &arg.name else { continue };
        if declaration.param(&name.name).is_some() {
            continue;
        }
        let names: Vec<&str> =
            declaration.params.iter().filter(|param| !param.ty.is_clip()).map(|param| param.name.as_str()).collect();
        let help = match nearest(&name.name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("{} takes no arguments", declaration.name()),
            None => format!("its arguments are {}", names.join(", ")),
        };
        diagnostics.push(
            Diagnostic::new(Code::UNKNOWN_ARGUMENT, format!("{} has no argument `{}`", declaration.name(), name.name))
                .label(name.span, "")
                .help(help),
        );
    }
}

fn check_recursion(file: &File, diagnostics: &mut Vec<Diagnostic>) {
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
    let mut reported = BTreeSet::new();
    for start in filters.values() {
        let mut trail = Vec::new();
        if let Some(call) = reaches(start.name.name.as_str(), start, &filters, &mut trail)
            && trail.iter().all(|name| !reported.contains(name))
        {
            reported.extend(trail.iter().copied());
            let through = if trail.len() > 1 { format!(", through {}", trail[1..].join(", ")) } else { String::new() };
            diagnostics.push(
                Diagnostic::new(Code::RECURSION, format!("filter `{}` uses itself{through}", start.name.name))
                    .label(start.name.span, "this filter")
                    .label(call, "is used again here")
                    .help("a graph always ends: write the steps out, one after another"),
            );
        }
    }
}

/// The call by which `filter` comes back to `goal`, with the filters on the way in `trail`.
fn reaches<'a>(
    goal: &str,
    filter: &'a Filter,
    filters: &BTreeMap<&str, &'a Filter>,
    trail: &mut Vec<&'a str>,
) -> Option<Span> {
    if trail.contains(&filter.name.name.as_str()) {
        return None;
    }
    trail.push(&filter.name.name);
    for call in calls(filter.body.as_ref()?) {
        if call.name.name == goal {
            return Some(call.span);
        }
        if let Some(next) = filters.get(call.name.name.as_str())
            && let Some(span) = reaches(goal, next, filters, trail)
        {
            return Some(span);
        }
    }
    trail.pop();
    None
}

fn calls(block: &Block) -> Vec<&Call> {
    let mut calls = Vec::new();
    walk_block(block, &mut |expr| {
        if let ExprKind::Call(call) | ExprKind::Pipe(_, call) = &expr.kind {
            calls.push(call);
        }
    });
    calls
}

fn check_unused(file: &File, diagnostics: &mut Vec<Diagnostic>) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for item in &file.items {
        if !matches!(item.kind, ItemKind::Filter(_)) {
            for_each_expr(item, &mut |expr| note_name(expr, &mut used));
        }
    }
    for item in &file.items {
        if let Some(name) = value_name(item) {
            report_unused(name, &used, diagnostics);
        }
        if let ItemKind::Filter(Filter { body: Some(body), .. }) = &item.kind {
            let mut used = BTreeSet::new();
            walk_block(body, &mut |expr| note_name(expr, &mut used));
            body.lets.iter().for_each(|binding| report_unused(&binding.name, &used, diagnostics));
        }
    }
}

fn note_name<'a>(expr: &'a Expr, used: &mut BTreeSet<&'a str>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            used.insert(name);
        }
        ExprKind::Index(name, _) => {
            used.insert(&name.name);
        }
        _ => {}
    }
}

fn report_unused(name: &Ident, used: &BTreeSet<&str>, diagnostics: &mut Vec<Diagnostic>) {
    if !used.contains(name.name.as_str()) && !name.name.starts_with('_') {
        diagnostics.push(
            Diagnostic::new(Code::UNUSED, format!("`{}` is never used", name.name))
                .label(name.span, "")
                .help(format!("remove it, or call it `_{}` if that is meant", name.name)),
        );
    }
}
