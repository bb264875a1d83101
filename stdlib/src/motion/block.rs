//! How much two blocks differ.

/// Samples across and down a block that is compared: twice the distance between blocks.
pub(super) const SIDE: usize = 16;

/// The sum of absolute differences of two blocks, whose rows are `strides` apart.
///
/// # Panics
/// If a block reaches past the end.
pub(super) fn difference(a: &[u8], b: &[u8], strides: [usize; 2]) -> u32 {
    assert!(a.len() >= (SIDE - 1) * strides[0] + SIDE && b.len() >= (SIDE - 1) * strides[1] + SIDE);
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of the architecture, and both blocks are within their slices.
    unsafe {
        use std::arch::x86_64::{
            _mm_add_epi64, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_sad_epu8, _mm_setzero_si128, _mm_unpackhi_epi64,
        };
        let (mut even, mut odd) = (_mm_setzero_si128(), _mm_setzero_si128());
        let row = |y: usize| {
            let a = _mm_loadu_si128(a.as_ptr().add(y * strides[0]).cast());
            _mm_sad_epu8(a, _mm_loadu_si128(b.as_ptr().add(y * strides[1]).cast()))
        };
        for y in 0..SIDE / 2 {
            even = _mm_add_epi64(even, row(2 * y));
            odd = _mm_add_epi64(odd, row(2 * y + 1));
        }
        let sum = _mm_add_epi64(even, odd);
        (_mm_cvtsi128_si64(sum) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum))) as u32
    }
    #[cfg(not(target_arch = "x86_64"))]
    (0..SIDE)
        .map(|y| {
            let rows = a[y * strides[0]..][..SIDE].iter().zip(&b[y * strides[1]..][..SIDE]);
            rows.map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>()
        })
        .sum()
}

/// The same, with `b` read between its samples: `part` quarters of the way to the next column and row.
///
/// Half-way is the mean of two samples, and a quarter the mean of one and half-way, each rounded up.
///
/// # Panics
/// If a block, and the column and row behind that of `b`, reach past the end.
pub(super) fn difference_between(a: &[u8], b: &[u8], strides: [usize; 2], part: [u16; 2]) -> u32 {
    assert!(a.len() >= (SIDE - 1) * strides[0] + SIDE && b.len() > SIDE * strides[1] + SIDE);
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of the architecture, and what is read is within the slices.
    unsafe {
        use std::arch::x86_64::{
            __m128i, _mm_add_epi64, _mm_avg_epu8, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_sad_epu8, _mm_setzero_si128,
            _mm_unpackhi_epi64,
        };
        let between = |one: __m128i, next: __m128i, part: u16| {
            let half = _mm_avg_epu8(one, next);
            match part {
                0 => one,
                1 => _mm_avg_epu8(one, half),
                2 => half,
                _ => _mm_avg_epu8(next, half),
            }
        };
        let across = |y: usize| {
            let at = b.as_ptr().add(y * strides[1]);
            between(_mm_loadu_si128(at.cast()), _mm_loadu_si128(at.add(1).cast()), part[0])
        };
        let mut sum = _mm_setzero_si128();
        let mut above = across(0);
        for y in 0..SIDE {
            let below = across(y + 1);
            let a = _mm_loadu_si128(a.as_ptr().add(y * strides[0]).cast());
            sum = _mm_add_epi64(sum, _mm_sad_epu8(a, between(above, below, part[1])));
            above = below;
        }
        (_mm_cvtsi128_si64(sum) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum))) as u32
    }
    #[cfg(not(target_arch = "x86_64"))]
    portable_between(a, b, strides, part)
}

/// [`difference_between`] without instructions of vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn portable_between(a: &[u8], b: &[u8], strides: [usize; 2], part: [u16; 2]) -> u32 {
    let mean = |a: u8, b: u8| (u16::from(a) + u16::from(b)).div_ceil(2) as u8;
    let between = |one: u8, next: u8, part: u16| match part {
        0 => one,
        1 => mean(one, mean(one, next)),
        2 => mean(one, next),
        _ => mean(next, mean(one, next)),
    };
    let across = |x: usize, y: usize| between(b[y * strides[1] + x], b[y * strides[1] + x + 1], part[0]);
    (0..SIDE)
        .flat_map(|y| (0..SIDE).map(move |x| (x, y)))
        .map(|(x, y)| {
            let there = between(across(x, y), across(x, y + 1), part[1]);
            u32::from(a[y * strides[0] + x].abs_diff(there))
        })
        .sum()
}

/// How much a block differs from its own mean.
pub(super) fn activity(a: &[u8], stride: usize) -> u32 {
    let rows = || (0..SIDE).map(|y| &a[y * stride..][..SIDE]);
    let sum: u32 = rows().flatten().map(|value| u32::from(*value)).sum();
    let mean = ((sum + 128) / (SIDE * SIDE) as u32) as u8;
    rows().flatten().map(|value| u32::from(value.abs_diff(mean))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_sum_of_absolute_differences() {
        let a: Vec<u8> = (0..20 * 20).map(|n| (n * 7 % 251) as u8).collect();
        let b: Vec<u8> = (0..24 * 20).map(|n| (n * 13 % 241) as u8).collect();
        let mut expected = 0;
        for (x, y) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y))) {
            expected += u32::from(a[y * 20 + x].abs_diff(b[y * 24 + x]));
        }
        assert_eq!(difference(&a, &b, [20, 24]), expected);
        assert_eq!(difference_between(&a, &b, [20, 24], [0, 0]), expected);
        for part in (0..16).map(|n| [n % 4, n / 4]) {
            assert_eq!(
                difference_between(&a, &b, [20, 24], part),
                portable_between(&a, &b, [20, 24], part),
                "{part:?}"
            );
        }
        assert_eq!(difference(&a, &a, [20, 20]), 0);
        assert_eq!(activity(&[9; 400], 20), 0);
    }
}
