//! The tables of the horizontal pass: where each output sample's taps are, as vector instructions want to know it.

use std::ops::Range;

use super::aligned::Aligned;
use super::weights::Weights;
use crate::simd::Isa;

/// Output samples whose taps are brought together at a time.
pub(super) const BLOCK: usize = 16;

/// Output samples whose taps one 128-bit vector holds.
pub(super) const GROUP: usize = 4;

/// Words that are read past the last tap, at most.
pub(super) const PADDING: usize = 64;

/// How rows become narrower or wider.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Across {
    /// For each output sample, the position of its first tap; the table goes on to a multiple of four
    /// blocks, repeating the last.
    pub(super) first: Vec<u32>,
    pub(super) reading: Reading,
    /// Samples that each output sample is made from.
    count: usize,
}

/// How the taps of a block are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    Near(Near),
    Far(Far),
}

/// The taps of neighbours are so near that few vectors of the source hold those of many: they are brought
/// together pair by pair of taps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Near {
    /// Pairs of taps that each output sample has.
    pub(super) pairs: usize,
    /// For each block and pair of taps, the two weights of each output sample, negated.
    pub(super) weights: Vec<Aligned<[i16; 2 * BLOCK]>>,
    /// For each block, where the first pairs are, counted from the first output sample's.
    pub(super) places: Vec<Aligned<[u16; 2 * BLOCK]>>,
    /// The same in bytes, counted from the first of each group.
    pub(super) shuffles: Vec<Aligned<[u8; 4 * BLOCK]>>,
    /// Words from a block's first tap to its last.
    pub(super) reach: usize,
}

/// The taps of each output sample are read for it alone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Far {
    /// Taps that each output sample has, a multiple of the words in a vector.
    pub(super) taps: usize,
    /// For each output sample its weights, negated, zeros after them.
    pub(super) weights: Vec<i16>,
}

impl Across {
    pub(super) fn new(weights: &Weights, isa: Isa) -> Self {
        let mut first = weights.first.clone();
        first.resize(first.len().next_multiple_of(4 * BLOCK), first[first.len() - 1]);
        let span = |size: usize| {
            let spans = first.chunks_exact(size).map(|all| all.iter().max().zip(all.first()).map(|(a, b)| a - b));
            spans.max().flatten().unwrap_or(0) as usize
        };
        let reach = span(BLOCK) + weights.count.next_multiple_of(2);
        let sorted = first.is_sorted();
        let near = |fits: bool| (sorted && fits).then(|| Reading::Near(Near::new(weights, &first, reach)));
        let reading = match isa {
            Isa::Baseline => None,
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => near(span(GROUP) + 2 <= 8),
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => near(reach <= 64),
        };
        let words = if isa == Isa::Baseline { 8 } else { 16 };
        let reading = reading.unwrap_or_else(|| Reading::Far(Far::new(weights, first.len(), words)));
        Self { first, reading, count: weights.count }
    }

    /// The columns of the source that output columns `columns` are made from.
    pub(super) fn source(&self, columns: Range<usize>) -> Range<usize> {
        let first = &self.first[columns];
        let low = first.iter().min().copied().unwrap_or(0) as usize;
        let high = first.iter().max().copied().unwrap_or(0) as usize;
        low..high + self.count
    }
}

impl Near {
    fn new(weights: &Weights, first: &[u32], reach: usize) -> Self {
        let pairs = weights.count.div_ceil(2);
        let last = weights.first.len() - 1;
        let mut near = Self { pairs, weights: Vec::new(), places: Vec::new(), shuffles: Vec::new(), reach };
        for (block, first) in first.chunks_exact(BLOCK).enumerate() {
            for pair in 0..pairs {
                near.weights.push(Aligned(std::array::from_fn(|lane| {
                    let index = (block * BLOCK + lane / 2).min(last);
                    weights.of(index).get(2 * pair + lane % 2).copied().unwrap_or(0)
                })));
            }
            let place = |lane: usize| (first[lane / 2] - first[0]) as u16 + (lane % 2) as u16;
            near.places.push(Aligned(std::array::from_fn(place)));
            near.shuffles.push(Aligned(std::array::from_fn(|byte| {
                let lane = byte / 4;
                2 * (first[lane] - first[lane / GROUP * GROUP]) as u8 + (byte % 4) as u8
            })));
        }
        near
    }
}

impl Far {
    /// For `length` output samples, with vectors of `words` words.
    fn new(weights: &Weights, length: usize, words: usize) -> Self {
        let taps = weights.count.next_multiple_of(words);
        let last = weights.first.len() - 1;
        let mut far = Self { taps, weights: Vec::new() };
        for index in 0..length {
            far.weights.extend_from_slice(weights.of(index.min(last)));
            far.weights.resize((index + 1) * taps, 0);
        }
        far
    }
}
