//! Sixteen numbers in four registers of SSE2, which every machine of this architecture has.

use std::arch::x86_64::*;

use super::{HALF, LANES, Sixteen, operations, reaches};

#[derive(Clone, Copy)]
pub(crate) struct Sse([__m128; 4]);

/// Two and two registers by an instruction.
macro_rules! each {
    ($a:expr, $b:expr, $instruction:ident) => {{
        let (a, b): (Sse, Sse) = ($a, $b);
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a.0, b.0);
        // SAFETY: SSE2 is part of the architecture.
        unsafe { Sse([$instruction(a0, b0), $instruction(a1, b1), $instruction(a2, b2), $instruction(a3, b3)]) }
    }};
}

operations!(Sse: Add add = |a, b| each!(a, b, _mm_add_ps), Sub sub = |a, b| each!(a, b, _mm_sub_ps),
    Mul mul = |a, b| each!(a, b, _mm_mul_ps), Div div = |a, b| each!(a, b, _mm_div_ps));

impl Sse {
    /// Eight words, and eight words more.
    #[inline(always)]
    fn of_eights(low: __m128i, high: __m128i) -> Self {
        // SAFETY: SSE2 is part of the architecture.
        unsafe {
            let zero = _mm_setzero_si128();
            Self([
                _mm_cvtepi32_ps(_mm_unpacklo_epi16(low, zero)),
                _mm_cvtepi32_ps(_mm_unpackhi_epi16(low, zero)),
                _mm_cvtepi32_ps(_mm_unpacklo_epi16(high, zero)),
                _mm_cvtepi32_ps(_mm_unpackhi_epi16(high, zero)),
            ])
        }
    }
}

impl Sixteen for Sse {
    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: SSE2 is part of the architecture.
        Self([unsafe { _mm_set1_ps(value) }; 4])
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        let at = from.as_ptr();
        // SAFETY: SSE2 is part of the architecture; there are sixteen.
        unsafe { Self([_mm_loadu_ps(at), _mm_loadu_ps(at.add(4)), _mm_loadu_ps(at.add(8)), _mm_loadu_ps(at.add(12))]) }
    }

    #[inline(always)]
    fn of_bytes(from: &[u8; LANES]) -> Self {
        // SAFETY: SSE2 is part of the architecture; there are sixteen.
        unsafe {
            let zero = _mm_setzero_si128();
            let bytes = _mm_loadu_si128(from.as_ptr().cast());
            Self::of_eights(_mm_unpacklo_epi8(bytes, zero), _mm_unpackhi_epi8(bytes, zero))
        }
    }

    #[inline(always)]
    fn of_words(from: &[u16; LANES]) -> Self {
        // SAFETY: SSE2 is part of the architecture; there are sixteen.
        unsafe {
            let [low, high] = [from.as_ptr(), from.as_ptr().add(8)];
            Self::of_eights(_mm_loadu_si128(low.cast()), _mm_loadu_si128(high.cast()))
        }
    }

    #[inline(always)]
    fn of_halves(first: &[f32; HALF], last: &[f32; HALF]) -> Self {
        let (a, b) = (first.as_ptr(), last.as_ptr());
        // SAFETY: SSE2 is part of the architecture; there are eight of each.
        unsafe { Self([_mm_loadu_ps(a), _mm_loadu_ps(a.add(4)), _mm_loadu_ps(b), _mm_loadu_ps(b.add(4))]) }
    }

    #[inline(always)]
    fn differences(block: &[[u8; HALF]; HALF], there: &[u8], stride: usize) -> Self {
        assert!(reaches(there, stride));
        let mut words = [0; LANES];
        // SAFETY: SSE2 is part of the architecture, and all that is read is within the slices.
        unsafe {
            for (n, word) in words.iter_mut().enumerate() {
                let mut sum = _mm_setzero_si128();
                for y in (0..HALF).step_by(2) {
                    let at = there.as_ptr().add(y * stride + n);
                    let rows = _mm_unpacklo_epi64(_mm_loadl_epi64(at.cast()), _mm_loadl_epi64(at.add(stride).cast()));
                    sum = _mm_add_epi64(sum, _mm_sad_epu8(rows, _mm_loadu_si128(block[y..].as_ptr().cast())));
                }
                *word = _mm_cvtsi128_si32(_mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum))) as u16;
            }
        }
        Self::of_words(&words)
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        let at = to.as_mut_ptr();
        // SAFETY: SSE2 is part of the architecture; there is room for sixteen.
        unsafe {
            _mm_storeu_ps(at, self.0[0]);
            _mm_storeu_ps(at.add(4), self.0[1]);
            _mm_storeu_ps(at.add(8), self.0[2]);
            _mm_storeu_ps(at.add(12), self.0[3]);
        }
    }

    #[inline(always)]
    fn add_first(self, to: &mut [f32; HALF]) {
        let at = to.as_mut_ptr();
        // SAFETY: SSE2 is part of the architecture; there are eight.
        unsafe {
            _mm_storeu_ps(at, _mm_add_ps(_mm_loadu_ps(at), self.0[0]));
            _mm_storeu_ps(at.add(4), _mm_add_ps(_mm_loadu_ps(at.add(4)), self.0[1]));
        }
    }

    #[inline(always)]
    fn add_last(self, to: &mut [f32; HALF]) {
        self.swapped().add_first(to);
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        each!(self, other, _mm_max_ps)
    }

    #[inline(always)]
    fn above(self, limit: Self) -> u32 {
        let [a, b, c, d] = each!(self, limit, _mm_cmpgt_ps).0;
        // SAFETY: SSE2 is part of the architecture.
        let bits = unsafe { [_mm_movemask_ps(a), _mm_movemask_ps(b), _mm_movemask_ps(c), _mm_movemask_ps(d)] };
        (bits[0] | bits[1] << 4 | bits[2] << 8 | bits[3] << 12) as u32
    }

    #[inline(always)]
    fn where_above(self, limit: Self, then: Self) -> Self {
        each!(each!(self, limit, _mm_cmpgt_ps), then, _mm_and_ps)
    }

    #[inline(always)]
    fn swapped(self) -> Self {
        Self([self.0[2], self.0[3], self.0[0], self.0[1]])
    }

    #[inline(always)]
    fn turned(rows: [Self; LANES]) -> [Self; LANES] {
        let mut out = rows;
        for n in 0..4 {
            for part in 0..4 {
                let row = 4 * n;
                let [a, b, c, d] =
                    [rows[row].0[part], rows[row + 1].0[part], rows[row + 2].0[part], rows[row + 3].0[part]];
                // SAFETY: SSE2 is part of the architecture.
                unsafe {
                    let (low, high) = (_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b));
                    let (low2, high2) = (_mm_unpacklo_ps(c, d), _mm_unpackhi_ps(c, d));
                    out[4 * part].0[n] = _mm_movelh_ps(low, low2);
                    out[4 * part + 1].0[n] = _mm_movehl_ps(low2, low);
                    out[4 * part + 2].0[n] = _mm_movelh_ps(high, high2);
                    out[4 * part + 3].0[n] = _mm_movehl_ps(high2, high);
                }
            }
        }
        out
    }
}
