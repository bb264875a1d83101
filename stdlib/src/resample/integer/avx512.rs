//! The passes with AVX-512 (F, BW and VNNI).

use std::arch::x86_64::*;
use std::ops::Range;

use super::across::{Across, BLOCK, Near, Reading};
use super::aligned::Aligned;
use super::down::{Pair, Pairs};
use super::{Rounding, avx2};

/// [`super::portable::across`].
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vnni")]
pub(super) fn across(
    table: &Across,
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    let Reading::Near(near) = &table.reading else {
        avx2::across(table, blocks, origin, rows, to, out);
        return;
    };
    // With a known number of pairs, the sums are unrolled.
    match (near.reach <= 32, near.pairs) {
        (true, 2) => self::near::<2, 1>(near, &table.first, blocks, origin, rows, to, out),
        (true, 3) => self::near::<3, 1>(near, &table.first, blocks, origin, rows, to, out),
        (true, _) => self::near::<0, 1>(near, &table.first, blocks, origin, rows, to, out),
        (false, 4) => self::near::<4, 2>(near, &table.first, blocks, origin, rows, to, out),
        (false, 5) => self::near::<5, 2>(near, &table.first, blocks, origin, rows, to, out),
        (false, 6) => self::near::<6, 2>(near, &table.first, blocks, origin, rows, to, out),
        (false, _) => self::near::<0, 2>(near, &table.first, blocks, origin, rows, to, out),
    }
}

/// Sixteen output samples at a time, whose taps are within `VECTORS` vectors; `PAIRS` of 0 stands for any number.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn near<const PAIRS: usize, const VECTORS: usize>(
    table: &Near,
    first: &[u32],
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    let pairs = if PAIRS == 0 { table.pairs } else { PAIRS };
    let weights = table.weights[blocks.start * pairs..].chunks_exact(pairs);
    let first = first[blocks.start * BLOCK..].iter().step_by(BLOCK);
    for (((out, places), weights), first) in out.iter_mut().zip(&table.places[blocks]).zip(weights).zip(first) {
        let mut places = load_places(places);
        let start = *first as usize - origin;
        let (even, odd) = (&rows[0][start..start + 32 * VECTORS], &rows[1][start..start + 32 * VECTORS]);
        let (even, even_rest) = (load(even), load(&even[32 * (VECTORS - 1)..]));
        let (odd, odd_rest) = (load(odd), load(&odd[32 * (VECTORS - 1)..]));
        let (mut even_sum, mut odd_sum) = (_mm512_set1_epi32(to.start), _mm512_set1_epi32(to.start));
        for weights in weights {
            let weights = load(&weights.0);
            let (even, odd) = if VECTORS == 1 {
                (_mm512_permutexvar_epi16(places, even), _mm512_permutexvar_epi16(places, odd))
            } else {
                let even = _mm512_permutex2var_epi16(even, places, even_rest);
                (even, _mm512_permutex2var_epi16(odd, places, odd_rest))
            };
            even_sum = _mm512_dpwssd_epi32(even_sum, even, weights);
            odd_sum = _mm512_dpwssd_epi32(odd_sum, odd, weights);
            places = _mm512_add_epi16(places, _mm512_set1_epi16(2));
        }
        let even = _mm512_sra_epi32(even_sum, count(to.shift));
        let odd = _mm512_slli_epi32::<16>(_mm512_sra_epi32(odd_sum, count(to.shift)));
        store(_mm512_mask_blend_epi16(0xaaaa_aaaa, even, odd), out);
    }
}

/// [`super::portable::down_bytes`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn down_bytes(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u8]) {
    let (whole, rest) = out.as_chunks_mut::<64>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        bytes(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 64];
        bytes(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

/// [`super::portable::down_words`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn down_words(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u16]) {
    let (whole, rest) = out.as_chunks_mut::<64>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        words(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 64];
        words(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

/// [`super::portable::down_between`].
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
pub(super) fn down_between(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [i16]) {
    let (whole, rest) = out.as_chunks_mut::<64>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        between(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 64];
        between(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn bytes(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [u8; 64]) {
    let order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    let sums = weighed(rows, weights, to, chunk);
    let words = [_mm512_packs_epi32(sums[0], sums[1]), _mm512_packs_epi32(sums[2], sums[3])];
    let bytes = _mm512_permutexvar_epi32(order, _mm512_packus_epi16(words[0], words[1]));
    // SAFETY: 64 bytes are there to be written, at any alignment.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), bytes) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn words(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [u16; 64]) {
    let order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    let max = _mm512_set1_epi16(to.max as i16);
    let sums = weighed(rows, weights, to, chunk);
    let low = _mm512_permutexvar_epi64(order, _mm512_packus_epi32(sums[0], sums[1]));
    let high = _mm512_permutexvar_epi64(order, _mm512_packus_epi32(sums[2], sums[3]));
    let (low_out, high_out) = out.split_at_mut(32);
    // SAFETY: 64 bytes are there to be written, at any alignment.
    unsafe { _mm512_storeu_si512(low_out.as_mut_ptr().cast(), _mm512_min_epu16(low, max)) }
    // SAFETY: as above.
    unsafe { _mm512_storeu_si512(high_out.as_mut_ptr().cast(), _mm512_min_epu16(high, max)) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn between(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [i16; 64]) {
    let order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    let sums = weighed(rows, weights, to, chunk);
    let low = _mm512_permutexvar_epi64(order, _mm512_packs_epi32(sums[0], sums[1]));
    let high = _mm512_permutexvar_epi64(order, _mm512_packs_epi32(sums[2], sums[3]));
    let (low_out, high_out) = out.split_at_mut(32);
    // SAFETY: 64 bytes are there to be written, at any alignment.
    unsafe { _mm512_storeu_si512(low_out.as_mut_ptr().cast(), low) }
    // SAFETY: as above.
    unsafe { _mm512_storeu_si512(high_out.as_mut_ptr().cast(), high) }
}

/// Weighs the 64 columns from `64 * chunk` on and cuts off the fraction.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn weighed(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize) -> [__m512i; 4] {
    let mut sums = [_mm512_set1_epi32(to.start); 4];
    for (row, weights) in rows.iter().zip(weights) {
        let weights = _mm512_set1_epi32(*weights);
        for (sum, samples) in sums.iter_mut().zip(&row[4 * chunk..][..4]) {
            *sum = _mm512_dpwssd_epi32(*sum, load_pairs(samples), weights);
        }
    }
    for sum in &mut sums {
        *sum = _mm512_sra_epi32(*sum, count(to.shift));
    }
    sums
}

#[inline]
#[target_feature(enable = "avx512f")]
fn count(shift: u32) -> __m128i {
    _mm_cvtsi32_si128(shift as i32)
}

/// The first 32 words.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[i16]) -> __m512i {
    let words = &words[..32];
    // SAFETY: 64 bytes are there to be read, at any alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_places(places: &Aligned<[u16; 32]>) -> __m512i {
    // SAFETY: 64 bytes are there to be read, at any alignment.
    unsafe { _mm512_loadu_si512(places.0.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_pairs(pairs: &Pairs) -> __m512i {
    // SAFETY: 64 bytes are there to be read, at any alignment.
    unsafe { _mm512_loadu_si512(pairs.0.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(vector: __m512i, pairs: &mut Pairs) {
    // SAFETY: 64 bytes are there to be written, at any alignment.
    unsafe { _mm512_storeu_si512(pairs.0.as_mut_ptr().cast(), vector) }
}
