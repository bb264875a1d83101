//! Logarithms and powers in double precision, with the same bits on every machine.

use std::f64::consts::{LN_2, LN_10, SQRT_2};

/// What a measure in decibels gives where there is no difference at all.
const EQUAL: f64 = 999.0;

/// 10·log10 of what a peak is squared over a mean squared error; [`EQUAL`] without an error.
pub(crate) fn decibels(peak: f64, error: f64) -> f64 {
    if error > 0.0 { 10.0 * (ln(peak * peak / error) / LN_10) } else { EQUAL }
}

/// A number from 0 on to the power of `exponent`.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    if base > 0.0 { exp(ln(base) * exponent) } else { 0.0 }
}

/// The natural logarithm of a positive finite number, by additions and multiplications alone.
fn ln(value: f64) -> f64 {
    // Out of the subnormal numbers first.
    let (value, before) = if value < f64::MIN_POSITIVE { (value * 2_f64.powi(64), -64) } else { (value, 0) };
    let bits = value.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    if mantissa > SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    // ln m = 2 artanh((m − 1)/(m + 1)), whose terms go down by 34 at least.
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let series = (0..12).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    2.0 * ratio * series + f64::from(exponent + before) * LN_2
}

/// e to the power of a number between −700 and 700.
fn exp(value: f64) -> f64 {
    let twos = (value / LN_2).round();
    let rest = value - twos * LN_2;
    let series = (1..18).rev().fold(1.0, |sum, term| 1.0 + sum * rest / f64::from(term));
    series * 2_f64.powi(twos as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_are_those_of_the_platform_to_fifteen_digits() {
        for (peak, error) in
            [(255.0_f64, 1.0_f64), (255.0, 65025.0), (1.0, 1e-9), (1023.0, 7.77), (1.0, 3e-310), (1e-3, 5e9)]
        {
            let expected = 10.0 * (peak * peak / error).log10();
            let found = decibels(peak, error);
            assert!((found - expected).abs() <= 4e-14 * expected.abs().max(1.0), "{found} is not {expected}");
        }
        assert_eq!(decibels(255.0, 0.0), EQUAL);
    }

    #[test]
    fn powers_are_those_of_the_platform_to_fourteen_digits() {
        for (base, exponent) in [(0.5_f64, 0.0448_f64), (0.99, 0.3001), (1.0, 0.1333), (1e-12, 0.2856), (40.0, 3.0)] {
            let expected = f64::powf(base, exponent);
            assert!((power(base, exponent) - expected).abs() <= 1e-14 * expected, "{base}^{exponent}");
        }
        assert_eq!(power(0.0, 0.2), 0.0);
    }
}
