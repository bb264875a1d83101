//! Checking a kernel before anybody calls it.

use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{BinaryOp, Choice, Expr, ExprKind, Filter, Param, TypeArg, TypeExpr, TypeKind, UnaryOp};
use crate::types::{Args, Constant, Unit};

use super::scope::symbol;
use super::{Lowering, is_type};

/// Everything wrong with a kernel that can be known from its definition.
///
/// The kernel is lowered with its defaults, and with each parameter at each
/// end of its range or at each of its choices in turn, branches that are not
/// taken included. Parameters and names that nothing uses give warnings.
pub fn check(def: &Filter) -> Vec<Diagnostic> {
    let params: Vec<(&Param, Vec<Constant>)> = def
        .params
        .iter()
        .filter(|param| !is_type(&param.ty.kind, "plane") && !is_type(&param.ty.kind, "planes"))
        .map(|param| (param, settings(param)))
        .collect();
    let base = Args(params.iter().map(|(param, values)| (param.name.name.clone(), values[0].clone())).collect());

    let mut trials = vec![base.clone()];
    for (param, values) in &params {
        for value in &values[1..] {
            let mut args = base.clone();
            args.0.insert(param.name.name.clone(), value.clone());
            trials.push(args);
        }
    }
    // All parameters at their last setting: the upper ends, where loops are longest.
    let last = params.iter().filter_map(|(param, values)| Some((param.name.name.clone(), values.last()?.clone())));
    trials.push(Args(last.collect()));

    let mut lowering = Lowering::new(def, true);
    for args in &trials {
        lowering.steps = 0;
        lowering.builder = super::Builder::new();
        lowering.scope.truncate(0);
        lowering.run(def, args);
    }
    // What a list of another length would have is no mistake of the kernel.
    if def.params.iter().any(|param| matches!(param.ty.kind, TypeKind::List(_, None))) {
        lowering.diagnostics.retain(|found| found.code != Code::OUT_OF_RANGE);
    }
    lowering.diagnostics
}

/// Values that stand for all that a parameter may be; the default is first.
fn settings(param: &Param) -> Vec<Constant> {
    let mut values: Vec<Constant> = param.default.iter().filter_map(constant).collect();
    values.extend(settings_of(&param.ty));
    if values.is_empty() {
        values.push(Constant::Number(1.0, Unit::None));
    }
    values
}

/// Values that stand for all of a type.
fn settings_of(ty: &TypeExpr) -> Vec<Constant> {
    let mut values = Vec::new();
    match &ty.kind {
        TypeKind::Range(from, to) => values.extend([from, to].into_iter().filter_map(|bound| constant(bound))),
        TypeKind::OneOf(choices) => values.extend(choices.iter().filter_map(constant)),
        TypeKind::Named(name, args) => {
            for arg in args {
                if let TypeArg::Any(choices) = arg
                    && let [Choice::Range(from, to)] = choices.as_slice()
                {
                    values.extend([from, to].into_iter().filter_map(constant));
                }
            }
            if name.name == "bool" {
                values.extend([Constant::Bool(false), Constant::Bool(true)]);
            }
            if values.is_empty() && name.name == "text" {
                values.push(Constant::Text(String::new()));
            }
        }
        // Any list stands for all: three elements, where their number is not declared.
        TypeKind::List(element, count) => {
            let count = count.as_deref().and_then(number).map_or(3, |count| count as usize);
            values.extend(settings_of(element).into_iter().map(|value| Constant::List(vec![value; count])));
        }
        TypeKind::Optional(_) | TypeKind::Record(_) => {}
    }
    if values.is_empty() && !matches!(&ty.kind, TypeKind::Named(..)) {
        values.push(Constant::Number(1.0, Unit::None));
    }
    values
}

/// The value of an expression of numbers and symbols alone.
fn constant(expr: &Expr) -> Option<Constant> {
    if let ExprKind::List(items) = &expr.kind {
        return items.iter().map(constant).collect::<Option<_>>().map(Constant::List);
    }
    if let ExprKind::Bool(value) = expr.kind {
        return Some(Constant::Bool(value));
    }
    if let Some(name) = symbol(expr) {
        return Some(Constant::Name(name));
    }
    number(expr).map(|value| Constant::Number(value, Unit::None))
}

fn number(expr: &Expr) -> Option<f64> {
    Some(match &expr.kind {
        ExprKind::Number { value, unit, .. } => value * unit.factor(),
        ExprKind::Unary(UnaryOp::Neg, operand) => -number(operand)?,
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (number(left)?, number(right)?);
            match op {
                BinaryOp::Add => left + right,
                BinaryOp::Sub => left - right,
                BinaryOp::Mul => left * right,
                BinaryOp::Div => left / right,
                _ => return None,
            }
        }
        _ => return None,
    })
}
