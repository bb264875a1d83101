//! Whether two expressions say the same, wherever they stand.

use super::{Expr, ExprKind};
use crate::syntax::dump;

/// Whether `a` and `b` are the same but for their places.
pub(crate) fn alike(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        // Defaults are one of these as a rule.
        (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
        (ExprKind::Number { value: a, unit: u, .. }, ExprKind::Number { value: b, unit: v, .. }) => a == b && u == v,
        _ => dump::expression(a) == dump::expression(b),
    }
}
