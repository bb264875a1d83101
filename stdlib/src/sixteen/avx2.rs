//! Sixteen numbers in two registers of AVX2.
//!
//! Only [`run_with`](super::run_with) names the type, in code that was compiled for AVX2 and runs where there is AVX2:
//! that is what makes each of the operations here safe.

use std::arch::x86_64::*;

use super::{HALF, LANES, Sixteen, operations, reaches};

#[derive(Clone, Copy)]
pub(super) struct Avx2(__m256, __m256);

// SAFETY: the machine has AVX2.
operations!(Avx2: Add add = |a: Self, b: Self| unsafe { Self(_mm256_add_ps(a.0, b.0), _mm256_add_ps(a.1, b.1)) },
    Sub sub = |a: Self, b: Self| unsafe { Self(_mm256_sub_ps(a.0, b.0), _mm256_sub_ps(a.1, b.1)) },
    Mul mul = |a: Self, b: Self| unsafe { Self(_mm256_mul_ps(a.0, b.0), _mm256_mul_ps(a.1, b.1)) },
    Div div = |a: Self, b: Self| unsafe { Self(_mm256_div_ps(a.0, b.0), _mm256_div_ps(a.1, b.1)) });

impl Sixteen for Avx2 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has AVX2.
        unsafe { Self(_mm256_set1_ps(value), _mm256_set1_ps(value)) }
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: the machine has AVX2; there are sixteen.
        unsafe { Self(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
    }

    #[inline(always)]
    fn of_bytes(from: &[u8; LANES]) -> Self {
        // SAFETY: the machine has AVX2; there are sixteen.
        unsafe {
            let low = _mm256_cvtepu8_epi32(_mm_loadl_epi64(from.as_ptr().cast()));
            let high = _mm256_cvtepu8_epi32(_mm_loadl_epi64(from.as_ptr().add(8).cast()));
            Self(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high))
        }
    }

    #[inline(always)]
    fn of_words(from: &[u16; LANES]) -> Self {
        // SAFETY: the machine has AVX2; there are sixteen.
        unsafe {
            let low = _mm256_cvtepu16_epi32(_mm_loadu_si128(from.as_ptr().cast()));
            let high = _mm256_cvtepu16_epi32(_mm_loadu_si128(from.as_ptr().add(8).cast()));
            Self(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high))
        }
    }

    #[inline(always)]
    fn of_halves(first: &[f32; HALF], last: &[f32; HALF]) -> Self {
        // SAFETY: the machine has AVX2; there are eight of each.
        unsafe { Self(_mm256_loadu_ps(first.as_ptr()), _mm256_loadu_ps(last.as_ptr())) }
    }

    #[inline(always)]
    fn differences(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> Self {
        // SAFETY: the machine has AVX2.
        unsafe {
            let words = words_apart(block, there, stride);
            let low = _mm256_cvtepu16_epi32(_mm256_castsi256_si128(words));
            let high = _mm256_cvtepu16_epi32(_mm256_extracti128_si256::<1>(words));
            Self(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high))
        }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: the machine has AVX2; there is room for sixteen.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
        }
    }

    #[inline(always)]
    fn add_first(self, to: &mut [f32; HALF]) {
        // SAFETY: the machine has AVX2; there are eight.
        unsafe { _mm256_storeu_ps(to.as_mut_ptr(), _mm256_add_ps(_mm256_loadu_ps(to.as_ptr()), self.0)) };
    }

    #[inline(always)]
    fn add_last(self, to: &mut [f32; HALF]) {
        self.swapped().add_first(to);
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: the machine has AVX2.
        unsafe { Self(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn above(self, limit: Self) -> u32 {
        // SAFETY: the machine has AVX2.
        unsafe {
            let low = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(self.0, limit.0));
            let high = _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(self.1, limit.1));
            low as u32 | (high as u32) << 8
        }
    }

    #[inline(always)]
    fn where_above(self, limit: Self, then: Self) -> Self {
        // SAFETY: the machine has AVX2.
        unsafe {
            let low = _mm256_cmp_ps::<_CMP_GT_OQ>(self.0, limit.0);
            let high = _mm256_cmp_ps::<_CMP_GT_OQ>(self.1, limit.1);
            Self(_mm256_and_ps(low, then.0), _mm256_and_ps(high, then.1))
        }
    }

    #[inline(always)]
    fn swapped(self) -> Self {
        Self(self.1, self.0)
    }

    #[inline(always)]
    fn turned(rows: [Self; LANES]) -> [Self; LANES] {
        let mut out = rows;
        for y in [0, 8] {
            let mut left = [rows[y].0; 8];
            let mut right = [rows[y].1; 8];
            for n in 0..8 {
                (left[n], right[n]) = (rows[y + n].0, rows[y + n].1);
            }
            // SAFETY: the machine has AVX2.
            let (left, right) = unsafe { (eight(left), eight(right)) };
            for n in 0..8 {
                if y == 0 {
                    (out[n].0, out[8 + n].0) = (left[n], right[n]);
                } else {
                    (out[n].1, out[8 + n].1) = (left[n], right[n]);
                }
            }
        }
        out
    }
}

/// The sums of [`Sixteen::differences`].
#[inline(always)]
pub(super) unsafe fn words_apart(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> __m256i {
    assert!(reaches(there, stride));
    // SAFETY: the machine has AVX2, says the caller, and all that is read is within the slices.
    unsafe {
        let mut sums = _mm256_setzero_si256();
        for y in (0..HALF).step_by(2) {
            let rows = _mm256_broadcastsi128_si256(_mm_loadu_si128(block[y..].as_ptr().cast()));
            let at = there.as_ptr().add(y * stride);
            // What the first eight blocks have in a row, and the last eight.
            let row = _mm256_loadu2_m128i(at.add(HALF).cast(), at.cast());
            let next = _mm256_loadu2_m128i(at.add(stride + HALF).cast(), at.add(stride).cast());
            // Four bytes at a time: the first of both, and the last.
            let row = _mm256_add_epi16(
                _mm256_mpsadbw_epu8::<0b000_000>(row, rows),
                _mm256_mpsadbw_epu8::<0b101_101>(row, rows),
            );
            let next = _mm256_add_epi16(
                _mm256_mpsadbw_epu8::<0b010_010>(next, rows),
                _mm256_mpsadbw_epu8::<0b111_111>(next, rows),
            );
            sums = _mm256_add_epi16(sums, _mm256_add_epi16(row, next));
        }
        sums
    }
}

/// Eight rows of eight become columns.
#[inline(always)]
unsafe fn eight(rows: [__m256; 8]) -> [__m256; 8] {
    let mut out = rows;
    // SAFETY: the caller's.
    unsafe {
        for n in [0, 4] {
            let [a, b, c, d] = [rows[n], rows[n + 1], rows[n + 2], rows[n + 3]];
            let (low, high) = (_mm256_castps_pd(_mm256_unpacklo_ps(a, b)), _mm256_castps_pd(_mm256_unpackhi_ps(a, b)));
            let (low2, high2) =
                (_mm256_castps_pd(_mm256_unpacklo_ps(c, d)), _mm256_castps_pd(_mm256_unpackhi_ps(c, d)));
            out[n] = _mm256_castpd_ps(_mm256_unpacklo_pd(low, low2));
            out[n + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low, low2));
            out[n + 2] = _mm256_castpd_ps(_mm256_unpacklo_pd(high, high2));
            out[n + 3] = _mm256_castpd_ps(_mm256_unpackhi_pd(high, high2));
        }
        let squares = out;
        for k in 0..4 {
            out[k] = _mm256_permute2f128_ps::<0x20>(squares[k], squares[4 + k]);
            out[4 + k] = _mm256_permute2f128_ps::<0x31>(squares[k], squares[4 + k]);
        }
    }
    out
}
