//! From stored code values to the nominal values of kernels and back, in one place for every backend.

use serde::{Deserialize, Serialize};

use crate::media::CodeScale;

/// How the integer codes of a plane are read and written by kernels.
///
/// Reading is division by the span, done with the span's reciprocal in two
/// parts because vector and graphics units divide slowly, or not exactly. The
/// result is off by one unit in the last place now and then, but black and
/// white are exactly 0 and 1, and reading and writing a code gives it again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CodeMap {
    /// Code of nominal zero.
    pub offset: f32,
    /// Codes from nominal 0 to nominal 1.
    pub span: f32,
    /// The first 8 bits of 1 / span: its product with a difference of two codes is exact.
    pub inverse_hi: f32,
    /// The rest of 1 / span.
    pub inverse_lo: f32,
    /// The largest code.
    pub max: f32,
}

impl CodeMap {
    /// The map for codes up to `max_code` under `scale`.
    pub fn new(scale: CodeScale, max_code: u32) -> Self {
        let inverse = 1.0 / f64::from(scale.span);
        let inverse_hi = f32::from_bits((inverse as f32).to_bits() & 0xffff_0000);
        let inverse_lo = (inverse - f64::from(inverse_hi)) as f32;
        Self { offset: scale.offset, span: scale.span, inverse_hi, inverse_lo, max: max_code as f32 }
    }

    /// The nominal value of a code.
    #[inline(always)]
    pub fn load(&self, code: u16) -> f32 {
        let above = f32::from(code) - self.offset;
        above * self.inverse_hi + above * self.inverse_lo
    }

    /// The code nearest to a nominal value, ties to even, clamped to the codes there are; NaN is nominal zero.
    #[inline(always)]
    pub fn store(&self, value: f32) -> u16 {
        let value = if value.is_nan() { 0.0 } else { value };
        let code = value * self.span + self.offset;
        let code = if code > 0.0 { code } else { 0.0 };
        let code = if code < self.max { code } else { self.max };
        // Adding 2^23 rounds to a whole number and leaves it in the low bits.
        (code + 8_388_608.0).to_bits() as u16
    }
}

/// The bits in which a float plane keeps `value`: every NaN as one and the same.
#[inline(always)]
pub fn store_float(value: f32) -> f32 {
    if value.is_nan() { f32::from_bits(0x7fc0_0000) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{PlaneKind, Range, SampleType};

    fn maps() -> impl Iterator<Item = (String, CodeMap)> {
        let kinds = [PlaneKind::Luma, PlaneKind::Chroma, PlaneKind::Rgb, PlaneKind::Alpha];
        (8..=16u8).flat_map(move |bits| {
            kinds.into_iter().flat_map(move |kind| {
                [Range::Limited, Range::Full].into_iter().map(move |range| {
                    let sample = SampleType::Uint(bits);
                    let max = sample.max_code().unwrap_or(0);
                    (format!("{sample} {kind:?} {range}"), CodeMap::new(sample.scale(kind, range), max))
                })
            })
        })
    }

    #[test]
    fn every_code_comes_back() {
        for (name, map) in maps() {
            for code in 0..=map.max as u16 {
                assert_eq!(map.store(map.load(code)), code, "{name}");
            }
        }
    }

    #[test]
    fn reading_is_division() {
        for (name, map) in maps() {
            for code in 0..=map.max as u16 {
                let (found, exact) = (map.load(code), (f32::from(code) - map.offset) / map.span);
                assert!(found.to_bits().abs_diff(exact.to_bits()) <= 1, "{name} {code}: {found}");
                if exact.fract() == 0.0 {
                    assert_eq!(found, exact, "{name} {code}");
                }
            }
        }
    }

    #[test]
    fn stores_round_to_even_and_clamp() {
        let map = CodeMap::new(CodeScale { offset: 128.0, span: 1.0 }, 255);
        assert_eq!(map.store(0.5), 128);
        assert_eq!(map.store(1.5), 130);
        assert_eq!(map.store(-0.5), 128);
        assert_eq!(map.store(f32::NAN), 128);
        assert_eq!((map.store(f32::INFINITY), map.store(f32::NEG_INFINITY)), (255, 0));
        assert_eq!((map.store(1e30), map.store(-1e30)), (255, 0));
        assert_eq!(map.store(127.4), 255);
    }
}
