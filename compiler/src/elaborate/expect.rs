//! What is expected of a result: conditions, decided as far as their values are known.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{self, BinaryOp, Expr, ExprKind};
use crate::types::{ParamType, Value};

/// One condition of an `expect` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The condition as written.
    pub span: Span,
    /// Whether it is true; `None` while that depends on something that is not known.
    pub holds: Option<bool>,
    /// What is compared, where the condition is a comparison.
    pub sides: Option<Sides>,
}

/// Two values that are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// The left one.
    pub left: Value,
    /// `==`, `<` and so on.
    pub operator: &'static str,
    /// The right one.
    pub right: Value,
}

impl Elaborator<'_> {
    /// Judges the conditions of an `expect` block.
    pub(super) fn expect(&mut self, expect: &ast::Expect) {
        self.measuring.expecting = true;
        for condition in &expect.conditions {
            let expectation = self.expectation(condition);
            self.expectations.push(expectation);
        }
        self.measuring.expecting = false;
    }

    fn expectation(&mut self, condition: &Expr) -> Expectation {
        let (value, sides) = match &condition.kind {
            ExprKind::Binary(op, left, right) if !matches!(op, BinaryOp::And | BinaryOp::Or) => {
                let a = self.evaluate(left, &Scope::File);
                let b = self.evaluate(right, &Scope::File);
                let sides = Sides { left: a.clone(), operator: op.symbol(), right: b.clone() };
                (self.binary(*op, (left, a), (right, b)), Some(sides))
            }
            _ => (self.evaluate(condition, &Scope::File), None),
        };
        let holds = match value {
            Value::Bool(holds) => Some(holds),
            Value::Unknown => {
                if let Some(ty) = self.gives(condition).filter(|ty| **ty != ParamType::Bool) {
                    let found = ty.to_string();
                    self.report_condition(condition.span, &found, "");
                }
                None
            }
            other => {
                let doubt = if matches!(other, Value::Name(_)) { "is there a mistake in its name? " } else { "" };
                self.report_condition(condition.span, &other.describe(), doubt);
                None
            }
        };
        Expectation { span: condition.span, holds, sides }
    }
    /// What a call of a measure gives, whatever it is measured on.
    fn gives(&self, condition: &Expr) -> Option<&ParamType> {
        let (ExprKind::Call(call) | ExprKind::Pipe(_, call)) = &condition.kind else { return None };
        let library = self.library;
        Some(&library.measure(&call.name.name)?.returns.ty)
    }

    fn report_condition(&mut self, span: Span, found: &str, doubt: &str) {
        self.report(
            Diagnostic::new(Code::WRONG_TYPE, format!("an expectation is true or false, found {found}"))
                .label(span, "")
                .help(format!("{doubt}compare it with something: `brightness(picture) > 0.2`")),
        );
    }
}
