//! How much two blocks differ.

/// Samples across and down a block that is compared: twice the distance between blocks.
pub(super) const SIDE: usize = 16;

/// The sums of absolute differences of a block and of four others, whose rows are `strides` apart.
///
/// Of each `EACH` rows one is looked at, and stands for all.
///
/// # Panics
/// If a block reaches past the end.
#[inline]
pub(super) fn differences<const EACH: usize>(a: &[u8], others: [&[u8]; 4], strides: [usize; 2]) -> [u32; 4] {
    assert!(a.len() >= (SIDE - 1) * strides[0] + SIDE);
    let reach = (SIDE - 1) * strides[1] + SIDE;
    let least = others[0].len().min(others[1].len()).min(others[2].len()).min(others[3].len());
    assert!(least >= reach);
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of the architecture, and all blocks are within their slices.
    unsafe {
        use std::arch::x86_64::{
            _mm_add_epi64, _mm_cvtsi128_si64, _mm_loadu_si128, _mm_sad_epu8, _mm_setzero_si128, _mm_unpackhi_epi64,
        };
        let [first, second, third, fourth] =
            [others[0].as_ptr(), others[1].as_ptr(), others[2].as_ptr(), others[3].as_ptr()];
        let zero = _mm_setzero_si128();
        let (mut s0, mut s1, mut s2, mut s3) = (zero, zero, zero, zero);
        for y in (0..SIDE).step_by(EACH) {
            let row = _mm_loadu_si128(a.as_ptr().add(y * strides[0]).cast());
            let at = y * strides[1];
            s0 = _mm_add_epi64(s0, _mm_sad_epu8(row, _mm_loadu_si128(first.add(at).cast())));
            s1 = _mm_add_epi64(s1, _mm_sad_epu8(row, _mm_loadu_si128(second.add(at).cast())));
            s2 = _mm_add_epi64(s2, _mm_sad_epu8(row, _mm_loadu_si128(third.add(at).cast())));
            s3 = _mm_add_epi64(s3, _mm_sad_epu8(row, _mm_loadu_si128(fourth.add(at).cast())));
        }
        let sum = |sum| (_mm_cvtsi128_si64(sum) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum))) as u32 * EACH as u32;
        [sum(s0), sum(s1), sum(s2), sum(s3)]
    }
    #[cfg(not(target_arch = "x86_64"))]
    others.map(|b| portable(a, b, strides, EACH))
}

/// One of [`differences`] without instructions of vectors.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn portable(a: &[u8], b: &[u8], strides: [usize; 2], each: usize) -> u32 {
    (0..SIDE)
        .step_by(each)
        .map(|y| {
            let rows = a[y * strides[0]..][..SIDE].iter().zip(&b[y * strides[1]..][..SIDE]);
            rows.map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>()
        })
        .sum::<u32>()
        * each as u32
}

/// The sum of absolute differences of two blocks, the second read between its samples: `part` quarters of the way to the next column and row.
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
        let others = [&b[..], &b[1..], &b[24..], &b[27..]];
        let expected = others.map(|b| portable(&a, b, [20, 24], 1));
        assert_eq!(differences::<1>(&a, others, [20, 24]), expected);
        assert_eq!(differences::<2>(&a, others, [20, 24]), others.map(|b| portable(&a, b, [20, 24], 2)));
        assert_eq!(difference_between(&a, &b, [20, 24], [0, 0]), expected[0]);
        for part in (0..16).map(|n| [n % 4, n / 4]) {
            assert_eq!(
                difference_between(&a, &b, [20, 24], part),
                portable_between(&a, &b, [20, 24], part),
                "{part:?}"
            );
        }
        assert_eq!(differences::<1>(&a, [&a; 4], [20, 20]), [0; 4]);
        assert_eq!(activity(&[9; 400], 20), 0);
    }
}
