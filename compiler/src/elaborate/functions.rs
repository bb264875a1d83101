//! Functions of the language: of numbers, of lists, and what asks whether something was given.

use super::{Callee, Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Call};
use crate::types::{Mismatch, Quantity, Value};

impl Elaborator<'_> {
    /// The value of a function of the language; `piped` is its first argument, if it comes from the left of `|>`.
    pub(super) fn function(&mut self, call: &Call, piped: Option<(Value, Span)>, scope: &Scope) -> Value {
        self.notes.set_callee(call.name.span, Callee::Function);
        let given = call.args.len() + usize::from(piped.is_some());
        match call.name.name.as_str() {
            "memory" => return self.planned_memory(call, given),
            "kept" => return self.kept(call, given),
            _ => {}
        }
        let mut args: Vec<(Value, Span)> = piped.into_iter().collect();
        args.extend(call.args.iter().map(|arg| (self.evaluate(&arg.value, scope), arg.value.span)));
        if let Some(named) = call.args.iter().find_map(|arg| arg.name.as_ref()) {
            self.report(
                Diagnostic::new(Code::UNKNOWN_ARGUMENT, format!("{} takes its arguments by position", call.name.name))
                    .label(named.span, "a name here")
                    .help("leave the name out"),
            );
            return Value::Unknown;
        }
        match call.name.name.as_str() {
            "given" => self.given(call, &args),
            "len" => self.length(call, &args),
            _ => self.of_numbers(call, &args),
        }
    }

    /// `given(x)`: whether something that may be left out is there.
    fn given(&mut self, call: &Call, args: &[(Value, Span)]) -> Value {
        match self.only(call, args, "write for example `given(reference)`") {
            Some((Value::Unknown, _)) | None => Value::Unknown,
            Some((Value::None(_), _)) => Value::Bool(false),
            Some((Value::Name(name), span)) => self.wrong_operand("given", "a name", &Value::Name(name), span),
            Some(_) => Value::Bool(true),
        }
    }

    /// `len(xs)`: how many elements a list has.
    fn length(&mut self, call: &Call, args: &[(Value, Span)]) -> Value {
        match self.only(call, args, "write for example `len(weights)`") {
            Some((Value::List(items), _)) => Value::Number(Quantity::plain(items.len() as f64)),
            Some((Value::Unknown, _)) | None => Value::Unknown,
            Some((other, span)) => self.wrong_operand("len", "a list", &other, span),
        }
    }

    fn only(&mut self, call: &Call, args: &[(Value, Span)], example: &str) -> Option<(Value, Span)> {
        if let [arg] = args {
            return Some(arg.clone());
        }
        self.report(
            Diagnostic::new(
                if args.is_empty() { Code::MISSING_ARGUMENT } else { Code::EXTRA_ARGUMENT },
                format!("{} takes one value, found {}", call.name.name, args.len()),
            )
            .label(call.span, "")
            .help(example),
        );
        None
    }

    /// `min`, `max`, `abs`, `round`, `floor`, `ceil`; `min` and `max` of a list are of its elements.
    fn of_numbers(&mut self, call: &Call, args: &[(Value, Span)]) -> Value {
        let mut numbers = Vec::new();
        for (value, span) in args {
            match value {
                Value::Unknown => return Value::Unknown,
                Value::Number(quantity) => numbers.push(*quantity),
                Value::List(items) if args.len() == 1 => {
                    for item in items {
                        match item {
                            Value::Unknown => return Value::Unknown,
                            Value::Number(quantity) => numbers.push(*quantity),
                            other => return self.wrong_operand(&call.name.name, "numbers", other, *span),
                        }
                    }
                }
                other => return self.wrong_operand(&call.name.name, "numbers", other, *span),
            }
        }
        let name = call.name.name.as_str();
        let of_list = matches!(args, [(Value::List(_), _)]);
        let (fits, count, example) = match name {
            "min" | "max" if of_list => {
                (!numbers.is_empty(), "a list that is not empty", "check what is in the list".to_owned())
            }
            "min" | "max" => (numbers.len() >= 2, "two numbers or more", format!("write for example `{name}(a, b)`")),
            _ => (numbers.len() == 1 && !of_list, "one number", format!("write for example `{name}(a)`")),
        };
        if !fits {
            self.report(
                Diagnostic::new(Code::EXTRA_ARGUMENT, format!("{name} takes {count}, found {}", numbers.len()))
                    .label(call.span, "")
                    .help(example),
            );
            return Value::Unknown;
        }
        let first = numbers[0];
        if let Some(other) = numbers.iter().find(|number| number.dimension() != first.dimension()) {
            let mismatch = Mismatch(first.dimension(), other.dimension());
            return self.wrong_units(BinaryOp::Lt, mismatch, (call.span, first), (call.span, *other));
        }
        let values = numbers.iter().map(|number| number.value());
        Value::Number(match name {
            "min" => first.with_value(values.fold(f64::INFINITY, f64::min)),
            "max" => first.with_value(values.fold(f64::NEG_INFINITY, f64::max)),
            "abs" => first.with_value(first.value().abs()),
            "round" => first.with_value(first.value().round()),
            "floor" => first.with_value(first.value().floor()),
            _ => first.with_value(first.value().ceil()),
        })
    }
}
