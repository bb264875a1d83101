//! Sixteen numbers in one register of AVX-512.
//!
//! Only [`run_with`](super::run_with) names the type, in code that was compiled for AVX-512 and runs where there is
//! AVX-512: that is what makes each of the operations here safe.

use std::arch::x86_64::*;

use super::avx2::words_apart;
use super::{HALF, LANES, Sixteen, operations};

#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512);

// SAFETY: the machine has AVX-512.
operations!(Avx512: Add add = |a: Self, b: Self| Self(unsafe { _mm512_add_ps(a.0, b.0) }),
    Sub sub = |a: Self, b: Self| Self(unsafe { _mm512_sub_ps(a.0, b.0) }),
    Mul mul = |a: Self, b: Self| Self(unsafe { _mm512_mul_ps(a.0, b.0) }),
    Div div = |a: Self, b: Self| Self(unsafe { _mm512_div_ps(a.0, b.0) }));

impl Sixteen for Avx512 {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has AVX-512.
        Self(unsafe { _mm512_set1_ps(value) })
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: the machine has AVX-512; there are sixteen.
        Self(unsafe { _mm512_loadu_ps(from.as_ptr()) })
    }

    #[inline(always)]
    fn of_bytes(from: &[u8; LANES]) -> Self {
        // SAFETY: the machine has AVX-512; there are sixteen.
        Self(unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(from.as_ptr().cast()))) })
    }

    #[inline(always)]
    fn of_words(from: &[u16; LANES]) -> Self {
        // SAFETY: the machine has AVX-512; there are sixteen.
        Self(unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_loadu_si256(from.as_ptr().cast()))) })
    }

    #[inline(always)]
    fn of_halves(first: &[f32; HALF], last: &[f32; HALF]) -> Self {
        // SAFETY: the machine has AVX-512; there are eight of each.
        unsafe {
            let low = _mm512_castps256_ps512(_mm256_loadu_ps(first.as_ptr()));
            Self(_mm512_insertf32x8::<1>(low, _mm256_loadu_ps(last.as_ptr())))
        }
    }

    #[inline(always)]
    fn differences(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> Self {
        // SAFETY: the machine has AVX-512, and AVX2 with it.
        Self(unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(words_apart(block, there, stride))) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: the machine has AVX-512; there is room for sixteen.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) };
    }

    #[inline(always)]
    fn add_first(self, to: &mut [f32; HALF]) {
        // SAFETY: the machine has AVX-512; there are eight.
        unsafe {
            let first = _mm512_castps512_ps256(self.0);
            _mm256_storeu_ps(to.as_mut_ptr(), _mm256_add_ps(_mm256_loadu_ps(to.as_ptr()), first));
        }
    }

    #[inline(always)]
    fn add_last(self, to: &mut [f32; HALF]) {
        // SAFETY: the machine has AVX-512; there are eight.
        unsafe {
            let last = _mm512_extractf32x8_ps::<1>(self.0);
            _mm256_storeu_ps(to.as_mut_ptr(), _mm256_add_ps(_mm256_loadu_ps(to.as_ptr()), last));
        }
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: the machine has AVX-512.
        Self(unsafe { _mm512_max_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn above(self, limit: Self) -> u32 {
        // SAFETY: the machine has AVX-512.
        u32::from(unsafe { _mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, limit.0) })
    }

    #[inline(always)]
    fn where_above(self, limit: Self, then: Self) -> Self {
        // SAFETY: the machine has AVX-512.
        Self(unsafe { _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, limit.0), then.0) })
    }

    #[inline(always)]
    fn swapped(self) -> Self {
        // SAFETY: the machine has AVX-512.
        Self(unsafe { _mm512_shuffle_f32x4::<0x4e>(self.0, self.0) })
    }

    #[inline(always)]
    fn turned(rows: [Self; LANES]) -> [Self; LANES] {
        // SAFETY: the machine has AVX-512.
        unsafe { turned(rows) }
    }
}

#[inline(always)]
unsafe fn turned(rows: [Avx512; LANES]) -> [Avx512; LANES] {
    let mut out = rows;
    // SAFETY: the caller's.
    unsafe {
        // Of each four rows, the squares of four by four are turned: row 4 n + k then has, of rows 4 n to 4 n + 3,
        // columns k, 4 + k, 8 + k and 12 + k.
        for n in [0, 4, 8, 12] {
            let [a, b, c, d] = [rows[n].0, rows[n + 1].0, rows[n + 2].0, rows[n + 3].0];
            let (low, high) = (_mm512_castps_pd(_mm512_unpacklo_ps(a, b)), _mm512_castps_pd(_mm512_unpackhi_ps(a, b)));
            let (low2, high2) =
                (_mm512_castps_pd(_mm512_unpacklo_ps(c, d)), _mm512_castps_pd(_mm512_unpackhi_ps(c, d)));
            out[n] = Avx512(_mm512_castpd_ps(_mm512_unpacklo_pd(low, low2)));
            out[n + 1] = Avx512(_mm512_castpd_ps(_mm512_unpackhi_pd(low, low2)));
            out[n + 2] = Avx512(_mm512_castpd_ps(_mm512_unpacklo_pd(high, high2)));
            out[n + 3] = Avx512(_mm512_castpd_ps(_mm512_unpackhi_pd(high, high2)));
        }
        let squares = out;
        for k in 0..4 {
            let [a, b, c, d] = [squares[k].0, squares[4 + k].0, squares[8 + k].0, squares[12 + k].0];
            let (ab, cd) = (_mm512_shuffle_f32x4::<0x44>(a, b), _mm512_shuffle_f32x4::<0x44>(c, d));
            let (ab2, cd2) = (_mm512_shuffle_f32x4::<0xee>(a, b), _mm512_shuffle_f32x4::<0xee>(c, d));
            out[k] = Avx512(_mm512_shuffle_f32x4::<0x88>(ab, cd));
            out[4 + k] = Avx512(_mm512_shuffle_f32x4::<0xdd>(ab, cd));
            out[8 + k] = Avx512(_mm512_shuffle_f32x4::<0x88>(ab2, cd2));
            out[12 + k] = Avx512(_mm512_shuffle_f32x4::<0xdd>(ab2, cd2));
        }
    }
    out
}
