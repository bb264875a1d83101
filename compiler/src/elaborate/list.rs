//! Lists outside kernels: reading an element, arithmetic element by element.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Expr};
use crate::types::Value;

impl Elaborator<'_> {
    /// `xs[i]`: the element at a position, the first at 0.
    pub(super) fn element(&mut self, list: &Expr, positions: &[Expr], span: Span, scope: &Scope) -> Value {
        let value = self.evaluate(list, scope);
        let name = list.as_name().unwrap_or("…");
        let at: Vec<Value> = positions.iter().map(|position| self.evaluate(position, scope)).collect();
        let items = match value {
            Value::List(items) => items,
            Value::Unknown => return Value::Unknown,
            Value::None(declared) => return self.nothing_given(list.span, declared),
            Value::Clip(_) | Value::Mask(_) => {
                return self.only_in_kernels(&format!("`{name}[…]` reads samples, running"), span);
            }
            other => return self.wrong_operand("[…]", "a list", &other, list.span),
        };
        let ([position], [at]) = (positions, at.as_slice()) else {
            self.report(
                Diagnostic::new(
                    Code::EXTRA_ARGUMENT,
                    format!("a list is read at one position, found {}", positions.len()),
                )
                .label(span, "")
                .help(format!("the first element is `{name}[0]`")),
            );
            return Value::Unknown;
        };
        let number = match at {
            Value::Number(number) => *number,
            Value::Unknown => return Value::Unknown,
            other => return self.wrong_operand("[…]", "a whole number", other, position.span),
        };
        let element = (number.is_whole() && number.value() >= 0.0).then(|| items.get(number.value() as usize));
        element.flatten().cloned().unwrap_or_else(|| {
            let last =
                items.len().checked_sub(1).map_or("it is empty".to_owned(), |last| format!("the last is {last}"));
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("position {number} is read of a list of {} elements", items.len()),
                )
                .label(position.span, "")
                .help(format!("positions count from 0; {last}")),
            );
            Value::Unknown
        })
    }

    /// An operation of which at least one side is a list: element by element.
    pub(super) fn elementwise(&mut self, op: BinaryOp, left: (&Expr, Value), right: (&Expr, Value)) -> Value {
        let count = match (&left.1, &right.1) {
            (Value::List(a), Value::List(b)) if a.len() != b.len() => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`{}` joins lists of {} and of {} elements", op.symbol(), a.len(), b.len()),
                    )
                    .label(left.0.span, format!("has {}", a.len()))
                    .label(right.0.span, format!("has {}", b.len()))
                    .help("lists of one length combine, and a list with one number"),
                );
                return Value::Unknown;
            }
            (Value::List(items), _) | (_, Value::List(items)) => items.len(),
            _ => 0,
        };
        let at = |value: &Value, position: usize| match value {
            Value::List(items) => items[position].clone(),
            single => single.clone(),
        };
        let pairs: Vec<(Value, Value)> =
            (0..count).map(|position| (at(&left.1, position), at(&right.1, position))).collect();
        let (found, mut items) = (self.diagnostics.len(), Vec::new());
        for (a, b) in pairs {
            items.push(self.binary(op, (left.0, a), (right.0, b)));
            // What is wrong with one element is wrong with all.
            if self.diagnostics.len() > found {
                return Value::Unknown;
            }
        }
        Value::List(items)
    }
}
