//! `sin` and `cos`, operation for operation as `fwr_compiler::kernel::math` has them.

use super::Lowering;
use super::exponential::ROUND;
use crate::cpu::jit::code::{Binary, Fused, Op, Shift, Value};
use crate::cpu::jit::range::Range;

/// π/2 in three parts of 11, 11 and 24 bits.
const HALF_PI: [f32; 3] = [1.570_312_5, 4.837_513e-4, 7.549_79e-8];
/// Up to here the number of quarter turns has at most 13 bits.
const NEAR: f32 = 8192.0;

impl Lowering<'_> {
    /// The sine of `a` and `quarters` quarter turns.
    pub(super) fn turn(&mut self, a: Value, quarters: u32, range: Range) -> Value {
        let near = range.is_finite() && range.magnitude() <= NEAR;
        let (factor, round) = (self.code.number(std::f32::consts::FRAC_2_PI), self.code.number(ROUND));
        let turns = self.code.times(a, factor);
        let shifted = self.code.plus(turns, round);
        let n = self.code.minus(shifted, round);
        let mut r = a;
        for (position, part) in HALF_PI.into_iter().enumerate() {
            let part = self.code.number(part);
            if near && position < 2 {
                // 13 bits times 11 bits are exact.
                r = self.code.fused(Fused::From, n, part, r);
            } else {
                let multiple = self.code.times(n, part);
                r = self.code.minus(r, multiple);
            }
        }
        if !near {
            let (most, least) = (self.code.number(0.8), self.code.number(-0.8));
            r = self.code.binary(Binary::Min, most, r);
            r = self.code.binary(Binary::Max, least, r);
        }
        let z = self.code.times(r, r);
        let (sine, cosine) = (self.sine(r, z), self.cosine(z));

        let quarters = self.code.bits(quarters);
        let quadrant = self.code.binary(Binary::AddInteger, shifted, quarters);
        let odd = self.code.shift(Shift::Left, 31, quadrant);
        let odd = self.code.add(Op::Sign(odd));
        let value = self.code.choose(odd, cosine, sine);
        let two = self.code.bits(2);
        let sign = self.code.binary(Binary::And, quadrant, two);
        let sign = self.code.shift(Shift::Left, 30, sign);
        self.code.binary(Binary::Xor, value, sign)
    }

    fn sine(&mut self, r: Value, z: Value) -> Value {
        let curve = self.polynomial(z, &[-0.166_666_55, 8.332_158e-3, -1.951_437_9e-4]);
        let cube = self.code.times(r, z);
        let rest = self.code.times(cube, curve);
        self.code.plus(r, rest)
    }

    fn cosine(&mut self, z: Value) -> Value {
        let curve = self.polynomial(z, &[0.041_666_646, -1.388_734_8e-3, 2.443_586_7e-5]);
        let (one, half) = (self.code.number(1.0), self.code.number(0.5));
        // Half of z is exact, or so small that the difference is 1.
        let first = self.code.fused(Fused::From, half, z, one);
        let square = self.code.times(z, z);
        let rest = self.code.times(square, curve);
        self.code.plus(first, rest)
    }
}
