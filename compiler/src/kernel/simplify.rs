//! The rules by which an expression is written more simply, none of which ever changes a bit.
//!
//! A NaN, an infinity and the sign of a zero count: `x · 0` is not 0, `x + 0` is not x, and `x − x` is not 0.

use super::interpret::{binary, look_up, unary};
use super::{BinaryOp, Builder, Expr, ExprId, UnaryOp};

impl Builder {
    /// An operation on one value.
    pub fn unary(&mut self, op: UnaryOp, a: ExprId) -> ExprId {
        if let Some(value) = self.constant_value(a).map(|a| unary(op, a)).filter(|value| value.is_finite()) {
            return self.constant(value);
        }
        match (op, self.expr(a)) {
            (UnaryOp::Neg, Expr::Unary(UnaryOp::Neg, inner)) => inner,
            (UnaryOp::Abs, Expr::Unary(UnaryOp::Neg | UnaryOp::Abs, inner)) => self.unary(UnaryOp::Abs, inner),
            (UnaryOp::Not, Expr::Unary(UnaryOp::Not, inner)) if self.is_truth(inner) => inner,
            (UnaryOp::Not, Expr::Binary(BinaryOp::Eq, x, y)) => self.binary(BinaryOp::Ne, x, y),
            (UnaryOp::Not, Expr::Binary(BinaryOp::Ne, x, y)) => self.binary(BinaryOp::Eq, x, y),
            (UnaryOp::Floor, Expr::Unary(UnaryOp::Floor, _)) => a,
            (UnaryOp::Floor, Expr::X | Expr::Y | Expr::Frame | Expr::Width | Expr::Height) => a,
            _ => self.share(Expr::Unary(op, a)),
        }
    }

    /// An operation on two values.
    pub fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> ExprId {
        use BinaryOp::{Add, And, Div, Eq, Max, Min, Mul, Ne, Or, Sub};
        let (left, right) = (self.constant_value(a), self.constant_value(b));
        if let (Some(left), Some(right)) = (left, right) {
            let value = binary(op, left, right);
            if value.is_finite() {
                return self.constant(value);
            }
        }
        match op {
            Mul if right == Some(1.0) => return a,
            Mul if left == Some(1.0) => return b,
            Mul if right == Some(-1.0) => return self.unary(UnaryOp::Neg, a),
            Mul if left == Some(-1.0) => return self.unary(UnaryOp::Neg, b),
            Div if right.is_some_and(has_exact_inverse) => {
                let inverse = self.constant(1.0 / right.unwrap_or(1.0));
                return self.binary(Mul, a, inverse);
            }
            // −0 is what adding or subtracting never changes anything.
            Add if right.is_some_and(is_negative_zero) => return a,
            Add if left.is_some_and(is_negative_zero) => return b,
            Sub if right.is_some_and(|zero| zero.to_bits() == 0) => return a,
            Min | Max if a == b => return a,
            // What has been bounded already; an equal second operand is the one that was taken.
            Min | Max if self.is_bounded(op, a, b) => return a,
            Min | Max if matches!(self.expr(b), Expr::Binary(inner, _, bound) if inner == op && bound == a) => {
                return b;
            }
            And | Or if a == b && self.is_truth(a) => return a,
            And if right.is_some_and(|v| v != 0.0) && self.is_truth(a) => return a,
            And if left.is_some_and(|v| v != 0.0) && self.is_truth(b) => return b,
            And if right == Some(0.0) || left == Some(0.0) => return self.constant(0.0),
            Or if right == Some(0.0) && self.is_truth(a) => return a,
            Or if left == Some(0.0) && self.is_truth(b) => return b,
            Or if right.is_some_and(|v| v != 0.0) || left.is_some_and(|v| v != 0.0) => return self.constant(1.0),
            _ => {}
        }
        match (op, self.expr(a), self.expr(b)) {
            (Add, _, Expr::Unary(UnaryOp::Neg, b)) => self.binary(Sub, a, b),
            (Add, Expr::Unary(UnaryOp::Neg, a), _) => self.binary(Sub, b, a),
            (Sub, _, Expr::Unary(UnaryOp::Neg, b)) => self.binary(Add, a, b),
            (Add | Mul | And | Or | Eq | Ne, ..) => self.share(Expr::Binary(op, a.min(b), a.max(b))),
            _ => self.share(Expr::Binary(op, a, b)),
        }
    }

    /// `a` where `condition` is not 0.0, else `b`.
    pub fn select(&mut self, condition: ExprId, a: ExprId, b: ExprId) -> ExprId {
        if let Some(value) = self.constant_value(condition) {
            return if value != 0.0 { a } else { b };
        }
        if a == b {
            return a;
        }
        if self.is_truth(condition) {
            match (self.constant_value(a), self.constant_value(b)) {
                (Some(yes), Some(no)) if yes == 1.0 && no.to_bits() == 0 => return condition,
                (Some(yes), Some(no)) if yes.to_bits() == 0 && no == 1.0 => return self.unary(UnaryOp::Not, condition),
                _ => {}
            }
        }
        match (self.expr(a), self.expr(b)) {
            (Expr::Select(same, a, _), _) if same == condition => return self.select(condition, a, b),
            (_, Expr::Select(same, _, b)) if same == condition => return self.select(condition, a, b),
            _ => {}
        }
        match self.expr(condition) {
            Expr::Unary(UnaryOp::Not, inner) => self.select(inner, b, a),
            _ => self.share(Expr::Select(condition, a, b)),
        }
    }

    pub(super) fn look_up(&mut self, table: u8, a: ExprId) -> ExprId {
        let elements = &self.tables[usize::from(table)];
        let first = elements[0];
        match self.constant_value(a) {
            Some(at) => {
                let element = look_up(elements, at);
                self.constant(element)
            }
            None if elements.iter().all(|element| element.to_bits() == first.to_bits()) => self.constant(first),
            None => self.share(Expr::Lookup(table, a)),
        }
    }

    pub(super) fn stored(&mut self, store: u8, a: ExprId) -> ExprId {
        let rounded = self.constant_value(a).map(|value| self.stores[usize::from(store)].round(value));
        match (rounded, self.expr(a)) {
            (Some(value), _) if value.is_finite() => self.constant(value),
            (_, Expr::Stored(inner, _)) if inner == store => a,
            _ => self.share(Expr::Stored(store, a)),
        }
    }

    /// Whether the value can only be 0.0 or 1.0.
    fn is_truth(&self, id: ExprId) -> bool {
        use BinaryOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        match self.expr(id) {
            Expr::Const(value) => value.to_bits() == 0 || value == 1.0,
            Expr::Unary(UnaryOp::Not, _) | Expr::Binary(Lt | Le | Gt | Ge | Eq | Ne | And | Or, ..) => true,
            _ => false,
        }
    }

    /// Whether `a` is already bounded by `bound` as `op`, a minimum or maximum, would do it: by itself, or before
    /// the opposite bound by a constant beyond it.
    fn is_bounded(&self, op: BinaryOp, a: ExprId, bound: ExprId) -> bool {
        let Expr::Binary(outer, inner, other) = self.expr(a) else { return false };
        if outer == op {
            return other == bound;
        }
        let (Some(limit), Some(opposite)) = (self.constant_value(bound), self.constant_value(other)) else {
            return false;
        };
        let opposes = match op {
            BinaryOp::Max => outer == BinaryOp::Min && limit < opposite,
            _ => outer == BinaryOp::Max && limit > opposite,
        };
        opposes && matches!(self.expr(inner), Expr::Binary(first, _, known) if first == op && known == bound)
    }
}

/// A power of two whose reciprocal is also a normal number: dividing and multiplying then round alike.
fn has_exact_inverse(value: f32) -> bool {
    value.is_normal() && value.to_bits() & 0x007f_ffff == 0 && (1.0 / value).is_normal()
}

fn is_negative_zero(value: f32) -> bool {
    value.to_bits() == (-0.0_f32).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Load;

    #[test]
    fn what_is_bounded_is_not_bounded_again() {
        let mut b = Builder::new();
        let x = b.add(Expr::Load(Load::default()));
        let (zero, one) = (b.constant(0.0), b.constant(1.0));
        let above = b.binary(BinaryOp::Max, x, zero);
        let clamped = b.binary(BinaryOp::Min, above, one);
        assert_eq!(b.binary(BinaryOp::Max, above, zero), above);
        assert_eq!(b.binary(BinaryOp::Max, zero, above), above);
        assert_eq!(b.binary(BinaryOp::Max, clamped, zero), clamped);
        assert_eq!(b.binary(BinaryOp::Min, clamped, one), clamped);
        let other = b.constant(0.5);
        assert_ne!(b.binary(BinaryOp::Max, clamped, other), clamped);
        assert_ne!(b.binary(BinaryOp::Max, above, x), above, "they differ for NaN");
    }

    #[test]
    fn a_choice_made_is_not_made_again() {
        let mut b = Builder::new();
        let x = b.add(Expr::Load(Load::default()));
        let (zero, one) = (b.constant(0.0), b.constant(1.0));
        let (dark, y) = (b.binary(BinaryOp::Lt, x, one), b.add(Expr::Y));
        let inner = b.select(dark, x, y);
        assert_eq!(b.select(dark, inner, zero), b.select(dark, x, zero));
        assert_eq!(b.select(dark, zero, inner), b.select(dark, zero, y));
        assert_eq!(b.select(dark, one, zero), dark);
        assert_eq!(b.select(dark, zero, one), b.unary(UnaryOp::Not, dark));
        let same = b.binary(BinaryOp::Eq, x, y);
        assert_eq!(b.unary(UnaryOp::Not, same), b.binary(BinaryOp::Ne, x, y));
    }
}
