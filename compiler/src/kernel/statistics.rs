//! Numbers that sum up a plane: what they are, whoever works them out.

use super::StatisticKind;

/// Steps of the mean in 1: sums of whole steps are exact, so that the order of summing does not matter.
const STEPS: f64 = 16_777_216.0;
/// The mean takes what lies further from 0 as this far.
const LARGEST: f64 = 256.0;

/// The number of kind `kind` for these nominal values; NaN are left out, and of nothing it is 0.
///
/// The share of a percentile is held to 0 to 1. Division and rounding are those of `f64`, once, at the end.
pub fn statistic_of(kind: StatisticKind, samples: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = samples.filter(|value| !value.is_nan()).collect();
    if values.is_empty() {
        return 0.0;
    }
    let count = values.len() as f64;
    match kind {
        StatisticKind::Min => values.iter().copied().fold(f32::INFINITY, f32::min),
        StatisticKind::Max => values.iter().copied().fold(f32::NEG_INFINITY, f32::max),
        StatisticKind::Mean => mean_of(values.iter().map(|value| mean_steps(*value)).sum(), values.len()),
        StatisticKind::Percentile(share) => {
            values.sort_by(f32::total_cmp);
            values[percentile_rank(share, values.len()) - 1]
        }
        StatisticKind::Share(low, high) => {
            (values.iter().filter(|value| **value >= low && **value < high).count() as f64 / count) as f32
        }
    }
}

/// The steps of 2^-24 that a value counts in a mean.
pub fn mean_steps(value: f32) -> i64 {
    (f64::from(value).clamp(-LARGEST, LARGEST) * STEPS).round_ties_even() as i64
}

/// The mean of `count` values whose steps come to `sum`.
pub fn mean_of(sum: i64, count: usize) -> f32 {
    (sum as f64 / count as f64 / STEPS) as f32
}

/// Which of `count` values in order is the percentile, the smallest being 1.
pub fn percentile_rank(share: f32, count: usize) -> usize {
    let share = f64::from(share.clamp(0.0, 1.0));
    ((share * count as f64).ceil() as usize).clamp(1, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_a_few_values() {
        let values = [0.25, f32::NAN, -0.5, 1.0, 0.25];
        let of = |kind| statistic_of(kind, values.into_iter());
        assert_eq!(of(StatisticKind::Min), -0.5);
        assert_eq!(of(StatisticKind::Max), 1.0);
        assert_eq!(of(StatisticKind::Mean), 0.25);
        assert_eq!(of(StatisticKind::Percentile(0.5)), 0.25);
        assert_eq!(of(StatisticKind::Percentile(0.0)), -0.5);
        assert_eq!(of(StatisticKind::Percentile(0.9)), 1.0);
        assert_eq!(of(StatisticKind::Share(0.0, 1.0)), 0.5);
    }

    #[test]
    fn nothing_and_the_infinite_have_a_value() {
        assert_eq!(statistic_of(StatisticKind::Mean, [f32::NAN].into_iter()), 0.0);
        assert_eq!(statistic_of(StatisticKind::Mean, [f32::INFINITY, -1.0].into_iter()), 127.5);
    }
}
