//! From rows of samples to 16-bit integers, and back.

use std::ops::Range;

use super::down::{Pair, Pairs, pair};
use super::weights::LAST_BITS;
use crate::simd::dispatch;
use crate::{Plane, Rows};

/// Reads columns `columns` of row `y`; codes past the last one of `bits` bits are taken for it.
pub(super) fn read(plane: &Plane<'_>, y: usize, columns: Range<usize>, bits: u32, out: &mut [i16]) {
    match bits {
        8 => widen(&plane.row::<u8>(y)[columns], out),
        _ => limit(&plane.row::<u16>(y)[columns], (1 << bits) - 1, out),
    }
}

/// Reads columns `columns` of two rows as pairs.
pub(super) fn read_pairs(plane: &Plane<'_>, rows: [usize; 2], columns: Range<usize>, bits: u32, out: &mut [Pairs]) {
    let out = bytemuck::cast_slice_mut(out);
    match bits {
        8 => pair_bytes(rows.map(|y| &plane.row::<u8>(y)[columns.clone()]), out),
        _ => pair_words(rows.map(|y| &plane.row::<u16>(y)[columns.clone()]), (1 << bits) - 1, out),
    }
}

/// Makes pairs of two rows that keep their columns: what the horizontal pass makes of them with a weight of 1.
pub(super) fn keep_columns(rows: [&[i16]; 2], bits: u32, out: &mut [Pairs]) {
    pair_up(rows, bits, bytemuck::cast_slice_mut(out));
}

/// Writes columns `columns` of row `index` of the result from one half of pairs, up to code `max`.
pub(super) fn write(pairs: &[Pairs], half: usize, max: u16, columns: Range<usize>, out: &mut Rows<'_>, index: usize) {
    let pairs = bytemuck::cast_slice(pairs);
    match max {
        0xff => narrow_bytes(pairs, half, &mut out.row_mut(index)[columns]),
        _ => narrow_words(pairs, half, max, &mut out.row_mut(index)[columns]),
    }
}

dispatch! {
    fn widen(samples: &[u8], out: &mut [i16]) {
        for (out, sample) in out.iter_mut().zip(samples) {
            *out = i16::from(*sample);
        }
    }

    fn limit(samples: &[u16], max: u16, out: &mut [i16]) {
        for (out, sample) in out.iter_mut().zip(samples) {
            *out = (*sample).min(max) as i16;
        }
    }

    fn pair_bytes(rows: [&[u8]; 2], out: &mut [Pair]) {
        for ((out, even), odd) in out.iter_mut().zip(rows[0]).zip(rows[1]) {
            *out = Pair::from(*odd) << 16 | Pair::from(*even);
        }
    }

    fn pair_words(rows: [&[u16]; 2], max: u16, out: &mut [Pair]) {
        for ((out, even), odd) in out.iter_mut().zip(rows[0]).zip(rows[1]) {
            *out = Pair::from((*odd).min(max)) << 16 | Pair::from((*even).min(max));
        }
    }

    fn narrow_bytes(pairs: &[Pair], half: usize, out: &mut [u8]) {
        let up = 16 - 16 * half;
        for (out, pair) in out.iter_mut().zip(pairs) {
            *out = (pair << up >> 16).clamp(0, 255) as u8;
        }
    }

    fn narrow_words(pairs: &[Pair], half: usize, max: u16, out: &mut [u16]) {
        let up = 16 - 16 * half;
        for (out, pair) in out.iter_mut().zip(pairs) {
            *out = (pair << up >> 16).clamp(0, i32::from(max)) as u16;
        }
    }

    fn pair_up(rows: [&[i16]; 2], bits: u32, out: &mut [Pair]) {
        let (middle, fraction) = (1i16 << (bits - 1), LAST_BITS - bits);
        for ((out, even), odd) in out.iter_mut().zip(rows[0]).zip(rows[1]) {
            *out = pair((middle - *even) << fraction, (middle - *odd) << fraction);
        }
    }
}
