//! Elementary functions of kernels in plain `f32` arithmetic: the same bits on every machine.
//!
//! Each function is a fixed sequence of single IEEE operations (no fused
//! multiply-add, no library call) with selects instead of branches, so that a
//! loop over it vectorises and a GPU can run the same sequence. Polynomials are
//! minimax fits (Remez exchange) made for this file; argument reduction follows
//! W. J. Cody and W. Waite, *Software Manual for the Elementary Functions* (1980),
//! and exact products T. J. Dekker, *A floating-point technique for extending the
//! available precision*, Numer. Math. 18 (1971).
//!
//! | function | error against the exact value | where |
//! |---|---|---|
//! | [`exp`] | 2 ulp; gradual underflow | everywhere |
//! | [`log`] | 2 ulp | everywhere |
//! | [`pow`] | 4 ulp | where the result is a normal number |
//! | [`sin`], [`cos`] | 1.5e-7 absolute | \|a\| ≤ 8192; less and less exact beyond, but in −1 … 1 |
//!
//! A NaN argument gives NaN (but `pow(a, 0)` is 1). Which NaN is not defined.

/// log2 e, and its first 12 bits with the rest.
const LOG2_E: f32 = std::f32::consts::LOG2_E;
const LOG2_E_HI: f32 = 1.442_382_8;
const LOG2_E_LO: f32 = 3.122_284e-4;
/// ln 2 in two parts; the first has so few bits that a product with an exponent is exact.
const LN_2_HI: f32 = 0.693_145_75;
const LN_2_LO: f32 = 1.428_606_8e-6;
/// 1.5 · 2^23: adding it rounds to a whole number and leaves that number in the low bits.
const ROUND: f32 = 12_582_912.0;
/// √½ as bits: the lower end of the mantissas that logarithms work on.
const SQRT_HALF_BITS: u32 = 0x3f35_04f3;

/// e^a: +inf above 88.73, 0 below −103.98.
#[inline(always)]
pub fn exp(a: f32) -> f32 {
    let a = if a > 89.0 { 89.0 } else { a };
    let a = if a < -104.0 { -104.0 } else { a };
    let shifted = a * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (a - n * LN_2_HI) - n * LN_2_LO;
    scale(exp_near_zero(r), whole(shifted))
}

/// ln a: −inf at 0, NaN below.
#[inline(always)]
pub fn log(a: f32) -> f32 {
    let (e, f) = split(a);
    let square = f * f;
    let tail = 0.5 * square - (square * f) * log_tail(f);
    let value = e * LN_2_HI + (f - (tail - e * LN_2_LO));
    let value = if a == f32::INFINITY { a } else { value };
    let value = if a == 0.0 { f32::NEG_INFINITY } else { value };
    if a >= 0.0 { value } else { f32::NAN }
}

/// a^b, where the base is a quantity of light: 0 for a ≤ 0 unless b is 0, which gives 1.
#[inline(always)]
pub fn pow(a: f32, b: f32) -> f32 {
    // log2 a = high + low, exact to about 2^-31.
    let (e, f) = split(a);
    let f_hi = truncate(f);
    let first = f_hi * LOG2_E_HI;
    let curve = (f * f) * (f * log_tail(f) - 0.5);
    let rest = (f - f_hi) * LOG2_E_HI + (f * LOG2_E_LO + LOG2_E * curve);
    let sum = e + first;
    let rest = ((e - sum) + first) + rest;
    let high = sum + rest;
    let low = (sum - high) + rest;

    // b · log2 a, again in two parts; a product beyond ±200 has only its sign to give.
    let power = if b > 1e30 { 1e30 } else { b };
    let power = if power < -1e30 { -1e30 } else { power };
    let product = power * high;
    let (power_hi, high_hi) = (truncate(power), truncate(high));
    let (power_lo, high_lo) = (power - power_hi, high - high_hi);
    let error = ((power_hi * high_hi - product) + power_hi * high_lo + power_lo * high_hi) + power_lo * high_lo;
    let correction = error + power * low;
    let correction = if product.abs() < 200.0 { correction } else { 0.0 };
    let product = if product > 200.0 { 200.0 } else { product };
    let product = if product < -200.0 { -200.0 } else { product };

    let shifted = product + ROUND;
    let r = (product - (shifted - ROUND)) + correction;
    let value = scale(exp_near_zero(r * std::f32::consts::LN_2), whole(shifted));

    let at_infinity = if b > 0.0 { f32::INFINITY } else { 0.0 };
    let value = if a == f32::INFINITY { at_infinity } else { value };
    let value = if a > 0.0 { value } else { 0.0 };
    let both = a + b;
    let value = if a.is_nan() | b.is_nan() { both } else { value };
    if b == 0.0 { 1.0 } else { value }
}

/// sin a, a in radians.
#[inline(always)]
pub fn sin(a: f32) -> f32 {
    turn(a, 0)
}

/// cos a, a in radians.
#[inline(always)]
pub fn cos(a: f32) -> f32 {
    turn(a, 1)
}

/// The sine of `a` and `quarters` quarter turns.
#[inline(always)]
fn turn(a: f32, quarters: u32) -> f32 {
    // π/2 in three parts of 11, 11 and 24 bits.
    const HALF_PI: [f32; 3] = [1.570_312_5, 4.837_513e-4, 7.549_79e-8];
    let shifted = a * std::f32::consts::FRAC_2_PI + ROUND;
    let n = shifted - ROUND;
    let r = ((a - n * HALF_PI[0]) - n * HALF_PI[1]) - n * HALF_PI[2];
    // Far out the reduction has lost its digits; stay on the circle all the same.
    let r = if r > 0.8 { 0.8 } else { r };
    let r = if r < -0.8 { -0.8 } else { r };
    let z = r * r;
    let sine = r + (r * z) * (-0.166_666_55 + z * (8.332_158e-3 + z * -1.951_437_9e-4));
    let cosine = (1.0 - 0.5 * z) + (z * z) * (0.041_666_646 + z * (-1.388_734_8e-3 + z * 2.443_586_7e-5));
    let quadrant = shifted.to_bits().wrapping_add(quarters);
    let value = if quadrant & 1 == 0 { sine } else { cosine };
    f32::from_bits(value.to_bits() ^ ((quadrant & 2) << 30))
}

/// e^r for |r| ≤ 0.35.
#[inline(always)]
fn exp_near_zero(r: f32) -> f32 {
    let curve = 0.5 + r * (0.166_665_14 + r * (0.041_666_19 + r * (8.369_531e-3 + r * 1.395_156_6e-3)));
    1.0 + (r + (r * r) * curve)
}

/// (ln(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f ≤ √2.
#[inline(always)]
fn log_tail(f: f32) -> f32 {
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
    let high = C[4] + f * (C[5] + f * (C[6] + f * (C[7] + f * C[8])));
    C[0] + f * (C[1] + f * (C[2] + f * (C[3] + f * high)))
}

/// `(e, f)` with a = 2^e · (1 + f) and √½ ≤ 1 + f < √2, for positive finite `a`.
#[inline(always)]
fn split(a: f32) -> (f32, f32) {
    let subnormal = a < f32::MIN_POSITIVE;
    let lifted = if subnormal { a * 16_777_216.0 } else { a };
    let base = if subnormal { -24.0 } else { 0.0 };
    let bits = lifted.to_bits().wrapping_sub(SQRT_HALF_BITS);
    let e = ((bits as i32) >> 23) as f32 + base;
    let m = f32::from_bits((bits & 0x007f_ffff).wrapping_add(SQRT_HALF_BITS));
    (e, m - 1.0)
}

/// The whole number that adding [`ROUND`] left in the low bits.
#[inline(always)]
fn whole(shifted: f32) -> i32 {
    (shifted.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32)
}

/// a · 2^n for |n| ≤ 250, in two steps so that the result may overflow or underflow gradually.
#[inline(always)]
fn scale(a: f32, n: i32) -> f32 {
    let half = n >> 1;
    let power = |n: i32| f32::from_bits((n.wrapping_add(127) as u32) << 23);
    a * power(half) * power(n.wrapping_sub(half))
}

/// The first 12 bits of the significand: products of two such numbers are exact.
#[inline(always)]
fn truncate(a: f32) -> f32 {
    f32::from_bits(a.to_bits() & 0xffff_f000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units in the last place of the exact value, rounded to `f32`.
    fn ulps(found: f32, exact: f64) -> f64 {
        let nearest = (exact as f32).abs().max(f32::MIN_POSITIVE);
        let ulp = f64::from(nearest.next_up()) - f64::from(nearest);
        (f64::from(found) - exact).abs() / ulp
    }

    /// Values from `from` to `to`, `count` of them.
    fn sweep(from: f32, to: f32, count: u32) -> impl Iterator<Item = f32> {
        (0..=count).map(move |i| from + (to - from) * (i as f32 / count as f32))
    }

    #[test]
    fn exp_is_within_two_ulp() {
        let worst = sweep(-87.3, 88.7, 400_000).map(|a| ulps(exp(a), f64::from(a).exp())).fold(0.0, f64::max);
        assert!(worst <= 2.0, "{worst}");
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp(100.0), f32::INFINITY);
        assert!(exp(-100.0) > 0.0 && exp(-100.0) < f32::MIN_POSITIVE, "gradual underflow");
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn log_is_within_two_ulp() {
        let all = (1u32..0x7f80_0000).step_by(4999).map(f32::from_bits).chain(sweep(0.5, 2.0, 300_000));
        let worst = all.map(|a| ulps(log(a), f64::from(a).ln())).fold(0.0, f64::max);
        assert!(worst <= 2.0, "{worst}");
        assert_eq!(log(1.0), 0.0);
        assert_eq!(log(0.0), f32::NEG_INFINITY);
        assert_eq!(log(f32::INFINITY), f32::INFINITY);
        assert!(log(-1.0).is_nan() && log(f32::NAN).is_nan());
    }

    #[test]
    fn pow_is_within_4e_7() {
        let mut worst = 0.0_f64;
        for b in sweep(0.1, 10.0, 300).chain([1.0 / 2.4, 2.4, 0.45, 1.0 / 2.2, 2.2, -1.0, -2.4, 0.5, 2.0, 3.0]) {
            for a in sweep(-9.21, 2.77, 3000).map(exp).chain(sweep(0.9, 1.1, 200)) {
                let exact = f64::from(a).powf(f64::from(b));
                if exact >= f64::from(f32::MIN_POSITIVE) {
                    worst = worst.max((f64::from(pow(a, b)) - exact).abs() / exact);
                }
            }
        }
        assert!(worst <= 4e-7, "{worst}");
    }

    #[test]
    fn pow_at_its_edges() {
        assert_eq!(pow(0.0, 0.5), 0.0);
        assert_eq!(pow(-2.0, 2.0), 0.0);
        assert_eq!(pow(0.0, -1.0), 0.0);
        assert_eq!(pow(-3.0, 0.0), 1.0);
        assert_eq!(pow(f32::NAN, 0.0), 1.0);
        assert_eq!(pow(1.0, f32::INFINITY), 1.0);
        assert_eq!(pow(2.0, f32::INFINITY), f32::INFINITY);
        assert_eq!(pow(0.5, f32::INFINITY), 0.0);
        assert_eq!(pow(f32::INFINITY, 0.5), f32::INFINITY);
        assert_eq!(pow(f32::INFINITY, -0.5), 0.0);
        assert_eq!(pow(10.0, 40.0), f32::INFINITY);
        assert!(pow(f32::NAN, 2.0).is_nan() && pow(2.0, f32::NAN).is_nan());
        for a in [0.0, 0.25, 1.0, 1.5, 1e-40, 3e38] {
            assert_eq!(pow(a, 1.0), a);
        }
    }

    #[test]
    fn sine_and_cosine_are_within_their_bound() {
        let mut worst = 0.0_f64;
        for a in sweep(-10.0, 10.0, 200_000).chain(sweep(-8192.0, 8192.0, 400_000)) {
            worst = worst.max((f64::from(sin(a)) - f64::from(a).sin()).abs());
            worst = worst.max((f64::from(cos(a)) - f64::from(a).cos()).abs());
        }
        assert!(worst <= 1.5e-7, "{worst}");
        for a in (0..0x7f80_0000u32).step_by(99_991).map(f32::from_bits) {
            assert!(sin(a).abs() <= 1.0 && cos(-a).abs() <= 1.0, "{a}");
        }
        assert_eq!(sin(0.0), 0.0);
        assert!(sin(f32::INFINITY).is_nan() && cos(f32::NAN).is_nan());
    }
}
