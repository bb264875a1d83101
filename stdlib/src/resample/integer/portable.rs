//! The passes in plain Rust: what they mean, and what machines without the vector instructions run.

use std::ops::Range;

use super::Rounding;
use super::across::{Across, BLOCK, Reading};
use super::down::{Pair, Pairs, halves, pair};

/// Makes blocks `blocks` of two rows from `rows`, which begin with column `origin`.
pub(super) fn across(
    table: &Across,
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    let Reading::Far(far) = &table.reading else { return };
    let first = table.first[blocks.start * BLOCK..].as_chunks::<BLOCK>().0;
    let weights = far.weights[blocks.start * BLOCK * far.taps..].chunks_exact(BLOCK * far.taps);
    for ((out, first), weights) in out[..blocks.len()].iter_mut().zip(first).zip(weights) {
        for ((out, first), weights) in out.0.iter_mut().zip(first).zip(weights.chunks_exact(far.taps)) {
            let [even, odd] = rows.map(|row| {
                let sum = to.start + weighed(&row[*first as usize - origin..][..far.taps], weights);
                (sum >> to.shift) as i16
            });
            *out = pair(even, odd);
        }
    }
}

/// The sum of samples times weights: by eights, which is what the common vectors hold.
#[inline(always)]
fn weighed(samples: &[i16], weights: &[i16]) -> i32 {
    let mut sum = 0;
    for (samples, weights) in samples.as_chunks::<8>().0.iter().zip(weights.as_chunks::<8>().0) {
        for (sample, weight) in samples.iter().zip(weights) {
            sum += i32::from(*sample) * i32::from(*weight);
        }
    }
    sum
}

/// Weighs pairs of rows into a row of bytes.
pub(super) fn down_bytes(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u8]) {
    down(rows, weights, to, out, |value| value.clamp(0, i32::from(to.max)) as u8);
}

/// Weighs pairs of rows into a row of words.
pub(super) fn down_words(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u16]) {
    down(rows, weights, to, out, |value| value.clamp(0, i32::from(to.max)) as u16);
}

/// Weighs pairs of rows into a row of what lies between the passes.
pub(super) fn down_between(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [i16]) {
    down(rows, weights, to, out, |value| value as i16);
}

#[inline(always)]
fn down<T>(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [T], narrow: impl Fn(i32) -> T) {
    for (block, out) in out.chunks_mut(BLOCK).enumerate() {
        let mut sums = [to.start; BLOCK];
        for (row, weights) in rows.iter().zip(weights) {
            let weights = halves(*weights);
            for (sum, samples) in sums.iter_mut().zip(&row[block].0) {
                let samples = halves(*samples);
                // Past the last column is what was left there, whose sums may not fit.
                *sum = sum.wrapping_add(weights[0] * samples[0]).wrapping_add(weights[1] * samples[1]);
            }
        }
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = narrow(sum >> to.shift);
        }
    }
}
