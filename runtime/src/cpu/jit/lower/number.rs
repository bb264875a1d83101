//! Arithmetic, comparisons and tables.

use fwr_compiler::kernel::{BinaryOp, Expr, ExprId, UnaryOp};

use super::Lowering;
use crate::cpu::jit::code::{Binary, Fused, Op, Predicate, Unary, Value};

impl Lowering<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, a: ExprId) -> Option<Value> {
        if op == UnaryOp::Not {
            let condition = self.condition(a)?;
            return Some(self.code.add(Op::Not(condition)));
        }
        let (value, range) = (self.number(a)?, self.range(a));
        Some(match op {
            UnaryOp::Neg => {
                let sign = self.code.bits(0x8000_0000);
                self.code.binary(Binary::Xor, value, sign)
            }
            UnaryOp::Abs | UnaryOp::Not => self.magnitude(value),
            UnaryOp::Sqrt => self.code.unary(Unary::Sqrt, value),
            UnaryOp::Floor => self.code.unary(Unary::Floor, value),
            UnaryOp::Exp => self.exp(value, range),
            UnaryOp::Log => self.log(value, range),
            UnaryOp::Sin => self.turn(value, 0, range),
            UnaryOp::Cos => self.turn(value, 1, range),
        })
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> Option<Value> {
        let predicate = match op {
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (self.condition(a)?, self.condition(b)?);
                return Some(self.code.add(if op == BinaryOp::And { Op::Both(a, b) } else { Op::Either(a, b) }));
            }
            BinaryOp::Lt => Some(Predicate::Lt),
            BinaryOp::Le => Some(Predicate::Le),
            BinaryOp::Gt => Some(Predicate::Gt),
            BinaryOp::Ge => Some(Predicate::Ge),
            BinaryOp::Eq => Some(Predicate::Eq),
            BinaryOp::Ne => Some(Predicate::Ne),
            _ => None,
        };
        if let Some(fused) = self.sum_with_exact_product(op, a, b) {
            return fused;
        }
        let (first, second) = (self.number(a)?, self.number(b)?);
        if let Some(predicate) = predicate {
            return Some(self.code.compare(predicate, first, second));
        }
        Some(match op {
            BinaryOp::Sub => self.code.minus(first, second),
            BinaryOp::Mul => self.code.times(first, second),
            BinaryOp::Div => self.quotient(first, second),
            BinaryOp::Rem => {
                let quotient = self.quotient(first, second);
                let whole = self.code.unary(Unary::Floor, quotient);
                let multiple = self.code.times(second, whole);
                self.code.minus(first, multiple)
            }
            BinaryOp::Pow => self.pow(first, second, self.range(a), self.range(b)),
            BinaryOp::Min => self.code.binary(Binary::Min, first, second),
            BinaryOp::Max => self.code.binary(Binary::Max, first, second),
            _ => self.code.plus(first, second),
        })
    }

    pub(super) fn look_up(&mut self, table: u8, a: ExprId) -> Option<Value> {
        let elements = &self.work.kernel.tables[usize::from(table)];
        let last = (elements.len() - 1) as f32;
        if last == 0.0 {
            return Some(self.code.number(elements[0]));
        }
        // Whatever the range says: behind the end of a row there may be any bits, and they are looked up as well.
        let (at, zero, last) = (self.number(a)?, self.code.number(0.0), self.code.number(last));
        let at = self.code.binary(Binary::Max, at, zero);
        let at = self.code.binary(Binary::Min, at, last);
        let at = self.code.unary(Unary::Truncate, at);
        Some(self.code.add(Op::Gather(table, at)))
    }

    pub(super) fn columns(&mut self) -> Value {
        let (first, lanes) = (self.code.add(Op::Column(1)), self.code.add(Op::Lanes { first: 0, step: 1 }));
        let column = self.code.binary(Binary::AddInteger, first, lanes);
        self.code.unary(Unary::ToFloat, column)
    }

    pub(super) fn magnitude(&mut self, value: Value) -> Value {
        let mask = self.code.bits(0x7fff_ffff);
        self.code.binary(Binary::And, value, mask)
    }

    /// a / b; division by a power of two is multiplication by another, which is exact just as often.
    fn quotient(&mut self, a: Value, b: Value) -> Value {
        match self.code.constant(b) {
            Some(divisor) if is_power_of_two(divisor) && divisor.recip().is_normal() => {
                let factor = self.code.number(divisor.recip());
                self.code.times(a, factor)
            }
            _ => self.code.binary(Binary::Div, a, b),
        }
    }

    /// A sum or difference with a product by a power of two: the product is exact, so one rounding is enough.
    fn sum_with_exact_product(&mut self, op: BinaryOp, a: ExprId, b: ExprId) -> Option<Option<Value>> {
        let (how, product, third) = match op {
            BinaryOp::Add if self.is_exact_product(b) => (Fused::Plus, b, a),
            BinaryOp::Add if self.is_exact_product(a) => (Fused::Plus, a, b),
            BinaryOp::Sub if self.is_exact_product(b) => (Fused::From, b, a),
            BinaryOp::Sub if self.is_exact_product(a) => (Fused::Minus, a, b),
            _ => return None,
        };
        let mut factors = self.work.kernel.expr(product).operands();
        let (x, y) = (factors.next()?, factors.next()?);
        let fuse = |lowering: &mut Self| {
            let (x, y, third) = (lowering.number(x)?, lowering.number(y)?, lowering.number(third)?);
            Some(lowering.code.fused(how, x, y, third))
        };
        Some(fuse(self))
    }

    fn is_exact_product(&self, id: ExprId) -> bool {
        let Expr::Binary(BinaryOp::Mul, a, b) = self.work.kernel.expr(id) else { return false };
        if self.work.uniforms[id.0 as usize].is_some() {
            return false;
        }
        let exact = |factor: ExprId, other: ExprId| {
            let Expr::Const(factor) = self.work.kernel.expr(factor) else { return false };
            let other = self.range(other);
            is_power_of_two(factor.abs())
                && other.is_finite()
                && (other.magnitude() * factor).is_finite()
                && other.step + super::super::range::exponent(factor) >= -149
        };
        exact(a, b) || exact(b, a)
    }
}

fn is_power_of_two(a: f32) -> bool {
    a.is_normal() && a > 0.0 && a.to_bits() & 0x007f_ffff == 0
}
