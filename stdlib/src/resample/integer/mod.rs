//! Resampling in integers, for samples of few bits: faster than in floating point, and exact enough for them.
//!
//! What it means, so that every machine gives the same bits. With `b` bits a sample, `f = 15 - b` and
//! a middle of `1 << (b - 1)`:
//!
//! 1. Weights are whole multiples of a power of two, and those of each output sample sum to exactly 1.
//!    The power is, for each pass, the smallest that 16-bit weights and 32-bit sums allow.
//! 2. The pass that takes less work in front comes first. It keeps `f` bits of fraction: its results, less
//!    the middle, are rounded to the nearest 16-bit integers. They have room for twice the range of the
//!    samples, so nothing is clipped between the passes.
//! 3. The second pass rounds to the nearest code value, half up, and stops at the first and last code.
//!
//! No sum overflows, so the order of additions is free: every instruction set gives the same. How far all
//! this can be from exact arithmetic is known beforehand ([`IntegerResampler::new`]).

mod across;
mod aligned;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod down;
mod instructions;
mod kept;
mod portable;
mod run;
mod source;
#[cfg(test)]
mod tests;
mod weights;
mod work;

use std::cell::RefCell;
use std::ops::Range;

use self::across::{Across, BLOCK};
use self::down::{Down, Pair};
use self::run::Workspace;
use self::weights::{LAST_BITS, Weights};
use super::taps::Taps;
use super::{Grid, Kernel};
use crate::simd::Isa;
use crate::{Plane, Rows};

/// How far a result may be from exact arithmetic before it is rounded to a code value, in code values.
const TOLERANCE: f64 = 0.375;

/// Bits of a sample and of a weight of 1 in the first pass: with more, its sums would not fit in 32 bits.
const FIRST_PRODUCT: u32 = 29;

/// Memory of the pairs of rows that are mixed: as much as a common first-level cache holds.
const KEPT_BYTES: usize = 32 * 1024;

/// Resampling of planes of unsigned integers.
#[derive(Debug)]
pub(crate) struct IntegerResampler {
    /// `None` if rows keep their samples.
    across: Option<Across>,
    down: Down,
    /// Whether rows are mixed before they are made narrower or wider.
    down_first: bool,
    /// How the sums of the first pass end.
    first: Rounding,
    /// How the sums of the second pass end.
    last: Rounding,
    /// Rows of what is resampled.
    height: usize,
    /// Bits of a sample.
    bits: u32,
    /// Columns of the result that are worked on at a time, so that what lies between the passes stays near.
    tile: usize,
    isa: Isa,
}

/// How a sum becomes a sample: it begins with `start`, which holds one half, and loses `shift` bits.
#[derive(Debug, Clone, Copy)]
struct Rounding {
    start: i32,
    shift: u32,
    /// The last code, where it is a code.
    max: u16,
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

impl IntegerResampler {
    /// Resampling of samples of `bits` bits with `kernel`, columns first in each pair; `None` if every sample stays
    /// what it is, or if integers could be further from exact arithmetic than 3/8 of a code value.
    pub(crate) fn new(kernel: Kernel, from: [Grid; 2], to: [Grid; 2], bits: u32) -> Option<Self> {
        Self::with(Isa::best(), kernel, from, to, bits)
    }

    /// [`IntegerResampler::new`] for an instruction set, which changes no bit.
    fn with(isa: Isa, kernel: Kernel, from: [Grid; 2], to: [Grid; 2], bits: u32) -> Option<Self> {
        let [columns, rows] = [0, 1].map(|axis| Taps::new(kernel, &from[axis], &to[axis]));
        if !(8..=14).contains(&bits) || (columns.is_none() && rows.is_none()) {
            return None;
        }
        let down_first = columns.as_ref().zip(rows.as_ref()).is_some_and(|(columns, rows)| {
            // Where taps of neighbours are far apart, a tap of the horizontal pass costs about three of the other.
            let dear = if from[0].length > 2 * to[0].length { 3 } else { 1 };
            let (across, down) = (dear * columns.count * to[0].length, rows.count);
            let across_first = from[1].length * across + to[1].length * to[0].length * down;
            across_first > to[1].length * from[0].length * down + to[1].length * across
        });
        let weights = |taps: Option<Taps>, is_first: bool, length: usize| match taps {
            Some(taps) => Weights::new(&taps, if is_first { FIRST_PRODUCT - bits } else { LAST_BITS }),
            None => Some(Weights::identity(length)),
        };
        let keeps_columns = columns.is_none();
        let columns = weights(columns, !down_first, to[0].length)?;
        let rows = weights(rows, down_first, to[1].length)?;
        let (first, last) = if down_first { (&rows, &columns) } else { (&columns, &rows) };
        let fraction = LAST_BITS - bits;
        if !first.fits_before(last, bits) || first.uncertainty_before(last, bits, fraction) > TOLERANCE {
            return None;
        }
        let rounding = |unit: u32, shift: u32| Rounding {
            start: (1 << (bits - 1 + unit)) + (1 << shift >> 1),
            shift,
            max: ((1u32 << bits) - 1) as u16,
        };
        let down = Down::new(&rows);
        let wide = from[0].length.max(to[0].length) as f64 / to[0].length as f64;
        let kept = KEPT_BYTES as f64 / (size_of::<Pair>() * down.most) as f64;
        Some(Self {
            first: rounding(first.bits, first.bits - fraction),
            last: rounding(fraction + last.bits, fraction + last.bits),
            tile: ((if down_first { kept / wide } else { kept }) as usize + 1).next_multiple_of(4 * BLOCK),
            across: (!keeps_columns).then(|| Across::new(&columns, isa)),
            down,
            down_first,
            height: from[1].length,
            bits,
            isa,
        })
    }

    /// Computes rows `rows` of the result into `out`.
    pub(crate) fn rows(&self, plane: &Plane<'_>, rows: Range<usize>, out: &mut Rows<'_>) {
        WORKSPACE.with_borrow_mut(|workspace| {
            for left in (0..out.width).step_by(self.tile) {
                let columns = left..(left + self.tile).min(out.width);
                self.tile(workspace, plane, columns, rows.clone(), out);
            }
        });
    }
}
