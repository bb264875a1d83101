//! Half-precision samples to single precision and back, in integer arithmetic that vectorises anywhere.

use half::f16;

/// The value of a half; exact.
#[inline(always)]
pub fn load(half: u16) -> f32 {
    let magnitude = u32::from(half & 0x7fff) << 13;
    // Moving the exponent by a multiplication makes subnormal halves right as well.
    let finite = (f32::from_bits(magnitude) * f32::from_bits((127 + 112) << 23)).to_bits();
    let bits = if magnitude >= 0x0f80_0000 { magnitude | 0x7f80_0000 } else { finite };
    f32::from_bits(bits | (u32::from(half & 0x8000) << 16))
}

/// The nearest half, ties to even; infinite from 65520 on, and one NaN for all.
#[inline(always)]
pub fn store(value: f32) -> u16 {
    let bits = value.to_bits();
    let magnitude = bits & 0x7fff_ffff;
    // Adding ½ leaves multiples of 2^-24, the step of subnormal halves, in the low bits.
    let small = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0.5_f32.to_bits());
    let odd = (magnitude >> 13) & 1;
    let normal = magnitude.wrapping_add(0x0fff + odd).wrapping_sub(112 << 23) >> 13;
    let half = if magnitude < 0x3880_0000 { small } else { normal };
    let half = if magnitude >= 0x477f_f000 { 0x7c00 } else { half };
    let half = half | ((bits >> 16) & 0x8000);
    let half = if magnitude > 0x7f80_0000 { u32::from(f16::NAN.to_bits()) } else { half };
    half as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_is_read_exactly_and_comes_back() {
        for bits in 0..=u16::MAX {
            let (found, expected) = (load(bits), f16::from_bits(bits).to_f32());
            assert!(found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(), "{bits:#x}");
            let back = if found.is_nan() { f16::NAN.to_bits() } else { bits };
            assert_eq!(store(found), back, "{bits:#x}");
        }
    }

    #[test]
    fn stores_round_to_even() {
        for bits in (0..=u32::MAX).step_by(4999) {
            let value = f32::from_bits(bits);
            let expected = if value.is_nan() { f16::NAN } else { f16::from_f32(value) };
            assert_eq!(store(value), expected.to_bits(), "{value}");
        }
        for bits in 0..0x7c00_u16 {
            let (low, high) = (f16::from_bits(bits).to_f32(), f16::from_bits(bits + 1).to_f32());
            let middle = (low + high) / 2.0;
            assert_eq!(store(middle), f16::from_f32(middle).to_bits(), "{middle}");
        }
    }
}
