//! Medians without branches: networks of minima and maxima.
//!
//! Two constructions are tried and the shorter one taken: a network that sorts,
//! with everything cut away that the middle value does not need, and forgetful
//! selection, which drops the least and the greatest of a growing set in turn.

use crate::kernel::{BinaryOp, ExprId};

use super::Lowering;
use super::sort::{Exchange, merge_exchange};

/// The most values that a median is taken of.
pub(super) const MAX_MEDIAN: usize = 81;

/// An exchange of which maybe only one half is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    exchange: Exchange,
    low_needed: bool,
    high_needed: bool,
}

/// Exchanges after which the median is at a place.
#[derive(Debug, PartialEq, Eq)]
struct Network {
    steps: Vec<Step>,
    place: usize,
}

impl Lowering<'_> {
    /// The middle one of an odd number of values.
    pub(super) fn median(&mut self, values: &[ExprId]) -> ExprId {
        // A loop over one value: it is in the middle of itself.
        if let [value] = values {
            return *value;
        }
        let mut places = values.to_vec();
        let network = Network::shortest(values.len());
        for Step { exchange: Exchange { low, high }, low_needed, high_needed } in network.steps {
            let (a, b) = (places[low], places[high]);
            if low_needed {
                places[low] = self.builder.binary(BinaryOp::Min, a, b);
            }
            if high_needed {
                places[high] = self.builder.binary(BinaryOp::Max, a, b);
            }
        }
        places[network.place]
    }
}

impl Network {
    fn shortest(count: usize) -> Self {
        let sorted = Self::prune(&merge_exchange(count), count, count / 2);
        let (exchanges, place) = forgetful_selection(count);
        let forgetful = Self::prune(&exchanges, count, place);
        if sorted.cost() < forgetful.cost() { sorted } else { forgetful }
    }

    /// Minima and maxima that are computed.
    fn cost(&self) -> usize {
        self.steps.iter().map(|step| usize::from(step.low_needed) + usize::from(step.high_needed)).sum()
    }

    /// Keeps what `place` depends on.
    fn prune(exchanges: &[Exchange], count: usize, place: usize) -> Self {
        let mut needed = vec![false; count];
        needed[place] = true;
        let mut steps = Vec::new();
        for &exchange in exchanges.iter().rev() {
            let (low_needed, high_needed) = (needed[exchange.low], needed[exchange.high]);
            if low_needed || high_needed {
                steps.push(Step { exchange, low_needed, high_needed });
                needed[exchange.low] = true;
                needed[exchange.high] = true;
            }
        }
        steps.reverse();
        Self { steps, place }
    }
}

/// Brings the median to the place that it also gives: of just over half of the values neither
/// the least nor the greatest can be the median; they make room for one of the rest.
fn forgetful_selection(count: usize) -> (Vec<Exchange>, usize) {
    let mut exchanges = Vec::new();
    let mut set: Vec<usize> = (0..count / 2 + 2).collect();
    let mut waiting = count / 2 + 2..count;
    loop {
        extremes_to_ends(&set, &mut exchanges);
        set.pop();
        set.remove(0);
        match waiting.next() {
            Some(next) => set.push(next),
            None => return (exchanges, set[0]),
        }
    }
}

/// The least of the places to the first of them, the greatest to the last.
fn extremes_to_ends(set: &[usize], exchanges: &mut Vec<Exchange>) {
    let count = set.len();
    // Pairs first: the lesser ones gather in the front half, the greater ones in the back half.
    for i in 0..count / 2 {
        exchanges.push(Exchange { low: set[i], high: set[count - 1 - i] });
    }
    for i in 1..count.div_ceil(2) {
        exchanges.push(Exchange { low: set[0], high: set[i] });
    }
    for i in count / 2..count - 1 {
        exchanges.push(Exchange { low: set[i], high: set[count - 1] });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(network: &Network, values: &[u32]) -> u32 {
        let mut places = values.to_vec();
        for Step { exchange: Exchange { low, high }, low_needed, high_needed } in &network.steps {
            let (a, b) = (places[*low], places[*high]);
            if *low_needed {
                places[*low] = a.min(b);
            }
            if *high_needed {
                places[*high] = a.max(b);
            }
        }
        places[network.place]
    }

    /// A network of exchanges that is right for zeros and ones is right for all values (Knuth, Theorem Z).
    #[test]
    fn small_networks_are_right_for_all_zeros_and_ones() {
        for count in (3..=15).step_by(2) {
            let network = Network::shortest(count);
            for pattern in 0..1_u32 << count {
                let values: Vec<u32> = (0..count).map(|i| pattern >> i & 1).collect();
                assert_eq!(run(&network, &values), u32::from(pattern.count_ones() as usize > count / 2), "{count}");
            }
        }
    }

    proptest! {
        #[test]
        fn networks_agree_with_sorting(half in 1_usize..=40, seed in proptest::collection::vec(0_u32..50, 81)) {
            let count = 2 * half + 1;
            let mut values = seed[..count].to_vec();
            let found = run(&Network::shortest(count), &values);
            values.sort_unstable();
            prop_assert_eq!(found, values[half]);
        }
    }

    #[test]
    fn known_counts_stay_short() {
        let costs: Vec<usize> = [3, 5, 9, 25, 49, 81].map(|count| Network::shortest(count).cost()).to_vec();
        assert_eq!(costs, [4, 10, 32, 202, 578, 1242]);
    }
}
