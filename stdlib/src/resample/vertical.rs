//! The vertical pass: weighted sums of rows.

use super::rows::{chunks, chunks_mut};
use crate::simd::dispatch;

dispatch! {
    /// Makes `out` the sum of `rows`, each times its weight, added in order.
    pub(super) fn weigh_rows(rows: &[&[f32]], weights: &[f32], out: &mut [f32]) {
        for (index, sum) in chunks_mut(out).iter_mut().enumerate() {
            let mut sums = [0.0; 32];
            for (row, weight) in rows.iter().zip(weights) {
                let samples = &chunks(row)[index];
                for (sum, sample) in sums.iter_mut().zip(samples) {
                    *sum += weight * sample;
                }
            }
            *sum = sums;
        }
    }
}
