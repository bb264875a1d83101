//! Evaluates expressions.

use std::collections::BTreeMap;

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Block, Call, Expr, ExprKind, Field, Ident};
use crate::types::property::{self, PROPERTIES};
use crate::types::{Quantity, SOUND_PROPERTIES, Value};

impl Elaborator<'_> {
    /// The value of `expr`, where the names of `scope` are visible.
    ///
    /// After a mistake, which is reported, the value is [`Value::Unknown`]:
    /// whatever uses it is then not judged, so one cause gives one finding.
    pub(super) fn evaluate(&mut self, expr: &Expr, scope: &Scope) -> Value {
        if !self.enter(expr.span) {
            return Value::Unknown;
        }
        let value = match &expr.kind {
            ExprKind::Number { value, unit, .. } => Value::Number(Quantity::new(*value, *unit)),
            ExprKind::Text(text) => Value::Text(text.clone()),
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Name(name) => self.name(name, scope),
            ExprKind::Member(base, field) => {
                let value = self.evaluate(base, scope);
                self.member(base, &value, field)
            }
            ExprKind::Call(call) => self.call(call, None, scope),
            ExprKind::Pipe(..) => self.pipe(expr, scope),
            ExprKind::Unary(op, inner) => {
                let value = self.evaluate(inner, scope);
                self.unary(*op, value, inner.span)
            }
            ExprKind::Binary(..) => self.chain(expr, scope),
            ExprKind::If(condition, yes, no) => self.choose(condition, yes, no, scope),
            ExprKind::Match(choice) => self.choose_arm(choice, scope),
            ExprKind::For(each) => self.repeat(each, expr.span, scope),
            ExprKind::List(items) => Value::List(items.iter().map(|item| self.evaluate(item, scope)).collect()),
            ExprKind::Record(fields) => self.record(fields, scope),
            ExprKind::Index(base, positions) => self.element(base, positions, expr.span, scope),
            ExprKind::Reduce(reduce) => self.only_in_kernels(&format!("`{} for` runs", reduce.op.name), expr.span),
        };
        self.leave();
        self.note(expr.span, &value);
        value
    }

    /// Evaluates a block with the names of `scope`: its lets in order, then its value.
    pub(super) fn block(&mut self, block: &Block, mut scope: Scope) -> Value {
        for binding in &block.lets {
            let value = self.evaluate(&binding.value, &scope);
            scope.define(&binding.name.name, value);
        }
        self.evaluate(&block.value, &scope)
    }

    /// Keeps the value of an expression of the user's for editors.
    fn note(&mut self, span: Span, value: &Value) {
        if !self.library.is_own(span.source) {
            self.notes.set_value(span, value);
        }
    }

    /// `a |> f() |> g()`: from the left to the right, however many there are.
    fn pipe(&mut self, expr: &Expr, scope: &Scope) -> Value {
        let mut calls: Vec<(&Call, Span)> = Vec::new();
        let mut first = expr;
        while let ExprKind::Pipe(left, call) = &first.kind {
            calls.push((call, first.span));
            first = left;
        }
        let mut value = self.evaluate(first, scope);
        let mut span = first.span;
        for (call, whole) in calls.into_iter().rev() {
            value = self.call(call, Some((value, span)), scope);
            self.note(whole, &value);
            span = whole;
        }
        value
    }

    /// `a + b - c`: from the left to the right, however many there are.
    fn chain(&mut self, expr: &Expr, scope: &Scope) -> Value {
        let mut operations: Vec<(BinaryOp, &Expr, &Expr)> = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary(op, left, right) = &first.kind {
            operations.push((*op, left, right));
            first = left;
        }
        let mut value = self.evaluate(first, scope);
        for (op, left, right) in operations.into_iter().rev() {
            // `given(x) and x > 2`: what the left side settles keeps the right one from being worked out.
            let settled =
                matches!((op, &value), (BinaryOp::And, Value::Bool(false)) | (BinaryOp::Or, Value::Bool(true)));
            if settled {
                self.note(left.span.to(right.span), &value);
                continue;
            }
            let other = self.evaluate(right, scope);
            let other = self.comparable(op, (left, &value), (right, other), scope);
            value = match self.compare_possible(op, (left, &value), (right, &other), scope) {
                Some(decided) => decided,
                None => self.binary(op, (left, value), (right, other)),
            };
            self.note(left.span.to(right.span), &value);
        }
        value
    }

    fn record(&mut self, fields: &[Field], scope: &Scope) -> Value {
        let mut values: Vec<(String, Value)> = Vec::new();
        let mut known: BTreeMap<&str, Span> = BTreeMap::new();
        for field in fields {
            let value = self.evaluate(&field.value, scope);
            let name = &field.name.name;
            if let Some(first) = known.get(name.as_str()) {
                self.report(
                    Diagnostic::new(Code::DUPLICATE_NAME, format!("a record has two fields named `{name}`"))
                        .label(field.name.span, "the second")
                        .label(*first, "the first")
                        .help("give one of them another name"),
                );
                continue;
            }
            known.insert(name, field.name.span);
            values.push((name.clone(), value));
        }
        Value::Record(values)
    }

    pub(super) fn only_in_kernels(&mut self, what: &str, span: Span) -> Value {
        self.report(
            Diagnostic::new(Code::WRONG_TYPE, format!("{what} over samples, which only a kernel can"))
                .label(span, "")
                .help("move this into a `kernel`"),
        );
        Value::Unknown
    }

    /// What a name stands for; a name that nothing defines is a symbol.
    pub(super) fn name(&mut self, name: &str, scope: &Scope) -> Value {
        if let Some(value) = scope.get(name) {
            return value.clone();
        }
        let global = if scope.sees_file() { self.global(name) } else { None };
        global.unwrap_or_else(|| if name == "none" { Value::None(None) } else { Value::Name(name.to_owned()) })
    }

    /// The nearest name that stands for a value at the top level.
    pub(super) fn nearest_name(&self, name: &str) -> Option<String> {
        nearest(name, self.unit.names()).map(str::to_owned)
    }

    /// What to do about a name that nothing defines.
    pub(super) fn undefined_help(&self, name: &str) -> String {
        self.nearest_name(name).map_or_else(
            || format!("define it: `let {name} = …`, or `param {name}: 0..1 = 0.5` for whoever runs the graph"),
            |near| format!("did you mean `{near}`?"),
        )
    }

    fn member(&mut self, base: &Expr, value: &Value, field: &Ident) -> Value {
        let name = field.name.as_str();
        let names: Vec<&str>;
        let known: &[&str] = match value {
            Value::Unknown => return Value::Unknown,
            Value::Media(input) if name == "video" => return self.source(*input, field.span),
            Value::Media(input) if name == "audio" => return self.sound(*input, field.span),
            Value::Clip(clip) | Value::Mask(clip) if PROPERTIES.contains(&name) => {
                return property::get(self.graph.clip(*clip), name).unwrap_or(Value::Unknown);
            }
            Value::Record(fields) => {
                if let Some(value) = value.field(name) {
                    return value.clone();
                }
                names = fields.iter().map(|(name, _)| name.as_str()).collect();
                &names
            }
            Value::None(declared) => return self.nothing_given(base.span, *declared),
            Value::Sound(sound) if sound.ty.get(name).is_some() => return sound.ty.get(name).unwrap_or(Value::Unknown),
            Value::Sound(_) => SOUND_PROPERTIES,
            Value::Media(_) => &["video", "audio"],
            Value::Clip(_) | Value::Mask(_) => PROPERTIES,
            _ => &[],
        };
        let (code, message) = match value {
            Value::Name(name) => (Code::UNKNOWN_NAME, format!("`{name}` is not defined")),
            value => (Code::UNKNOWN_PROPERTY, format!("{} has no `{name}`", value.describe())),
        };
        let span = if code == Code::UNKNOWN_NAME { base.span } else { field.span };
        let help = match value {
            Value::Name(name) => Some(self.undefined_help(name)),
            _ => nearest(name, known.iter().copied())
                .map(|near| format!("did you mean `{near}`?"))
                .or_else(|| (!known.is_empty()).then(|| format!("it has {}", known.join(", ")))),
        };
        let diagnostic = Diagnostic::new(code, message).label(span, "");
        self.report(Diagnostic { help, ..diagnostic });
        Value::Unknown
    }

    /// Reports that something was used which was not given.
    pub(super) fn nothing_given(&mut self, span: Span, declared: Option<Span>) -> Value {
        let diagnostic = match declared {
            Some(declared) => Diagnostic::new(Code::NOTHING_GIVEN, "this was not given, and a value is needed here")
                .label(self.place(span), "needed here")
                .label(declared, "may be left out, and is"),
            None => Diagnostic::new(Code::NOTHING_GIVEN, "this is `none`, and a value is needed here")
                .label(self.place(span), "needed here"),
        };
        self.report(diagnostic.help("decide with `given`: `if given(x) then … else …`"));
        Value::Unknown
    }
}
