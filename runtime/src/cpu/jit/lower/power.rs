//! `pow`, operation for operation as `fwr_compiler::kernel::math` has it.

use super::Lowering;
use super::exponential::{LOG2_E, ROUND, Scaling};
use crate::cpu::jit::code::{Binary, Fused, Op, Predicate, Value};
use crate::cpu::jit::range::{Range, exponent};

/// log2 e: its first 12 bits, and the rest.
const LOG2_E_HI: f32 = 1.442_382_8;
const LOG2_E_LO: f32 = 3.122_284e-4;
/// The largest product that needs no clamping, and the normal results.
const LARGE: f32 = 199.0;
const NORMAL: f32 = 124.0;
/// A power that is a multiple of this has no products below the normal numbers with logarithms, whose own
/// step is 2^-48 at least: so that products of halves are exact.
const COARSE: i32 = -80;

impl Lowering<'_> {
    pub(super) fn pow(&mut self, a: Value, b: Value, base: Range, exponents: Range) -> Value {
        if exponents.low == 0.0 && exponents.high == 0.0 && !exponents.nan {
            return self.code.number(1.0);
        }
        let bound = largest_product(base, exponents);
        let (high, low) = self.log2(a, base);

        let mut power = b;
        if exponents.nan || exponents.magnitude() > 1e30 {
            let (most, least) = (self.code.number(1e30), self.code.number(-1e30));
            power = self.code.binary(Binary::Min, most, power);
            power = self.code.binary(Binary::Max, least, power);
        }
        let mut product = self.code.times(power, high);
        let error = self.product_error(power, high, product, exponents.step >= COARSE);
        let rest = self.code.times(power, low);
        let mut correction = self.code.plus(error, rest);
        if bound > LARGE {
            let (most, least) = (self.code.number(200.0), self.code.number(-200.0));
            let size = self.magnitude(product);
            let inside = self.code.compare(Predicate::Lt, size, most);
            correction = self.code.add(Op::Keep(inside, correction));
            product = self.code.binary(Binary::Min, most, product);
            product = self.code.binary(Binary::Max, least, product);
        }

        let (round, ln_2) = (self.code.number(ROUND), self.code.number(std::f32::consts::LN_2));
        let shifted = self.code.plus(product, round);
        let whole = self.code.minus(shifted, round);
        let r = self.code.minus(product, whole);
        let r = self.code.plus(r, correction);
        let r = self.code.times(r, ln_2);
        let value = self.exp_near_zero(r);
        let value = self.scale(&Scaling { value, exponent: whole, shifted, normal: bound < NORMAL });
        self.pow_at_edges(a, b, value, base, exponents)
    }

    /// What remains of b · log2 a when the rounded product is taken away.
    fn product_error(&mut self, power: Value, high: Value, product: Value, exact: bool) -> Value {
        let (power_hi, high_hi) = (self.first_bits(power), self.first_bits(high));
        let (power_lo, high_lo) = (self.code.minus(power, power_hi), self.code.minus(high, high_hi));
        let pairs = [(power_hi, high_lo), (power_lo, high_hi), (power_lo, high_lo)];
        if exact {
            let error = self.code.fused(Fused::Minus, power_hi, high_hi, product);
            return pairs.into_iter().fold(error, |error, (a, b)| self.code.fused(Fused::Plus, a, b, error));
        }
        let first = self.code.times(power_hi, high_hi);
        let error = self.code.minus(first, product);
        pairs.into_iter().fold(error, |error, (a, b)| {
            let part = self.code.times(a, b);
            self.code.plus(error, part)
        })
    }

    /// log2 a in two parts.
    fn log2(&mut self, a: Value, range: Range) -> (Value, Value) {
        let (e, f) = self.split(a, range);
        let (high, low) = (self.code.number(LOG2_E_HI), self.code.number(LOG2_E_LO));
        let f_hi = self.first_bits(f);
        let first = self.code.times(f_hi, high);
        let square = self.code.times(f, f);
        let tail = self.log_tail(f);
        let tail = self.code.times(f, tail);
        let half = self.code.number(0.5);
        let tail = self.code.minus(tail, half);
        let curve = self.code.times(square, tail);
        let f_lo = self.code.minus(f, f_hi);
        let small = self.code.times(f, low);
        let all = self.code.number(LOG2_E);
        let curve = self.code.times(all, curve);
        let small = self.code.plus(small, curve);
        // 12 bits times 12 bits.
        let rest = self.code.fused(Fused::Plus, f_lo, high, small);
        let sum = self.code.plus(e, first);
        let left = self.code.minus(e, sum);
        let left = self.code.plus(left, first);
        let rest = self.code.plus(left, rest);
        let high = self.code.plus(sum, rest);
        let low = self.code.minus(sum, high);
        (high, self.code.plus(low, rest))
    }

    fn pow_at_edges(&mut self, a: Value, b: Value, value: Value, base: Range, exponents: Range) -> Value {
        let (zero, infinity) = (self.code.number(0.0), self.code.number(f32::INFINITY));
        let mut value = value;
        if base.high == f32::INFINITY {
            let positive = self.code.compare(Predicate::Gt, b, zero);
            let at_infinity = self.code.choose(positive, infinity, zero);
            let infinite = self.code.compare(Predicate::Eq, a, infinity);
            value = self.code.choose(infinite, at_infinity, value);
        }
        if base.low <= 0.0 || base.nan {
            let positive = self.code.compare(Predicate::Gt, a, zero);
            value = self.code.choose(positive, value, zero);
        }
        if base.nan || exponents.nan {
            let both = self.code.plus(a, b);
            let undefined = self.code.compare(Predicate::Unordered, a, b);
            value = self.code.choose(undefined, both, value);
        }
        if exponents.low <= 0.0 && exponents.high >= 0.0 || exponents.nan {
            let one = self.code.number(1.0);
            let none = self.code.compare(Predicate::Eq, b, zero);
            value = self.code.choose(none, one, value);
        }
        value
    }

    /// The first 12 bits of the significand.
    fn first_bits(&mut self, a: Value) -> Value {
        let mask = self.code.bits(0xffff_f000);
        self.code.binary(Binary::And, a, mask)
    }
}

/// A bound on |b · log2 a| for positive `a`.
fn largest_product(base: Range, exponents: Range) -> f32 {
    if base.nan || base.low < 0.0 || !base.high.is_finite() || !exponents.is_finite() {
        return f32::INFINITY;
    }
    let least = if base.low > 0.0 { exponent(base.low) } else { base.step };
    let greatest = if base.high > 0.0 { exponent(base.high) + 1 } else { 1 };
    (least.abs().max(greatest.abs()) as f32 + 1.0) * exponents.magnitude()
}
