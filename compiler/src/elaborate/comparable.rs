//! Comparisons that can never hold: a property with a name that is none of its values.

use super::pattern::written;
use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, Fix, nearest};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::types::{Value, property};

impl Elaborator<'_> {
    /// `right` as it may be compared with `left`; [`Value::Unknown`] after reporting that one of the two is a
    /// name which the other can never be.
    pub(super) fn comparable(
        &mut self,
        op: BinaryOp,
        left: (&Expr, &Value),
        right: (&Expr, Value),
        scope: &Scope,
    ) -> Value {
        if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            return right.1;
        }
        let sides = [(left.0, (right.0, &right.1)), (right.0, (left.0, left.1))];
        let found = sides.into_iter().find_map(|(asked, (expr, value))| match value {
            Value::Name(name) if !matches!(asked.kind, ExprKind::Name(_)) => self.never(asked, expr, name, scope),
            _ => None,
        });
        match found {
            Some(found) => {
                self.report(found);
                Value::Unknown
            }
            None => right.1,
        }
    }

    /// What is wrong with comparing `asked` with the name at `expr`.
    fn never(&self, asked: &Expr, expr: &Expr, name: &str, scope: &Scope) -> Option<Diagnostic> {
        let ExprKind::Member(_, field) = &asked.kind else { return None };
        if let Some(dimension) = property::dimension(&field.name) {
            let message = format!("`{}` is {}, but is compared with `{name}`", field.name, dimension.describe());
            return Some(
                Diagnostic::new(Code::WRONG_TYPE, message)
                    .label(expr.span, "a name that nothing defines")
                    .label(asked.span, dimension.describe())
                    .help(format!("compare it with a number, such as `1{}`", dimension.base_unit())),
            );
        }
        let domain = self.domain(asked, scope, 0)?;
        if domain.contains(&Value::Name(name.to_owned())) {
            return None;
        }
        let choices: Vec<String> = domain.iter().map(written).collect();
        let found = Diagnostic::new(Code::NOT_A_CHOICE, format!("`{}` is never `{name}`", field.name))
            .label(expr.span, "none of its values")
            .label(asked.span, "compared with this");
        Some(match nearest(name, choices.iter().map(String::as_str)) {
            Some(near) => found
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::maybe(format!("write `{near}`")).replace(expr.span, near)),
            None => found.help(format!("it can be {}", choices.join(", "))),
        })
    }
}
