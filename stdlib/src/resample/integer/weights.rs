//! Weights as 16-bit integers, and what that costs in accuracy.

use crate::resample::taps::Taps;

/// Bits of a weight of 1 in the last pass: with more, its sums would not fit in 32 bits.
pub(super) const LAST_BITS: u32 = 15;

/// The taps along one axis in integers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    /// Samples that each output sample is made from.
    pub(super) count: usize,
    /// For each output sample, the position of its first tap.
    pub(super) first: Vec<u32>,
    /// For each output sample `count` weights, negated, so that a weight of exactly 1 fits at 15 bits too.
    /// They sum to exactly `-1 << bits`.
    negated: Vec<i16>,
    /// Binary digits after the point.
    pub(super) bits: u32,
    /// The most that the magnitudes of an output sample's weights sum to.
    pub(super) gain: f64,
    /// The most that the roundings of an output sample's weights sum to.
    pub(super) error: f64,
}

impl Weights {
    /// The weights with as many binary digits as fit, at most `most`.
    pub(super) fn new(taps: &Taps, most: u32) -> Option<Self> {
        (8..=most).rev().find_map(|bits| Self::with_bits(taps, bits))
    }

    /// Each of `length` samples as it is.
    pub(super) fn identity(length: usize) -> Self {
        Self {
            count: 1,
            first: (0..length as u32).collect(),
            negated: vec![i16::MIN; length],
            bits: LAST_BITS,
            gain: 1.0,
            error: 0.0,
        }
    }

    /// The weights of output sample `index`, negated.
    pub(super) fn of(&self, index: usize) -> &[i16] {
        &self.negated[index * self.count..][..self.count]
    }

    /// Whether all sums and what lies between the passes fit in 32 and 16 bits, when these weights are those
    /// of the first pass over samples of `bits` bits and `last` those of the second.
    pub(super) fn fits_before(&self, last: &Self, bits: u32) -> bool {
        let most = f64::from(i32::MAX);
        let one = |bits: u32| f64::from(1u32 << bits);
        self.gain < 1.99
            && (self.gain + 0.51) * one(bits) * one(self.bits) < most
            && (self.gain * last.gain + 1.01) * one(LAST_BITS - 1) * one(last.bits) < most
    }

    /// How far both passes can be from exact arithmetic before the last rounding, in code values, with `fraction`
    /// bits of fraction between them.
    pub(super) fn uncertainty_before(&self, last: &Self, bits: u32, fraction: u32) -> f64 {
        // Roundings of weights cancel out but for how far samples are from the middle.
        let middle = f64::from(1u32 << (bits - 1));
        let between = if self.error > 0.0 || self.count > 1 { 0.5 / f64::from(1u32 << fraction) } else { 0.0 };
        (self.error * middle + between) * last.gain + last.error * middle * self.gain
    }

    fn with_bits(taps: &Taps, bits: u32) -> Option<Self> {
        let one = f64::from(1u32 << bits);
        let first = taps.first[..taps.length].to_vec();
        let mut weights = Self { count: taps.count, first, negated: Vec::new(), bits, gain: 0.0, error: 0.0 };
        for index in 0..taps.length {
            let (mut gain, mut error) = (0.0, 0.0);
            for (whole, exact) in rounded(taps.of(index), one).into_iter().zip(taps.of(index)) {
                weights.negated.push(i16::try_from(-whole).ok()?);
                gain += (whole as f64 / one).abs();
                error += (whole as f64 / one - f64::from(*exact)).abs();
            }
            weights.gain = weights.gain.max(gain);
            weights.error = weights.error.max(error);
        }
        Some(weights)
    }
}

/// The weights in units of `1 / one`, summing to exactly `one`: what rounding to the nearest
/// leaves of the sum goes to the weights that it moved furthest.
fn rounded(weights: &[f32], one: f64) -> Vec<i64> {
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(*weight) * one).collect();
    let mut whole: Vec<i64> = exact.iter().map(|weight| weight.round() as i64).collect();
    let missing = one as i64 - whole.iter().sum::<i64>();
    let step = missing.signum();
    let moved = |index: usize, whole: &[i64]| (exact[index] - whole[index] as f64) * step as f64;
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| moved(*b, &whole).total_cmp(&moved(*a, &whole)).then(a.cmp(b)));
    for index in order.into_iter().cycle().take(missing.unsigned_abs() as usize) {
        whole[index] += step;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_leaves_goes_where_it_hurts_least() {
        assert_eq!(rounded(&[0.333_333_34, 0.333_333_34, 0.333_333_34], 256.0), [86, 85, 85]);
        assert_eq!(rounded(&[-0.0625, 0.5625, 0.5625, -0.0625], 32768.0), [-2048, 18432, 18432, -2048]);
        assert_eq!(rounded(&[1.0, 0.0], 32768.0), [32768, 0]);
    }

    #[test]
    fn a_weight_of_one_fits() {
        let weights = Weights::identity(2);
        assert_eq!(weights.of(1), [i16::MIN]);
    }
}
