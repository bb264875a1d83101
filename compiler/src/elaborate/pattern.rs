//! `match`: the first arm that fits is taken, and every value that there can be must have one.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::ast::{Arm, Choice, Expr, ExprKind, Match, UnaryOp};
use crate::types::{Quantity, Value};

impl Elaborator<'_> {
    pub(super) fn choose_arm(&mut self, choice: &Match, scope: &Scope) -> Value {
        let subject = &*choice.subject;
        let value = self.evaluate(subject, scope);
        let possible = self.possible_values(subject, scope);
        if let Value::Name(name) = &value
            && matches!(&subject.kind, ExprKind::Name(written) if written == name)
        {
            return self.wrong_operand("match", "a value", &value, subject.span);
        }
        let domain =
            self.domain(subject, scope, 0).filter(|domain| value == Value::Unknown || is_among(domain, &value));
        let possible = possible.or_else(|| domain.clone());
        let complete = self.check_arms(choice, &value, domain.as_deref(), possible.as_deref());
        match value {
            Value::Unknown if self.is_settled() => self.report_unsaid(subject.span),
            Value::Unknown => {
                // Not decided without media: every arm is checked, and the result is one of those it may come to.
                let mut results = Vec::new();
                for arm in &choice.arms {
                    let result = self.supposing(|elaborator| elaborator.evaluate(&arm.value, scope));
                    let out = possible.as_ref().is_some_and(|values| !values.iter().any(|value| arm_fits(arm, value)));
                    if !out {
                        results.push(result);
                    }
                }
                if complete { self.either(results, "match", subject.span) } else { Value::Unknown }
            }
            known => match choice.arms.iter().find(|arm| arm_fits(arm, &known)) {
                Some(arm) => self.evaluate(&arm.value, scope),
                None => {
                    if complete {
                        self.report(
                            Diagnostic::new(
                                Code::NOT_EXHAUSTIVE,
                                format!("no arm of this `match` is for {}", known.describe()),
                            )
                            .label(self.place(subject.span), format!("is {}", known.describe()))
                            .help("add an arm for it, or one for everything: `else => …`"),
                        );
                    }
                    Value::Unknown
                }
            },
        }
    }

    /// Reports arms for what there is not, and what has no arm; whether nothing was reported.
    fn check_arms(
        &mut self,
        choice: &Match,
        value: &Value,
        domain: Option<&[Value]>,
        possible: Option<&[Value]>,
    ) -> bool {
        let before = self.diagnostics.len();
        let mut covered: Vec<&Choice> = Vec::new();
        for arm in &choice.arms {
            for pattern in &arm.patterns {
                self.check_pattern(pattern, value, domain);
                covered.push(pattern);
            }
        }
        if self.diagnostics.len() > before {
            return false;
        }
        if choice.arms.iter().any(Arm::is_else) {
            return true;
        }
        let missing: Vec<String> = possible
            .unwrap_or_default()
            .iter()
            .filter(|value| !covered.iter().any(|pattern| fits(pattern, value)))
            .map(written)
            .collect();
        let endless = possible.is_none() && covered.iter().any(|pattern| is_endless(pattern));
        if missing.is_empty() && !endless {
            return true;
        }
        let span = self.place(choice.subject.span);
        self.report(match missing.as_slice() {
            [] => Diagnostic::new(Code::NOT_EXHAUSTIVE, "this `match` does not say what to do with all other values")
                .label(span, "can be anything")
                .help("add an arm for the rest: `else => …`"),
            missing => Diagnostic::new(
                Code::NOT_EXHAUSTIVE,
                format!("this `match` does not say what to do with {}", missing.join(", ")),
            )
            .label(
                span,
                format!("can be {}", possible.unwrap_or_default().iter().map(written).collect::<Vec<_>>().join(", ")),
            )
            .help(format!("add `{} => …`, or an arm for the rest: `else => …`", missing.join(" | "))),
        });
        false
    }

    fn check_pattern(&mut self, pattern: &Choice, value: &Value, domain: Option<&[Value]>) {
        let found = match (literal(pattern), pattern) {
            (Some(found), _) => found,
            (None, Choice::Range(low, high)) if number(low).is_some() && number(high).is_some() => return,
            _ => {
                self.report(
                    Diagnostic::new(Code::WRONG_TYPE, "a pattern is a name, a number, a text or a range of numbers")
                        .label(pattern.span(), "found something to work out")
                        .help("work it out before with `let`, and choose with `if`"),
                );
                return;
            }
        };
        if let Some(domain) = domain {
            if is_among(domain, &found) {
                return;
            }
            let choices: Vec<String> = domain.iter().map(written).collect();
            let help = nearest(&written(&found), choices.iter().map(String::as_str))
                .map_or_else(|| format!("it can be {}", choices.join(", ")), |near| format!("did you mean `{near}`?"));
            self.report(
                Diagnostic::new(Code::NOT_A_CHOICE, format!("what is matched is never {}", found.describe()))
                    .label(pattern.span(), "")
                    .help(help),
            );
        } else if let (Value::Number(quantity), Value::Number(found)) = (value, &found)
            && quantity.dimension() != found.dimension()
        {
            let wanted = quantity.dimension();
            self.report(
                Diagnostic::new(
                    Code::WRONG_UNIT,
                    format!("what is matched is {quantity}, {}, but this arm is for {found}", wanted.describe()),
                )
                .label(pattern.span(), found.dimension().describe())
                .help(format!("write {}{}", found.value(), wanted.base_unit())),
            );
        }
    }
}

/// Whether `value` is among `values`; `none` is also a choice of some parameters.
fn is_among(values: &[Value], value: &Value) -> bool {
    let is_none = |value: &Value| matches!(value, Value::None(_)) || *value == Value::Name("none".to_owned());
    values.contains(value) || is_none(value) && values.iter().any(is_none)
}

/// Whether an arm is for `value`.
fn arm_fits(arm: &Arm, value: &Value) -> bool {
    arm.is_else() || arm.patterns.iter().any(|pattern| fits(pattern, value))
}

fn fits(pattern: &Choice, value: &Value) -> bool {
    if let (Choice::Range(low, high), Value::Number(found)) = (pattern, value) {
        return matches!((number(low), number(high)), (Some(low), Some(high))
            if low.dimension() == found.dimension() && (low.value()..=high.value()).contains(&found.value()));
    }
    match (literal(pattern), value) {
        (Some(Value::None(_)), Value::None(_)) => true,
        (Some(Value::None(_)), value) => *value == Value::Name("none".to_owned()),
        (Some(Value::Number(a)), Value::Number(b)) => a.dimension() == b.dimension() && a.value() == b.value(),
        (Some(pattern), value) => pattern == *value,
        (None, _) => false,
    }
}

/// The one value that a pattern is for.
fn literal(pattern: &Choice) -> Option<Value> {
    let Choice::Value(expr) = pattern else { return None };
    Some(match &expr.kind {
        ExprKind::Text(text) => Value::Text(text.clone()),
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Name(name) if name == "none" => Value::None(None),
        ExprKind::Name(name) => Value::Name(name.clone()),
        _ => Value::Number(number(expr)?),
    })
}

fn number(expr: &Expr) -> Option<Quantity> {
    match &expr.kind {
        ExprKind::Number { value, unit, .. } => Some(Quantity::new(*value, *unit)),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(Quantity::negated),
        _ => None,
    }
}

/// Whether a pattern is of a kind of which there is no end of others.
fn is_endless(pattern: &Choice) -> bool {
    matches!(pattern, Choice::Range(..)) || matches!(literal(pattern), Some(Value::Number(_) | Value::Text(_)))
}

/// A value as it is written in a pattern.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::None(_) => "none".to_owned(),
        other => other.to_constant().map_or_else(|| other.describe(), |constant| constant.to_string()),
    }
}
