//! Random numbers: the hash of a column, as `fwr_compiler::kernel::uniform` has it.

use fwr_compiler::kernel::Random;

use super::Lowering;
use crate::cpu::jit::code::{Binary, Op, Shift, Unary, Value};

/// 2^32 / φ, odd.
const STEP: u32 = 0x9e37_79b9;

impl Lowering<'_> {
    /// The numbers of the `hash`th random expression.
    pub(super) fn random(&mut self, random: Random, hash: u32) -> Value {
        // A column times the step is that of the first lane and one that never changes.
        let column = self.code.add(Op::Column(STEP));
        let beside = i32::from(random.dx) as u32;
        let lanes = self.code.add(Op::Lanes { first: beside.wrapping_mul(STEP), step: STEP });
        let place = self.code.binary(Binary::AddInteger, column, lanes);
        let row = self.code.add(Op::Hash(hash));
        let mut value = self.code.binary(Binary::Xor, place, row);
        for (bits, factor) in [(16, Some(0x7feb_352d)), (15, Some(0x846c_a68b)), (16, None)] {
            let high = self.code.shift(Shift::Right, bits, value);
            value = self.code.binary(Binary::Xor, value, high);
            if let Some(factor) = factor {
                let factor = self.code.bits(factor);
                value = self.code.binary(Binary::MulInteger, value, factor);
            }
        }
        let value = self.code.shift(Shift::Right, 8, value);
        let value = self.code.unary(Unary::ToFloat, value);
        let unit = self.code.number(1.0 / 16_777_216.0);
        self.code.times(value, unit)
    }
}
