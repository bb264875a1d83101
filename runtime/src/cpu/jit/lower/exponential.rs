//! `exp` and `log`, operation for operation as `fwr_compiler::kernel::math` has them.
//!
//! Where a product is exact because its factors have few bits, it is fused with the sum it goes into: that
//! changes no bit. Steps that can change nothing for the values an argument can have are left out.

use crate::cpu::jit::code::{Binary, Fused, Op, Predicate, Shift, Unary, Value};
use crate::cpu::jit::range::Range;

use super::Lowering;
use crate::cpu::jit::Target;

pub(super) const LOG2_E: f32 = std::f32::consts::LOG2_E;
/// ln 2 in two parts; the first has 15 bits.
const LN_2_HI: f32 = 0.693_145_75;
const LN_2_LO: f32 = 1.428_606_8e-6;
/// 1.5 · 2^23: adding it rounds to a whole number and leaves that number in the low bits.
pub(super) const ROUND: f32 = 12_582_912.0;
/// √½ as bits.
const SQRT_HALF_BITS: u32 = 0x3f35_04f3;

/// A number to be multiplied by a power of two.
pub(super) struct Scaling {
    /// Between ½ and 2, or a NaN.
    pub(super) value: Value,
    /// The exponent, and the sum with [`ROUND`] that it came from.
    pub(super) exponent: Value,
    pub(super) shifted: Value,
    /// Whether the result is a normal number wherever it matters.
    pub(super) normal: bool,
}

impl Lowering<'_> {
    pub(super) fn exp(&mut self, a: Value, range: Range) -> Value {
        let mut a = a;
        if range.high > 89.0 {
            let most = self.code.number(89.0);
            a = self.code.binary(Binary::Min, most, a);
        }
        if range.low < -104.0 {
            let least = self.code.number(-104.0);
            a = self.code.binary(Binary::Max, least, a);
        }
        let (factor, round) = (self.code.number(LOG2_E), self.code.number(ROUND));
        let product = self.code.times(a, factor);
        let shifted = self.code.plus(product, round);
        let exponent = self.code.minus(shifted, round);
        // An exponent has 8 bits: the product with the first part is exact.
        let (high, low) = (self.code.number(LN_2_HI), self.code.number(LN_2_LO));
        let r = self.code.fused(Fused::From, exponent, high, a);
        let rest = self.code.times(exponent, low);
        let r = self.code.minus(r, rest);
        let value = self.exp_near_zero(r);
        let normal = !range.nan && range.low > -86.0 && range.high < 87.0;
        self.scale(&Scaling { value, exponent, shifted, normal })
    }

    pub(super) fn log(&mut self, a: Value, range: Range) -> Value {
        let (e, f) = self.split(a, range);
        let square = self.code.times(f, f);
        let (half, high, low) = (self.code.number(0.5), self.code.number(LN_2_HI), self.code.number(LN_2_LO));
        let cube = self.code.times(square, f);
        let curve = self.log_tail(f);
        let curve = self.code.times(cube, curve);
        // Half of a square of at least 2^-48 is exact, and so is an exponent times 15 bits.
        let tail = self.code.fused(Fused::Minus, half, square, curve);
        let rest = self.code.times(e, low);
        let rest = self.code.minus(tail, rest);
        let rest = self.code.minus(f, rest);
        let mut value = self.code.fused(Fused::Plus, e, high, rest);
        if range.high == f32::INFINITY {
            let infinity = self.code.number(f32::INFINITY);
            let infinite = self.code.compare(Predicate::Eq, a, infinity);
            value = self.code.choose(infinite, a, value);
        }
        let zero = self.code.number(0.0);
        if range.low <= 0.0 {
            let pole = self.code.number(f32::NEG_INFINITY);
            let at_zero = self.code.compare(Predicate::Eq, a, zero);
            value = self.code.choose(at_zero, pole, value);
        }
        if range.low < 0.0 || range.nan {
            let nan = self.code.number(f32::NAN);
            let defined = self.code.compare(Predicate::Ge, a, zero);
            value = self.code.choose(defined, value, nan);
        }
        value
    }

    /// e^r near 0.
    pub(super) fn exp_near_zero(&mut self, r: Value) -> Value {
        let curve = self.polynomial(r, &[0.5, 0.166_665_14, 0.041_666_19, 8.369_531e-3, 1.395_156_6e-3]);
        let one = self.code.number(1.0);
        let square = self.code.times(r, r);
        let tail = self.code.times(square, curve);
        let tail = self.code.plus(r, tail);
        self.code.plus(one, tail)
    }

    /// (ln(1 + f) − f + f²/2) / f³.
    pub(super) fn log_tail(&mut self, f: Value) -> Value {
        const C: [f32; 9] = [
            0.333_333_1,
            -0.249_999_87,
            0.200_021_46,
            -0.166_692_17,
            0.142_200_22,
            -0.123_855_53,
            0.118_651_3,
            -0.117_806_93,
            0.069_210_42,
        ];
        self.polynomial(f, &C)
    }

    /// c₀ + x·(c₁ + x·(c₂ + …)).
    pub(super) fn polynomial(&mut self, x: Value, coefficients: &[f32]) -> Value {
        let mut from_highest = coefficients.iter().rev().map(|coefficient| self.code.number(*coefficient));
        let mut value = from_highest.next().unwrap_or(x);
        let rest: Vec<Value> = from_highest.collect();
        for coefficient in rest {
            let product = self.code.times(x, value);
            value = self.code.plus(coefficient, product);
        }
        value
    }

    /// `(e, f)` with a = 2^e · (1 + f) and √½ ≤ 1 + f < √2, for positive finite `a`.
    pub(super) fn split(&mut self, a: Value, range: Range) -> (Value, Value) {
        // What is 0 or below gets its result elsewhere; only subnormal numbers need to be lifted.
        let tiny = range.low < f32::MIN_POSITIVE && range.step < -126;
        let (mut lifted, mut base) = (a, None);
        if tiny {
            let (least, lift, down) =
                (self.code.number(f32::MIN_POSITIVE), self.code.number(16_777_216.0), self.code.number(-24.0));
            let subnormal = self.code.compare(Predicate::Lt, a, least);
            let higher = self.code.times(a, lift);
            lifted = self.code.choose(subnormal, higher, a);
            base = Some(self.code.add(Op::Keep(subnormal, down)));
        }
        let root = self.code.bits(SQRT_HALF_BITS);
        let bits = self.code.binary(Binary::SubInteger, lifted, root);
        let e = self.code.shift(Shift::RightSigned, 23, bits);
        let mut e = self.code.unary(Unary::ToFloat, e);
        if let Some(base) = base {
            e = self.code.plus(e, base);
        }
        let mask = self.code.bits(0x007f_ffff);
        let m = self.code.binary(Binary::And, bits, mask);
        let m = self.code.binary(Binary::AddInteger, m, root);
        let one = self.code.number(1.0);
        (e, self.code.minus(m, one))
    }

    /// A number times 2 to the power of another, rounded once.
    pub(super) fn scale(&mut self, scaling: &Scaling) -> Value {
        let Scaling { value, exponent, shifted, normal } = *scaling;
        if self.target == Target::Avx512 {
            return self.code.binary(Binary::Scale, value, exponent);
        }
        if normal {
            // The other bits of the shifted sum drop out at the top.
            let up = self.code.shift(Shift::Left, 23, shifted);
            return self.code.binary(Binary::AddInteger, value, up);
        }
        let round = self.code.number(ROUND);
        let whole = self.code.binary(Binary::SubInteger, shifted, round);
        let half = self.code.shift(Shift::RightSigned, 1, whole);
        let other = self.code.binary(Binary::SubInteger, whole, half);
        let (half, other) = (self.power_of_two(half), self.power_of_two(other));
        let value = self.code.times(value, half);
        self.code.times(value, other)
    }

    fn power_of_two(&mut self, exponent: Value) -> Value {
        let bias = self.code.bits(127);
        let biased = self.code.binary(Binary::AddInteger, exponent, bias);
        self.code.shift(Shift::Left, 23, biased)
    }
}
