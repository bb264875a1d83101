//! Sorting without branches: K. E. Batcher's merge exchange of minima and maxima
//! (D. E. Knuth, *The Art of Computer Programming* 3, §5.2.2, Algorithm M).

use crate::kernel::{BinaryOp, ExprId};

use super::Lowering;

/// Puts the lesser of two places into the first and the greater into the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    pub(super) low: usize,
    pub(super) high: usize,
}

impl Lowering<'_> {
    /// The values in order, the least first. What of the network nobody reads falls away with the rest of what is
    /// not used.
    pub(super) fn sort(&mut self, values: &[ExprId]) -> Vec<ExprId> {
        let mut places = values.to_vec();
        for Exchange { low, high } in merge_exchange(values.len()) {
            let (a, b) = (places[low], places[high]);
            places[low] = self.builder.binary(BinaryOp::Min, a, b);
            places[high] = self.builder.binary(BinaryOp::Max, a, b);
        }
        places
    }
}

/// Sorts `count` places.
pub(super) fn merge_exchange(count: usize) -> Vec<Exchange> {
    let top = count.next_power_of_two() / 2;
    let mut exchanges = Vec::new();
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            let pairs = (0..count - d).filter(|low| low & p == r);
            exchanges.extend(pairs.map(|low| Exchange { low, high: low + d }));
            if q == p {
                break;
            }
            d = q - p;
            q /= 2;
            r = p;
        }
        p /= 2;
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_ones_come_in_order() {
        // What sorts these sorts everything (Knuth, §5.3.4, the zero-one principle).
        for count in 1..=14_usize {
            for pattern in 0_u32..1 << count {
                let mut places: Vec<u32> = (0..count).map(|place| pattern >> place & 1).collect();
                for Exchange { low, high } in merge_exchange(count) {
                    let (a, b) = (places[low], places[high]);
                    (places[low], places[high]) = (a.min(b), a.max(b));
                }
                assert!(places.is_sorted(), "{count}: {pattern:b}");
            }
        }
    }
}
