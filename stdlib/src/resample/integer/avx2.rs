//! The passes with AVX2.

use std::arch::x86_64::*;
use std::ops::Range;

use super::Rounding;
use super::across::{Across, BLOCK, Far, GROUP, Near, Reading};
use super::down::{Pair, Pairs};

/// [`super::portable::across`].
#[target_feature(enable = "avx2")]
pub(super) fn across(
    table: &Across,
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    match &table.reading {
        Reading::Near(near) => match near.pairs {
            1 => self::near::<1>(near, &table.first, blocks, origin, rows, to, out),
            2 => self::near::<2>(near, &table.first, blocks, origin, rows, to, out),
            3 => self::near::<3>(near, &table.first, blocks, origin, rows, to, out),
            4 => self::near::<4>(near, &table.first, blocks, origin, rows, to, out),
            6 => self::near::<6>(near, &table.first, blocks, origin, rows, to, out),
            _ => self::near::<0>(near, &table.first, blocks, origin, rows, to, out),
        },
        Reading::Far(far) => self::far(far, &table.first, blocks, origin, rows, to, out),
    }
}

/// Eight output samples at a time; `PAIRS` of 0 stands for any number.
#[target_feature(enable = "avx2")]
fn near<const PAIRS: usize>(
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
    let first = first[blocks.start * BLOCK..].as_chunks::<BLOCK>().0;
    for (((out, shuffles), weights), first) in out.iter_mut().zip(&table.shuffles[blocks]).zip(weights).zip(first) {
        for half in 0..2 {
            let places = load_bytes(&shuffles.0.as_chunks().0[half]);
            let (low, high) = (first[8 * half] as usize - origin, first[8 * half + GROUP] as usize - origin);
            let length = 2 * pairs + 6;
            let even = [&rows[0][low..low + length], &rows[0][high..high + length]];
            let odd = [&rows[1][low..low + length], &rows[1][high..high + length]];
            let (mut even_sum, mut odd_sum) = (_mm256_set1_epi32(to.start), _mm256_set1_epi32(to.start));
            for pair in 0..pairs {
                let weights = load(&weights[pair].0.as_chunks().0[half]);
                let even = _mm256_shuffle_epi8(load_halves(&even[0][2 * pair..], &even[1][2 * pair..]), places);
                even_sum = _mm256_add_epi32(even_sum, _mm256_madd_epi16(even, weights));
                let odd = _mm256_shuffle_epi8(load_halves(&odd[0][2 * pair..], &odd[1][2 * pair..]), places);
                odd_sum = _mm256_add_epi32(odd_sum, _mm256_madd_epi16(odd, weights));
            }
            store(interleaved(even_sum, odd_sum, to), &mut out.0.as_chunks_mut().0[half]);
        }
    }
}

/// Eight output samples at a time, each summed for itself.
#[target_feature(enable = "avx2")]
fn far(
    table: &Far,
    first: &[u32],
    blocks: Range<usize>,
    origin: usize,
    rows: [&[i16]; 2],
    to: Rounding,
    out: &mut [Pairs],
) {
    let weights = table.weights[blocks.start * BLOCK * table.taps..].chunks_exact(8 * table.taps);
    let first = first[blocks.start * BLOCK..].as_chunks::<8>().0;
    let start = _mm256_set1_epi32(to.start);
    for (half, (weights, first)) in (0..2 * blocks.len()).zip(weights.zip(first)) {
        let even = _mm256_add_epi32(far_sums(rows[0], origin, first, weights), start);
        let odd = _mm256_add_epi32(far_sums(rows[1], origin, first, weights), start);
        store(interleaved(even, odd, to), &mut out[half / 2].0.as_chunks_mut().0[half % 2]);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn far_sums(row: &[i16], origin: usize, first: &[u32; 8], weights: &[i16]) -> __m256i {
    let mut parts = [_mm256_setzero_si256(); 8];
    for ((part, first), weights) in parts.iter_mut().zip(first).zip(weights.chunks_exact(weights.len() / 8)) {
        let start = *first as usize - origin;
        let samples = row[start..start + weights.len()].as_chunks().0;
        for (weights, samples) in weights.as_chunks().0.iter().zip(samples) {
            *part = _mm256_add_epi32(*part, _mm256_madd_epi16(load(samples), load(weights)));
        }
    }
    summed(parts)
}

/// The sum of each vector's lanes.
#[inline]
#[target_feature(enable = "avx2")]
fn summed(parts: [__m256i; 8]) -> __m256i {
    let pairs = [
        _mm256_hadd_epi32(parts[0], parts[1]),
        _mm256_hadd_epi32(parts[2], parts[3]),
        _mm256_hadd_epi32(parts[4], parts[5]),
        _mm256_hadd_epi32(parts[6], parts[7]),
    ];
    let (low, high) = (_mm256_hadd_epi32(pairs[0], pairs[1]), _mm256_hadd_epi32(pairs[2], pairs[3]));
    _mm256_add_epi32(_mm256_permute2x128_si256::<0x20>(low, high), _mm256_permute2x128_si256::<0x31>(low, high))
}

/// The sums of the even and the odd row as pairs.
#[inline]
#[target_feature(enable = "avx2")]
fn interleaved(even: __m256i, odd: __m256i, to: Rounding) -> __m256i {
    let even = _mm256_sra_epi32(even, count(to.shift));
    let odd = _mm256_slli_epi32::<16>(_mm256_sra_epi32(odd, count(to.shift)));
    _mm256_blend_epi16::<0xaa>(even, odd)
}

/// [`super::portable::down_bytes`].
#[target_feature(enable = "avx2")]
pub(super) fn down_bytes(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u8]) {
    let (whole, rest) = out.as_chunks_mut::<32>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        bytes(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 32];
        bytes(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

/// [`super::portable::down_words`].
#[target_feature(enable = "avx2")]
pub(super) fn down_words(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [u16]) {
    let (whole, rest) = out.as_chunks_mut::<32>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        words(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 32];
        words(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

/// [`super::portable::down_between`].
#[target_feature(enable = "avx2")]
pub(super) fn down_between(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, out: &mut [i16]) {
    let (whole, rest) = out.as_chunks_mut::<32>();
    for (chunk, out) in whole.iter_mut().enumerate() {
        between(rows, weights, to, chunk, out);
    }
    if !rest.is_empty() {
        let mut last = [0; 32];
        between(rows, weights, to, whole.len(), &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn bytes(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [u8; 32]) {
    let order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    let sums = weighed(rows, weights, to, chunk);
    let words = [_mm256_packs_epi32(sums[0], sums[1]), _mm256_packs_epi32(sums[2], sums[3])];
    let bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(words[0], words[1]), order);
    // SAFETY: 32 bytes are there to be written, at any alignment.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), bytes) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn words(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [u16; 32]) {
    let max = _mm256_set1_epi16(to.max as i16);
    let sums = weighed(rows, weights, to, chunk);
    let low = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(sums[0], sums[1]));
    let high = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(sums[2], sums[3]));
    let (low_out, high_out) = out.split_at_mut(16);
    // SAFETY: 32 bytes are there to be written, at any alignment.
    unsafe { _mm256_storeu_si256(low_out.as_mut_ptr().cast(), _mm256_min_epu16(low, max)) }
    // SAFETY: as above.
    unsafe { _mm256_storeu_si256(high_out.as_mut_ptr().cast(), _mm256_min_epu16(high, max)) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn between(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize, out: &mut [i16; 32]) {
    let sums = weighed(rows, weights, to, chunk);
    let low = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi32(sums[0], sums[1]));
    let high = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi32(sums[2], sums[3]));
    let (low_out, high_out) = out.split_at_mut(16);
    // SAFETY: 32 bytes are there to be written, at any alignment.
    unsafe { _mm256_storeu_si256(low_out.as_mut_ptr().cast(), low) }
    // SAFETY: as above.
    unsafe { _mm256_storeu_si256(high_out.as_mut_ptr().cast(), high) }
}

/// Weighs the 32 columns from `32 * chunk` on and cuts off the fraction.
#[inline]
#[target_feature(enable = "avx2")]
fn weighed(rows: &[&[Pairs]], weights: &[Pair], to: Rounding, chunk: usize) -> [__m256i; 4] {
    let mut sums = [_mm256_set1_epi32(to.start); 4];
    for (row, weights) in rows.iter().zip(weights) {
        let weights = _mm256_set1_epi32(*weights);
        let row = &row[2 * chunk..][..2];
        for at in 0..4 {
            let samples = load_pairs(&row[at / 2].0.as_chunks().0[at % 2]);
            sums[at] = _mm256_add_epi32(sums[at], _mm256_madd_epi16(samples, weights));
        }
    }
    for sum in &mut sums {
        *sum = _mm256_sra_epi32(*sum, count(to.shift));
    }
    sums
}

#[inline]
#[target_feature(enable = "avx2")]
fn count(shift: u32) -> __m128i {
    _mm_cvtsi32_si128(shift as i32)
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[i16; 16]) -> __m256i {
    // SAFETY: 32 bytes are there to be read, at any alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_bytes(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: 32 bytes are there to be read, at any alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_pairs(pairs: &[Pair; 8]) -> __m256i {
    // SAFETY: 32 bytes are there to be read, at any alignment.
    unsafe { _mm256_loadu_si256(pairs.as_ptr().cast()) }
}

/// The first eight words of both.
#[inline]
#[target_feature(enable = "avx2")]
fn load_halves(low: &[i16], high: &[i16]) -> __m256i {
    let (low, high) = (&low[..8], &high[..8]);
    // SAFETY: 16 bytes are there to be read, at any alignment.
    let low = unsafe { _mm_loadu_si128(low.as_ptr().cast()) };
    // SAFETY: as above.
    let high = unsafe { _mm_loadu_si128(high.as_ptr().cast()) };
    _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high)
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(vector: __m256i, pairs: &mut [Pair; 8]) {
    // SAFETY: 32 bytes are there to be written, at any alignment.
    unsafe { _mm256_storeu_si256(pairs.as_mut_ptr().cast(), vector) }
}
