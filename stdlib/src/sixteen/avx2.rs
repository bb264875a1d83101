//! Sixteen numbers in two registers of AVX2.
//!
//! Only [`run_with`](super::run_with) names the type, in code that was compiled for AVX2 and runs where there is AVX2:
//! that is what makes each of the operations here safe.

use std::arch::x86_64::*;

use super::{LANES, Sixteen, operations};

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
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: the machine has AVX2; there is room for sixteen.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
        }
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
