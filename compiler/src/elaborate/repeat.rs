//! `for`: one thing for each element of a list, or step by step with `carry`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Elaborator, MAX_CALLS, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{Expr, For, Over};
use crate::types::Value;

impl Elaborator<'_> {
    /// The list of the results; with `carry`, the last of them.
    pub(super) fn repeat(&mut self, each: &For, span: Span, scope: &Scope) -> Value {
        let items = match &each.over {
            Over::Values(values) => self.elements(values, scope),
            Over::Range(from, to) => self.range(from, to, scope),
        };
        let start = each.carry.as_ref().map(|carry| self.evaluate(&carry.start, scope));
        let around = Rc::new(scope.clone());
        let Some(items) = items else {
            // How often is not known: one round with any element says whether it can be done.
            let result = self.supposing(|elaborator| elaborator.round(each, Value::Unknown, start.as_ref(), &around));
            return start.map_or(Value::Unknown, |start| self.either(vec![start, result], "for", span));
        };
        let mut results = Vec::new();
        let mut carried = start;
        for item in items {
            let result = self.round(each, item, carried.as_ref(), &around);
            match &mut carried {
                Some(carried) => *carried = result,
                None => results.push(result),
            }
        }
        carried.unwrap_or(Value::List(results))
    }

    fn round(&mut self, each: &For, item: Value, carried: Option<&Value>, around: &Rc<Scope>) -> Value {
        let mut names = BTreeMap::from([(each.name.name.clone(), item)]);
        if let (Some(carry), Some(value)) = (&each.carry, carried) {
            names.insert(carry.name.name.clone(), value.clone());
        }
        self.block(&each.body, Scope::block(around, names))
    }

    fn elements(&mut self, values: &Expr, scope: &Scope) -> Option<Vec<Value>> {
        match self.evaluate(values, scope) {
            Value::List(items) => Some(items),
            Value::Unknown => None,
            Value::None(declared) => {
                self.nothing_given(values.span, declared);
                None
            }
            other => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`for` goes through a list or a range, found {}", other.describe()),
                    )
                    .label(values.span, "")
                    .help("write for example `for x in [1px, 2px] { … }` or `for x in 1..4 { … }`"),
                );
                None
            }
        }
    }

    /// The whole numbers from one end to the other, both included; none where the first is above the second.
    fn range(&mut self, from: &Expr, to: &Expr, scope: &Scope) -> Option<Vec<Value>> {
        let (low, high) = (self.evaluate(from, scope), self.evaluate(to, scope));
        let (Value::Number(low), Value::Number(high)) = (&low, &high) else {
            for (end, value) in [(from, low), (to, high)] {
                if !matches!(value, Value::Number(_)) {
                    self.wrong_operand("..", "a number", &value, end.span);
                }
            }
            return None;
        };
        for (end, number) in [(from, low), (to, high)] {
            if !number.is_whole() {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`for` counts in whole numbers, but this end of the range is {number}"),
                    )
                    .label(end.span, "")
                    .help("count whole numbers and divide inside: `for i in 0..4 { i / 4 }`"),
                );
                return None;
            }
        }
        if low.dimension() != high.dimension() {
            self.report(
                Diagnostic::new(
                    Code::WRONG_UNIT,
                    format!("`for` goes from {low} to {high}: the ends of its range have different units"),
                )
                .label(from.span, low.dimension().describe())
                .label(to.span, high.dimension().describe())
                .help(format!("write {}{}", high.value(), low.dimension().base_unit())),
            );
            return None;
        }
        let count = (high.value() - low.value() + 1.0).max(0.0);
        if count > MAX_CALLS as f64 {
            let message = format!("`for` goes through {count} values, at most {MAX_CALLS} are possible");
            self.too_large(message, from.span.to(to.span), "make the range shorter");
            return None;
        }
        let step = |position: usize| Value::Number(low.with_value(low.value() + position as f64));
        Some((0..count as usize).map(step).collect())
    }
}
