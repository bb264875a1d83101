//! Arguments that are written as plain values, which no param or clip decides.

use crate::elaborate::Step;
use crate::kernel::{self, Kernel};
use crate::lints::context::Context;
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::syntax::ast::{Call, Expr, ExprKind, UnaryOp};
use crate::types::{Args, Constant};

/// Whether an expression is a value as it stands: a number, a text, `true`, `false`, or a symbol.
pub(in crate::lints) fn is_literal(expr: &Expr, is_symbol: impl Fn(&str) -> bool) -> bool {
    match &expr.kind {
        ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) => true,
        ExprKind::Name(name) => is_symbol(name),
        ExprKind::Unary(UnaryOp::Neg, inner) => matches!(inner.kind, ExprKind::Number { .. }),
        _ => false,
    }
}

/// Whether every argument of a step that is no clip is written as a plain value, or left out.
pub(super) fn all_literal(step: &Step, call: &Call, declaration: &Declaration) -> bool {
    let clips = declaration.params.iter().filter(|param| param.ty.is_clip()).count();
    let positional = clips.saturating_sub(usize::from(step.piped.is_some()));
    call.args.iter().enumerate().all(|(position, arg)| match &arg.name {
        None => position < positional || is_literal(&arg.value, |_| false),
        Some(name) => match step.values.get(&name.name) {
            Some(crate::types::Value::Name(symbol)) => is_literal(&arg.value, |name| name == symbol),
            Some(crate::types::Value::Clip(_)) => true,
            _ => is_literal(&arg.value, |_| false),
        },
    })
}

/// The arguments of a step that are no clips, if all of them are known.
pub(super) fn plain_args(step: &Step, declaration: &Declaration) -> Option<Args> {
    let mut args = Args::default();
    for param in declaration.params.iter().filter(|param| param.ty.is_plain()) {
        args.0.insert(param.name.clone(), step.values.get(&param.name)?.to_constant()?);
    }
    Some(args)
}

/// The kernel of a step, with `changed` in the place of one of its arguments.
pub(super) fn kernel_with(step: &Step, declaration: &Declaration, changed: Option<(&str, Constant)>) -> Option<Kernel> {
    let mut args = plain_args(step, declaration)?;
    if let Some((name, value)) = changed {
        args.0.insert(name.to_owned(), value);
    }
    kernel::lower(&declaration.filter, &args).ok().map(|(kernel, _)| kernel)
}

/// What goes when the argument `name` is taken out of a call, its comma included.
pub(in crate::lints) fn out_of_call(context: &Context<'_>, call: &Call, name: &str) -> Option<Span> {
    let start = |position: usize| {
        let arg = &call.args[position];
        arg.name.as_ref().map_or(arg.value.span.start, |name| name.span.start)
    };
    let position = call.args.iter().position(|arg| arg.name.as_ref().is_some_and(|other| other.name == name))?;
    let end = call.args[position].value.span.end;
    let (start, end) = match position {
        0 if call.args.len() > 1 => (start(0), start(1)),
        0 => (start(0), end),
        _ => (call.args[position - 1].value.span.end, end),
    };
    let span = Span { start, end, ..call.span };
    // A comment in between is somebody's words.
    (!context.text(span).contains("//")).then_some(span)
}
