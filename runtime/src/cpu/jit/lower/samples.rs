//! Stored samples to nominal values and back.

use fwr_compiler::kernel::{CodeMap, Load, Stored};

use super::{Lowering, row_of};
use crate::cpu::jit::Target;
use crate::cpu::jit::code::{Binary, Fused, Op, Predicate, Sample, Unary, Value};
use crate::cpu::jit::range::Range;
use crate::cpu::row::Element;

impl Lowering<'_> {
    pub(super) fn load(&mut self, load: &Load) -> Option<Value> {
        let (row, element) = row_of(self.work, load)?;
        let mut read = |sample| self.code.add(Op::Row { row, dx: load.dx.into(), sample });
        Some(match element {
            Element::Stored(Stored::Byte(map)) => {
                let code = read(Sample::Byte);
                self.nominal_of_integer(code, &map)
            }
            Element::Stored(Stored::Word(map)) => {
                let code = read(Sample::Word);
                self.nominal_of_integer(code, &map)
            }
            Element::Stored(Stored::Half) => read(Sample::Half),
            Element::Stored(Stored::Single) | Element::Nominal => read(Sample::Single),
        })
    }

    /// What is stored for a nominal value, and how.
    pub(super) fn stored(&mut self, value: Value, range: Range) -> (Value, Sample) {
        match (self.work.out, self.work.round) {
            (Element::Stored(Stored::Byte(map)), _) => (self.integer(value, &map, range), Sample::Byte),
            (Element::Stored(Stored::Word(map)), _) => (self.integer(value, &map, range), Sample::Word),
            (Element::Stored(Stored::Half), _) => (self.one_nan(value, range), Sample::Half),
            (Element::Stored(Stored::Single), _) => (self.one_nan(value, range), Sample::Single),
            (Element::Nominal, round) => (self.rounded(round, value, range), Sample::Single),
        }
    }

    /// What a nominal value comes back as after it was stored.
    pub(super) fn rounded(&mut self, stored: Stored, value: Value, range: Range) -> Value {
        match stored {
            Stored::Byte(map) | Stored::Word(map) => {
                let (code, codes) = self.code_of(value, &map, range);
                let (zero, most) = (self.code.number(0.0), self.code.number(map.max));
                let mut code = code;
                // The limit makes −0 into 0 as well.
                if range.nan || codes.low < 0.0 || codes.low == 0.0 && map.offset == 0.0 {
                    code = self.code.binary(Binary::Max, code, zero);
                }
                if range.nan || codes.high > map.max {
                    code = self.code.binary(Binary::Min, code, most);
                }
                let code = self.code.unary(Unary::Nearest, code);
                self.nominal(code, &map)
            }
            Stored::Half => self.code.unary(Unary::Halve, value),
            Stored::Single => value,
        }
    }

    fn nominal_of_integer(&mut self, code: Value, map: &CodeMap) -> Value {
        let code = self.code.unary(Unary::ToFloat, code);
        self.nominal(code, map)
    }

    /// The nominal value of a code that is a whole float.
    fn nominal(&mut self, code: Value, map: &CodeMap) -> Value {
        let (offset, high, low) =
            (self.code.number(map.offset), self.code.number(map.inverse_hi), self.code.number(map.inverse_lo));
        let above = self.code.minus(code, offset);
        if map.inverse_lo == 0.0 {
            return self.code.times(above, high);
        }
        let rest = self.code.times(above, low);
        // 8 bits times the difference of two codes are exact.
        let exact = map.offset.fract() == 0.0 && map.inverse_hi.to_bits() & 0xffff == 0 && map.offset.abs() < 65536.0;
        if exact {
            return self.code.fused(Fused::Plus, above, high, rest);
        }
        let first = self.code.times(above, high);
        self.code.plus(first, rest)
    }

    /// The code of a nominal value, neither rounded nor clamped, and its range; a NaN stays one if black is 0.
    fn code_of(&mut self, value: Value, map: &CodeMap, range: Range) -> (Value, Range) {
        let mut value = value;
        if range.nan && map.offset != 0.0 {
            let number = self.code.compare(Predicate::Eq, value, value);
            value = self.code.add(Op::Keep(number, value));
        }
        let (span, offset) = (self.code.number(map.span), self.code.number(map.offset));
        let mut code = self.code.times(value, span);
        if map.offset != 0.0 {
            code = self.code.plus(code, offset);
        }
        let at = |end: f32| end * map.span + map.offset;
        (code, Range { low: at(range.low), high: at(range.high), ..range })
    }

    /// The code of a nominal value in 32 bits, clamped as far as the store does not.
    fn integer(&mut self, value: Value, map: &CodeMap, range: Range) -> Value {
        let (mut code, codes) = self.code_of(value, map, range);
        let (zero, most) = (self.code.number(0.0), self.code.number(map.max));
        // An odd largest code and a half round up.
        let beyond = range.nan || codes.high >= map.max + 0.5;
        match self.target {
            Target::Avx512 => {
                if range.nan || codes.low < -0.5 {
                    code = self.code.binary(Binary::Max, code, zero);
                }
                // Integers that are too large are stored as the largest of the type.
                if beyond && map.max != 255.0 && map.max != 65535.0 {
                    code = self.code.binary(Binary::Min, code, most);
                }
            }
            // Negative integers are stored as 0, and a NaN becomes one.
            Target::Avx2 => {
                if beyond {
                    code = self.code.binary(Binary::Min, most, code);
                }
            }
        }
        self.code.unary(Unary::ToInteger, code)
    }

    fn one_nan(&mut self, value: Value, range: Range) -> Value {
        if !range.nan {
            return value;
        }
        let (nan, is_nan) = (self.code.bits(0x7fc0_0000), self.code.compare(Predicate::Unordered, value, value));
        self.code.choose(is_nan, nan, value)
    }
}
