//! `if`: one of two, as long as it is known which; otherwise both are checked.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::NodeId;
use crate::syntax::Span;
use crate::syntax::ast::Expr;
use crate::types::Value;

impl Elaborator<'_> {
    pub(super) fn choose(&mut self, condition: &Expr, yes: &Expr, no: &Expr, scope: &Scope) -> Value {
        match self.evaluate(condition, scope) {
            Value::Bool(true) => self.evaluate(yes, scope),
            Value::Bool(false) => self.evaluate(no, scope),
            Value::Unknown if self.is_settled() => self.report_unsaid(condition.span),
            Value::Unknown => {
                // Not decided without media: both ways are checked.
                let first = self.supposing(|elaborator| elaborator.evaluate(yes, scope));
                let second = self.supposing(|elaborator| elaborator.evaluate(no, scope));
                self.either(vec![first, second], "if", condition.span)
            }
            Value::None(declared) => self.nothing_given(condition.span, declared),
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

    /// What is known of a value that is one of `values`; `word` names what will choose, at `span`.
    pub(super) fn either(&mut self, mut values: Vec<Value>, word: &str, span: Span) -> Value {
        let Some(first) = values.first().cloned() else { return Value::Unknown };
        if values.iter().all(|value| *value == first) {
            return first;
        }
        match &first {
            Value::Clip(_) | Value::Mask(_) | Value::Vectors(_) => {
                let kind = std::mem::discriminant(&first);
                let same = |value: &Value| std::mem::discriminant(value) == kind;
                let clips: Option<Vec<NodeId>> =
                    values.iter().map(|value| value.node().filter(|_| same(value))).collect();
                let Some(node) = clips.map(|clips| self.one_of_clips(&clips, word, span)) else {
                    return Value::Unknown;
                };
                match first {
                    Value::Mask(_) => Value::Mask(node),
                    Value::Vectors(_) => Value::Vectors(node),
                    _ => Value::Clip(node),
                }
            }
            Value::Record(fields) => {
                let mut joined = Vec::new();
                for (name, _) in fields {
                    let choices: Option<Vec<Value>> = values.iter().map(|value| value.field(name).cloned()).collect();
                    let Some(choices) = choices else { return Value::Unknown };
                    joined.push((name.clone(), self.either(choices, word, span)));
                }
                Value::Record(joined)
            }
            Value::List(items) => {
                let count = items.len();
                let lists: Option<Vec<Vec<Value>>> = values
                    .drain(..)
                    .map(|value| match value {
                        Value::List(items) if items.len() == count => Some(items),
                        _ => None,
                    })
                    .collect();
                let Some(lists) = lists else { return Value::Unknown };
                let at = |position: usize| lists.iter().map(|items| items[position].clone()).collect();
                Value::List((0..count).map(|position| self.either(at(position), word, span)).collect())
            }
            _ => Value::Unknown,
        }
    }
}
