//! The passes, in the vector instructions that the machine has.

use std::ops::Range;

use super::across::Across;
use super::down::{Pair, Pairs};
use super::{Rounding, portable};
#[cfg(target_arch = "x86_64")]
use super::{avx2, avx512};
use crate::simd::Isa;

/// Makes blocks `blocks` of two rows from `rows`, which begin with column `origin`.
pub(super) fn across(
    isa: Isa,
    table: &Across,
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    match isa {
        Isa::Baseline => portable::across(table, blocks, origin, rows, to, out),
        // SAFETY: an instruction set is named only where the processor has it.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2::across(table, blocks, origin, rows, to, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { avx512::across(table, blocks, origin, rows, to, out) },
    }
}

/// Weighs pairs of rows into a row of bytes.
pub(super) fn down_bytes(isa: Isa, rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u8]) {
    match isa {
        Isa::Baseline => portable::down_bytes(rows, weights, to, out),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2::down_bytes(rows, weights, to, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { avx512::down_bytes(rows, weights, to, out) },
    }
}

/// Weighs pairs of rows into a row of words.
pub(super) fn down_words(isa: Isa, rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u16]) {
    match isa {
        Isa::Baseline => portable::down_words(rows, weights, to, out),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2::down_words(rows, weights, to, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { avx512::down_words(rows, weights, to, out) },
    }
}

/// Weighs pairs of rows into a row of what lies between the passes.
pub(super) fn down_between(isa: Isa, rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [i16]) {
    match isa {
        Isa::Baseline => portable::down_between(rows, weights, to, out),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { avx2::down_between(rows, weights, to, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { avx512::down_between(rows, weights, to, out) },
    }
}
