//! Evaluates expressions.

use std::collections::BTreeMap;

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::syntax::ast::{Block, Expr, ExprKind, Ident, ItemKind};
use crate::types::property::{self, PROPERTIES};
use crate::types::{Quantity, Value};

impl Elaborator<'_> {
    /// The value of `expr`, where the names of `scope` are visible.
    ///
    /// After a mistake, which is reported, the value is [`Value::Unknown`]:
    /// whatever uses it is then not judged, so one cause gives one finding.
    pub(super) fn evaluate(&mut self, expr: &Expr, scope: &Scope) -> Value {
        match &expr.kind {
            ExprKind::Number { value, unit, .. } => Value::Number(Quantity::new(*value, *unit)),
            ExprKind::Text(text) => Value::Text(text.clone()),
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Name(name) => self.name(name, scope),
            ExprKind::Member(base, field) => {
                let value = self.evaluate(base, scope);
                self.member(base, &value, field)
            }
            ExprKind::Call(call) => self.call(call, None, scope),
            ExprKind::Pipe(left, call) => {
                let piped = self.evaluate(left, scope);
                self.call(call, Some((piped, left.span)), scope)
            }
            ExprKind::Unary(op, inner) => {
                let value = self.evaluate(inner, scope);
                self.unary(*op, value, inner.span)
            }
            ExprKind::Binary(op, left, right) => {
                let a = self.evaluate(left, scope);
                let b = self.evaluate(right, scope);
                match self.compare_possible(*op, (left, &a), (right, &b), scope) {
                    Some(decided) => decided,
                    None => self.binary(*op, (left, a), (right, b)),
                }
            }
            ExprKind::If(condition, yes, no) => self.choose(condition, yes, no, scope),
            ExprKind::List(items) => Value::List(items.iter().map(|item| self.evaluate(item, scope)).collect()),
            ExprKind::Index(name, _) => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`{}[…]` reads samples, which only a kernel can", name.name),
                    )
                    .label(expr.span, "")
                    .help("move this into a `kernel`"),
                );
                Value::Unknown
            }
            ExprKind::Reduce(reduce) => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`{} for` runs over samples, which only a kernel can", reduce.op.name),
                    )
                    .label(expr.span, "")
                    .help("move this into a `kernel`"),
                );
                Value::Unknown
            }
            ExprKind::Match(_) | ExprKind::For(_) | ExprKind::Record(_) => Value::Unknown,
        }
    }

    /// Evaluates a filter's body, where `names` are its parameters: its lets in order, then its value.
    pub(super) fn block(&mut self, block: &Block, mut names: BTreeMap<String, Value>) -> Value {
        for binding in &block.lets {
            let value = self.evaluate(&binding.value, &Scope::Filter(names.clone()));
            names.insert(binding.name.name.clone(), value);
        }
        self.evaluate(&block.value, &Scope::Filter(names))
    }

    fn name(&mut self, name: &str, scope: &Scope) -> Value {
        let known = match scope {
            Scope::File => self.global(name),
            Scope::Filter(names) => names.get(name).cloned(),
        };
        known.unwrap_or_else(|| Value::Name(name.to_owned()))
    }

    /// The nearest name that stands for a value at the top level.
    pub(super) fn nearest_name(&self, name: &str) -> Option<String> {
        let names = self.file.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Input(input) => Some(input.name.name.as_str()),
            ItemKind::Param(param) => Some(param.name.name.as_str()),
            ItemKind::Let(binding) => Some(binding.name.name.as_str()),
            _ => None,
        });
        nearest(name, names).map(str::to_owned)
    }

    fn choose(&mut self, condition: &Expr, yes: &Expr, no: &Expr, scope: &Scope) -> Value {
        match self.evaluate(condition, scope) {
            Value::Bool(true) => self.evaluate(yes, scope),
            Value::Bool(false) => self.evaluate(no, scope),
            Value::Unknown if self.is_settled() => self.report_unsaid(condition.span),
            Value::Unknown => {
                // Not decided without media: both ways are checked.
                let both = self.supposing(|this| (this.evaluate(yes, scope), this.evaluate(no, scope)));
                match both {
                    (a, b) if a == b => a,
                    (Value::Clip(a), Value::Clip(b)) => Value::Clip(self.one_of_clips(&[a, b], "if", condition.span)),
                    _ => Value::Unknown,
                }
            }
            other => {
                self.report(
                    Diagnostic::new(Code::WRONG_TYPE, format!("`if` needs true or false, found {}", other.describe()))
                        .label(condition.span, "")
                        .help("compare it with something: `if strength > 0 then …`"),
                );
                Value::Unknown
            }
        }
    }

    fn member(&mut self, base: &Expr, value: &Value, field: &Ident) -> Value {
        let name = field.name.as_str();
        let known: &[&str] = match value {
            Value::Unknown => return Value::Unknown,
            Value::Media(input) if name == "video" => return self.source(*input, field.span),
            Value::Media(input) if name == "audio" => return self.sound(*input, field.span),
            Value::Clip(clip) if PROPERTIES.contains(&name) => {
                return property::get(self.graph.clip(*clip), name).unwrap_or(Value::Unknown);
            }
            Value::Media(_) => &["video", "audio"],
            Value::Clip(_) => PROPERTIES,
            _ => &[],
        };
        let (code, message) = match value {
            Value::Name(name) => (Code::UNKNOWN_NAME, format!("`{name}` is not defined")),
            value => (Code::UNKNOWN_PROPERTY, format!("{} has no `{name}`", value.describe())),
        };
        let span = if code == Code::UNKNOWN_NAME { base.span } else { field.span };
        let help = match value {
            Value::Name(name) => self.nearest_name(name).map(|near| format!("did you mean `{near}`?")),
            _ => nearest(name, known.iter().copied())
                .map(|near| format!("did you mean `{near}`?"))
                .or_else(|| (!known.is_empty()).then(|| format!("it has {}", known.join(", ")))),
        };
        let diagnostic = Diagnostic::new(code, message).label(span, "");
        self.report(Diagnostic { help, ..diagnostic });
        Value::Unknown
    }
}
