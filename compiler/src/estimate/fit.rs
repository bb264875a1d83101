//! From measurements to prices: least squares of relative errors, with no price near zero.

use super::Work;
use crate::machine::{Coefficient, Coefficients, Feature};

/// How much a price that was believed before weighs: as a measurement whose error counts so much.
const BELIEVED: f64 = 0.02;

/// The least that a price becomes, as a part of what it was believed to be: nothing is free, and scaled to another
/// machine it should not be either.
const LEAST: f64 = 0.05;

/// Rounds of descent at most: many more than prices that depend on each other need.
const ROUNDS: usize = 4000;

/// The spread of a price that nothing was measured for.
const UNMEASURED: f64 = 0.5;

/// Prices with which `samples`, work and the seconds that it took, are predicted best; kinds of work that do not
/// occur in them keep the price that they have in `believed`.
///
/// Solves min Σ ((Σ units·price − seconds) / seconds)² + Σ ε² ((price − believed) / believed)² for prices of at
/// least a twentieth of what is believed, by descent along one price after the other (Franc, Hlaváč and Navara 2005
/// show that it converges).
pub fn fit(samples: &[(Work, f64)], believed: &Coefficients) -> Coefficients {
    let samples: Vec<&(Work, f64)> = samples.iter().filter(|(_, seconds)| *seconds > 0.0).collect();
    let features: Vec<Feature> = Feature::ALL.to_vec();
    let prior: Vec<f64> = features.iter().map(|feature| believed.get(feature).map_or(0.0, |price| price.ps)).collect();
    // Each row is one measurement, as parts of its own time in each kind if its price were a picosecond.
    let rows: Vec<Vec<f64>> = samples
        .iter()
        .map(|(work, seconds)| features.iter().map(|feature| work.units(*feature) * 1e-12 / seconds).collect())
        .collect();
    let mut weights = vec![1.0; rows.len()];
    let mut prices = solve(&rows, &weights, &prior);
    // What is far off, be it by what went on beside it, pulls less in a second go.
    for (row, weight) in rows.iter().zip(&mut weights) {
        let error = (dot(row, &prices) - 1.0).abs();
        *weight = (0.15 / error.max(0.15)).min(1.0);
    }
    prices = solve(&rows, &weights, &prior);
    features
        .iter()
        .enumerate()
        .map(|(place, feature)| {
            let spread = spread(&rows, &prices, place);
            (*feature, Coefficient { ps: significant(prices[place]), spread: significant(spread) })
        })
        .collect()
}

/// How far off predictions are that a price has a part in, weighed by its part.
fn spread(rows: &[Vec<f64>], prices: &[f64], place: usize) -> f64 {
    let (mut sum, mut weight) = (0.0, 0.0);
    for row in rows {
        let (part, error) = (row[place] * prices[place], dot(row, prices) - 1.0);
        sum += part * error.abs();
        weight += part;
    }
    // Nine of ten errors are within some two mean ones.
    if weight < 0.05 { UNMEASURED } else { (2.0 * sum / weight).clamp(0.05, 1.0) }
}

fn solve(rows: &[Vec<f64>], weights: &[f64], prior: &[f64]) -> Vec<f64> {
    let count = prior.len();
    let mut squares = vec![vec![0.0; count]; count];
    let mut target = vec![0.0; count];
    for (row, weight) in rows.iter().zip(weights) {
        for i in 0..count {
            target[i] += weight * row[i];
            for j in 0..count {
                squares[i][j] += weight * row[i] * row[j];
            }
        }
    }
    for (place, price) in prior.iter().enumerate() {
        let weight = (BELIEVED / price.max(1e-3)).powi(2);
        squares[place][place] += weight;
        target[place] += weight * price;
    }
    let mut prices = prior.to_vec();
    for _ in 0..ROUNDS {
        let mut moved = 0.0_f64;
        for place in 0..count {
            let gradient = dot(&squares[place], &prices) - target[place];
            let price = (prices[place] - gradient / squares[place][place]).max(LEAST * prior[place]);
            moved = moved.max((price - prices[place]).abs() / price.max(1e-3));
            prices[place] = price;
        }
        if moved < 1e-6 {
            break;
        }
    }
    prices
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Four digits: more than any measurement has.
fn significant(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let unit = 10_f64.powi(value.log10().floor() as i32 - 3);
    (value / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn believed(ps: f64) -> Coefficients {
        Feature::ALL.into_iter().map(|feature| (feature, Coefficient { ps, spread: 0.3 })).collect()
    }

    fn work(units: &[(Feature, f64)]) -> Work {
        let mut work = Work::default();
        units.iter().for_each(|(feature, units)| work.add(*feature, *units));
        work
    }

    #[test]
    fn no_price_is_near_zero() {
        // The second kind would have to give time back.
        let samples =
            [(work(&[(Feature::Simple, 1e9)]), 0.02), (work(&[(Feature::Simple, 1e9), (Feature::Row, 1e9)]), 0.018)];
        let costs = fit(&samples, &believed(20.0));
        assert!((0.9..1.5).contains(&costs[&Feature::Row].ps), "{costs:?}");
        assert!((costs[&Feature::Simple].ps - 18.5).abs() < 0.7, "{costs:?}");
    }

    #[test]
    fn what_was_not_measured_keeps_its_price() {
        let costs = fit(&[(work(&[(Feature::Simple, 1e9)]), 0.03)], &believed(20.0));
        assert_eq!(costs[&Feature::Power], Coefficient { ps: 20.0, spread: UNMEASURED });
        assert!((costs[&Feature::Simple].ps - 30.0).abs() < 0.1);
    }

    proptest! {
        #[test]
        fn prices_that_made_the_times_are_found_again(
            prices in proptest::collection::vec(1.0..100.0, 4),
            units in proptest::collection::vec(proptest::collection::vec(1e6..1e9, 4), 12..30),
        ) {
            let kinds = [Feature::Simple, Feature::Division, Feature::Row, Feature::MemoryByte];
            let samples: Vec<(Work, f64)> = units
                .iter()
                .map(|units| {
                    let pairs: Vec<(Feature, f64)> = kinds.into_iter().zip(units.iter().copied()).collect();
                    (work(&pairs), dot(units, &prices) * 1e-12)
                })
                .collect();
            let costs = fit(&samples, &believed(20.0));
            for (work, seconds) in &samples {
                let predicted = super::super::price(work, &costs).likely().unwrap();
                prop_assert!((predicted / seconds - 1.0).abs() < 0.02, "{} for {}", predicted, seconds);
            }
        }
    }
}
