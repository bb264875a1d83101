//! Arithmetic, comparison and the functions of numbers.

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Expr, UnaryOp};
use crate::types::{Mismatch, Quantity, Value};

impl Elaborator<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, value: Value, span: Span) -> Value {
        match (op, value) {
            (_, Value::Unknown) => Value::Unknown,
            (UnaryOp::Neg, Value::Number(quantity)) => Value::Number(quantity.negated()),
            (UnaryOp::Not, Value::Bool(value)) => Value::Bool(!value),
            (op, Value::List(items)) => Value::List(items.into_iter().map(|item| self.unary(op, item, span)).collect()),
            (op, value) => {
                let (sign, wanted) = if op == UnaryOp::Neg { ("-", "a number") } else { ("not", "true or false") };
                self.wrong_operand(sign, wanted, &value, span)
            }
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: (&Expr, Value), right: (&Expr, Value)) -> Value {
        use BinaryOp::{Add, And, Div, Eq, Ge, Gt, Le, Lt, Mul, Ne, Or, Rem, Sub};
        let ((left, a), (right, b)) = (left, right);
        // One side may decide alone, whatever the other turns out to be.
        let deciding = Value::Bool(op == Or);
        if matches!(op, Or | And) && (a == deciding || b == deciding) {
            return deciding;
        }
        if a == Value::Unknown || b == Value::Unknown {
            return Value::Unknown;
        }
        match op {
            Or | And => match (&a, &b) {
                (Value::Bool(a), Value::Bool(b)) => Value::Bool(if op == Or { *a || *b } else { *a && *b }),
                (Value::Bool(_), other) => self.wrong_operand(op.symbol(), "true or false", other, right.span),
                (other, _) => self.wrong_operand(op.symbol(), "true or false", other, left.span),
            },
            Eq | Ne => self.compare_equal(op, (left, a), (right, b)),
            Add | Sub | Mul | Div | Rem if matches!(a, Value::List(_)) || matches!(b, Value::List(_)) => {
                self.elementwise(op, (left, a), (right, b))
            }
            Lt | Le | Gt | Ge | Add | Sub | Mul | Div | Rem => {
                let (Value::Number(x), Value::Number(y)) = (&a, &b) else {
                    let (operand, value) = if matches!(a, Value::Number(_)) { (right, &b) } else { (left, &a) };
                    return self.wrong_operand(op.symbol(), "a number", value, operand.span);
                };
                let (x, y) = (*x, *y);
                if matches!(op, Div | Rem) && y.value() == 0.0 {
                    return self.divided_by_zero(right.span);
                }
                let result = match op {
                    Add => x.plus(y).map(Value::Number),
                    Sub => x.plus(y.negated()).map(Value::Number),
                    Mul => x.times(y).map(Value::Number),
                    Div => x.over(y).map(Value::Number),
                    Rem => x.modulo(y).map(Value::Number),
                    _ => x.plus(y).map(|_| Value::Bool(compare(op, x.value(), y.value()))),
                };
                result.unwrap_or_else(|mismatch| self.wrong_units(op, mismatch, (left.span, x), (right.span, y)))
            }
        }
    }

    fn compare_equal(&mut self, op: BinaryOp, left: (&Expr, Value), right: (&Expr, Value)) -> Value {
        let equal = match (&left.1, &right.1) {
            (Value::Number(a), Value::Number(b)) if a.dimension() != b.dimension() => {
                let mismatch = Mismatch(a.dimension(), b.dimension());
                return self.wrong_units(op, mismatch, (left.0.span, *a), (right.0.span, *b));
            }
            (Value::Number(a), Value::Number(b)) => a.value() == b.value(),
            // `none` is also a choice of some parameters.
            (Value::None(_), other) | (other, Value::None(_)) => {
                matches!(other, Value::None(_)) || *other == Value::Name("none".to_owned())
            }
            (a, b) if std::mem::discriminant(a) == std::mem::discriminant(b) => a == b,
            (a, b) => {
                self.report(
                    Diagnostic::new(Code::WRONG_TYPE, format!("{} is compared with {}", a.describe(), b.describe()))
                        .label(left.0.span.to(right.0.span), "")
                        .help("compare a number with a number, a name with a name"),
                );
                return Value::Unknown;
            }
        };
        Value::Bool(equal == (op == BinaryOp::Eq))
    }

    pub(super) fn wrong_operand(&mut self, operator: &str, wanted: &str, found: &Value, span: Span) -> Value {
        if let Value::None(declared) = found {
            return self.nothing_given(span, *declared);
        }
        if *found == Value::Unknown {
            return Value::Unknown;
        }
        let code = if matches!(found, Value::Name(_)) { Code::UNKNOWN_NAME } else { Code::WRONG_TYPE };
        let message = match found {
            Value::Name(name) => format!("`{name}` is not defined; `{operator}` needs {wanted} here"),
            other => format!("`{operator}` needs {wanted} here, found {}", other.describe()),
        };
        let help = match found {
            Value::Name(name) => self.undefined_help(name),
            Value::Number(number) if wanted == "a list" => format!("put it in brackets: `[{number}]`"),
            _ if wanted == "a list" => "a list is written in brackets: `[1px, 2px]`".to_owned(),
            Value::Clip(_) | Value::Media(_) if wanted != "true or false" => {
                "arithmetic is for numbers; what is done to samples is a `kernel`, which may read several clips"
                    .to_owned()
            }
            Value::Text(text) if text.parse::<f64>().is_ok() => format!("write it without quotes: {text}"),
            Value::Number(_) => format!("compare it with something: `{found_text} > 0`", found_text = found.describe()),
            _ => format!("write {wanted} here"),
        };
        self.report(Diagnostic::new(code, message).label(span, "").help(help));
        Value::Unknown
    }

    pub(super) fn wrong_units(
        &mut self,
        op: BinaryOp,
        mismatch: Mismatch,
        left: (Span, Quantity),
        right: (Span, Quantity),
    ) -> Value {
        let Mismatch(a, b) = mismatch;
        self.report(
            Diagnostic::new(
                Code::WRONG_UNIT,
                format!("`{}` joins {} and {}, {} and {}", op.symbol(), left.1, right.1, a.describe(), b.describe()),
            )
            .label(left.0, left.1.to_string())
            .label(right.0, right.1.to_string())
            .help(if b == crate::types::Dimension::Number {
                format!("add the unit: {}{}", right.1.value(), a.base_unit())
            } else {
                "only quantities of one kind combine; multiply or divide by plain numbers".to_owned()
            }),
        );
        Value::Unknown
    }

    fn divided_by_zero(&mut self, span: Span) -> Value {
        self.report(
            Diagnostic::new(Code::DIVISION_BY_ZERO, "this divides by zero")
                .label(span, "is 0")
                .help("check the values that lead here"),
        );
        Value::Unknown
    }
}

fn compare(op: BinaryOp, a: f64, b: f64) -> bool {
    match op {
        BinaryOp::Lt => a < b,
        BinaryOp::Le => a <= b,
        BinaryOp::Gt => a > b,
        _ => a >= b,
    }
}
