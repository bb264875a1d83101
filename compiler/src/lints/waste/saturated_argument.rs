//! An argument beyond which nothing changes any more.

use super::literal::{is_literal, kernel_with, plain_args};
use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Step;
use crate::lints::context::Context;
use crate::lints::trial::are_alike;
use crate::resolve::{Declaration, Parameter};
use crate::syntax::Span;
use crate::syntax::ast::FilterKind;
use crate::types::{Constant, NumberType, ParamType, Quantity, Value};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for step in context.steps() {
        let Some(declaration) = context.call(step).and_then(|call| context.declaration(call)) else { continue };
        if declaration.kind() != FilterKind::Kernel {
            continue;
        }
        for param in &declaration.params {
            let written = context.written(step, &param.name).filter(|value| is_literal(value, |_| false));
            if let Some(value) = written {
                found.extend(judge(step, declaration, param, value.span));
            }
        }
    }
    found
}

fn judge(step: &Step, declaration: &Declaration, param: &Parameter, span: Span) -> Option<Diagnostic> {
    let ParamType::Number(NumberType { bounds: Some((low, high)), whole, .. }) = &param.ty else { return None };
    let Some(Value::Number(value)) = step.values.get(&param.name) else { return None };
    let args = plain_args(step, declaration)?;
    let with = |number: f64| {
        let number = if *whole { number.round() } else { number };
        let quantity = Quantity::new(number, value.dimension().base_unit());
        kernel_with(step, declaration, Some((&param.name, Value::Number(quantity).to_constant()?)))
    };
    let same_to = |bound: &Quantity| {
        let (Some(here), Some(there)) = (with(value.value()), with(bound.value())) else { return false };
        let middle = with((value.value() + bound.value()) / 2.0);
        are_alike(&here, &there) && middle.is_some_and(|middle| are_alike(&here, &middle))
    };
    let same = |bound: &Quantity| {
        let question = format!("{} is the same to {bound} {args:?}", param.name);
        declaration.answer(question, || same_to(bound))
    };
    let (down, up) = (same(low), same(high));
    let way = |bound: &Quantity| format!("{} is {value}, and nothing changes from there to {bound}", param.name);
    let message = match (down && value.value() > low.value(), up && value.value() < high.value()) {
        (true, false) if !up => way(low),
        (false, true) if !down => way(high),
        _ => return None,
    };
    Some(
        Diagnostic::new(Code::SATURATED_ARGUMENT, message)
            .label(span, "has no more effect")
            .help(format!("bring `{}` nearer to the other end until it does something", param.name)),
    )
}

/// Whether a parameter does anything at all in a step: `false` only if no value of it changes a sample.
pub(super) fn matters(step: &Step, declaration: &Declaration, param: &Parameter) -> bool {
    let candidates: Vec<Constant> = match &param.ty {
        ParamType::Number(NumberType { bounds: Some((low, high)), .. }) => {
            [low, high].into_iter().filter_map(|bound| Value::Number(*bound).to_constant()).collect()
        }
        ParamType::OneOf(choices) => choices.clone(),
        ParamType::Bool => vec![Constant::Bool(true), Constant::Bool(false)],
        _ => return true,
    };
    let Some(args) = plain_args(step, declaration) else { return true };
    let question = format!("{} matters {args:?}", param.name);
    declaration.answer(question, || differs(step, declaration, param, candidates))
}

/// Whether a step gives something else with any of `candidates` for a parameter.
fn differs(step: &Step, declaration: &Declaration, param: &Parameter, candidates: Vec<Constant>) -> bool {
    let Some(here) = kernel_with(step, declaration, None) else { return true };
    candidates.into_iter().any(|value| {
        kernel_with(step, declaration, Some((&param.name, value))).is_none_or(|there| !are_alike(&here, &there))
    })
}
