//! The names inside a kernel and what they stand for.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::media::PlaneName;
use crate::syntax::Span;
use crate::syntax::ast::{ExprKind, Filter, Ident, TypeKind};
use crate::types::Constant;

use super::super::{Expr, ExprId};
use super::Lowering;

/// What an expression of a kernel stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A number, known or not.
    Number(ExprId),
    /// A condition: 1.0 or 0.0.
    Truth(ExprId),
    /// A symbol or text: `top`, `"fast"`.
    Symbol(String),
    /// A list.
    List(Vec<Value>),
    /// A plane of an input clip.
    Plane(PlaneOf),
    /// The choice of planes that the kernel runs on.
    Selection,
    /// Planes by their names, each with the value of its sample.
    Record(Vec<(String, Value)>),
    /// Something already reported.
    Failed,
}

/// A plane that can be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlaneOf {
    /// Which parameter of type `plane`, counted from 0.
    pub(super) input: u8,
    /// Which of its planes; none is the one that is being made.
    pub(super) name: Option<PlaneName>,
}

/// The names that can be used at a place.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    names: Vec<(&'a Ident, Value)>,
    /// Where each name is among them, the last definition last.
    places: HashMap<&'a str, Vec<usize>>,
    /// The choices of all `one_of` parameters, by parameter.
    choices: Vec<(&'a str, Vec<String>)>,
}

/// What every kernel knows of the place of its sample.
const PLACES: [(&str, Expr); 6] = [
    ("x", Expr::X),
    ("y", Expr::Y),
    ("frame", Expr::Frame),
    ("time", Expr::Time),
    ("width", Expr::Width),
    ("height", Expr::Height),
];

impl Value {
    /// The value for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Number(_) => "a number".to_owned(),
            Self::Truth(_) => "a condition".to_owned(),
            Self::Symbol(name) if name.contains(' ') => format!("the text {name:?}"),
            Self::Symbol(name) => format!("the name `{name}`"),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Plane(_) => "a plane".to_owned(),
            Self::Selection => "a selection of planes".to_owned(),
            Self::Record(_) => "a record".to_owned(),
            Self::Failed => "an error".to_owned(),
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn new(def: &'a Filter) -> Self {
        let choices = def.params.iter().filter_map(|param| match &param.ty.kind {
            TypeKind::OneOf(choices) => Some((param.name.name.as_str(), choices.iter().filter_map(symbol).collect())),
            _ => None,
        });
        Self { names: Vec::new(), places: HashMap::new(), choices: choices.collect() }
    }

    pub(super) fn depth(&self) -> usize {
        self.names.len()
    }

    pub(super) fn truncate(&mut self, depth: usize) {
        for (ident, _) in self.names.drain(depth..).rev() {
            if let Some(places) = self.places.get_mut(ident.name.as_str()) {
                places.pop();
            }
        }
    }

    /// What `name` was defined as, last.
    pub(super) fn find(&self, name: &str) -> Option<Value> {
        let (_, value) = &self.names[*self.places.get(name)?.last()?];
        Some(value.clone())
    }

    /// The parameter that is clip number `input`.
    pub(super) fn clip(&self, input: u8) -> Option<&'a str> {
        let is_it = |value: &Value| matches!(value, Value::Plane(plane) if plane.input == input);
        self.names.iter().find(|(_, value)| is_it(value)).map(|(ident, _)| ident.name.as_str())
    }

    /// Whether `name` is a choice of some parameter.
    fn is_choice(&self, name: &str) -> bool {
        self.choices.iter().any(|(_, choices)| choices.iter().any(|choice| choice == name))
    }

    /// The choices of parameter `param`; empty if it is not a `one_of`.
    pub(super) fn choices(&self, param: &str) -> &[String] {
        self.choices.iter().find(|(known, _)| *known == param).map_or(&[], |(_, choices)| choices)
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn define(&mut self, name: &'a Ident, value: Value) {
        let places = self.scope.places.entry(&name.name).or_default();
        places.push(self.scope.names.len());
        let first = places[0];
        if let Some((first, _)) = self.scope.names.get(first) {
            let first = first.span;
            self.report(
                Diagnostic::new(Code::DUPLICATE_NAME, format!("`{}` is defined twice", name.name))
                    .label(name.span, "the second time")
                    .label(first, "the first time")
                    .help("give one of them another name"),
            );
        }
        self.scope.names.push((name, value));
    }

    /// What the name `name` at `span` stands for.
    pub(super) fn name(&mut self, name: &str, span: Span) -> Option<Value> {
        if let Some(value) = self.scope.find(name) {
            return (value != Value::Failed).then_some(value);
        }
        if let Some((_, place)) = PLACES.iter().find(|(known, _)| *known == name) {
            return Some(Value::Number(self.builder.add(*place)));
        }
        if self.scope.is_choice(name) {
            return Some(Value::Symbol(name.to_owned()));
        }
        self.unknown_name(name, span);
        None
    }

    /// Reports a name that nothing defines.
    pub(super) fn unknown_name(&mut self, name: &str, span: Span) {
        let symbols = self.scope.choices.iter().flat_map(|(_, choices)| choices.iter().map(String::as_str));
        let known = self.scope.names.iter().map(|(known, _)| known.name.as_str());
        let places = PLACES.iter().map(|(known, _)| *known);
        let help = match nearest(name, known.chain(places).chain(symbols)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a kernel knows its parameters, its own `let`s, and x, y, frame, time, width, height".to_owned(),
        };
        self.report(
            Diagnostic::new(Code::UNKNOWN_NAME, format!("nothing in this kernel is called `{name}`"))
                .label(span, "not defined")
                .help(help),
        );
    }

    /// An argument as a value.
    pub(super) fn constant(&mut self, constant: &Constant, span: Span) -> Option<Value> {
        Some(match constant {
            Constant::Number(value, _) => Value::Number(self.finite(*value, span)?),
            Constant::Bool(value) => Value::Truth(self.builder.constant(if *value { 1.0 } else { 0.0 })),
            Constant::Text(text) | Constant::Name(text) => Value::Symbol(text.clone()),
            Constant::List(items) => {
                Value::List(items.iter().map(|item| self.constant(item, span)).collect::<Option<_>>()?)
            }
        })
    }

    /// A number in the precision of kernels.
    pub(super) fn finite(&mut self, value: f64, span: Span) -> Option<ExprId> {
        if !(value as f32).is_finite() {
            self.report(
                Diagnostic::new(
                    Code::OUT_OF_RANGE,
                    format!("{value:?} is too large for a kernel, which goes to 3.4e38"),
                )
                .label(span, "this number")
                .help("write a smaller one; black is 0 and white 1"),
            );
            return None;
        }
        Some(self.builder.constant(value as f32))
    }

    /// `value` as a number; `role` says what it is needed for.
    pub(super) fn number(&mut self, value: Value, span: Span, role: &str) -> Option<ExprId> {
        match value {
            Value::Number(id) => Some(id),
            Value::Plane(plane) => self.sample(plane, [0; 3], span),
            Value::Failed => None,
            Value::Truth(_) => {
                self.wrong_type(&value, span, role, "a number", "write `if … then 1 else 0` to make it a number");
                None
            }
            _ => {
                let help = match &value {
                    Value::Symbol(text) if text.contains(' ') => {
                        "write it as arithmetic, without quotes: `(a + b) / 2`"
                    }
                    Value::List(_) => "read one of its elements: `list[0]`",
                    Value::Record(_) => {
                        "a kernel that makes several planes says so: `-> { y: plane, u: plane, v: plane }`"
                    }
                    _ => "kernels compute with numbers only",
                };
                self.wrong_type(&value, span, role, "a number", help);
                None
            }
        }
    }

    /// `value` as a condition; `role` says what it is needed for.
    pub(super) fn truth(&mut self, value: Value, span: Span, role: &str) -> Option<ExprId> {
        match value {
            Value::Truth(id) => Some(id),
            Value::Failed => None,
            _ => {
                self.wrong_type(&value, span, role, "true or false", "compare it with something, as in `… > 0.5`");
                None
            }
        }
    }

    pub(super) fn wrong_type(&mut self, found: &Value, span: Span, role: &str, expected: &str, help: &str) {
        let found = found.describe();
        self.report(
            Diagnostic::new(Code::WRONG_TYPE, format!("{role} is {found}, but must be {expected}"))
                .label(span, format!("this is {found}"))
                .help(help),
        );
    }
}

/// A choice that is a symbol or text; numbers among choices are numbers to kernels.
pub(super) fn symbol(choice: &crate::syntax::ast::Expr) -> Option<String> {
    match &choice.kind {
        ExprKind::Name(name) | ExprKind::Text(name) => Some(name.clone()),
        _ => None,
    }
}
