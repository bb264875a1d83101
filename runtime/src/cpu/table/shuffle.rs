//! Looks up bytes in a table that is held in vector registers.

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi8, _mm256_and_si256, _mm256_blendv_epi8, _mm256_broadcastsi128_si256,
    _mm256_loadu_si256, _mm256_set1_epi8, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_storeu_si256,
    _mm512_loadu_si512, _mm512_mask_blend_epi8, _mm512_movepi8_mask, _mm512_permutex2var_epi8, _mm512_storeu_si512,
};

use crate::cpu::Isa;

/// Looks up the first bytes of `from`, whole vectors of them, and gives how many it did.
pub(super) fn look_up(isa: Isa, table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
    match isa {
        // SAFETY: the machine was asked for the instructions.
        Isa::Avx512 if std::is_x86_feature_detected!("avx512vbmi") => unsafe { permute(table, from, to) },
        // SAFETY: an `Isa` is given out only where the machine has its instructions, AVX2 among those of the largest.
        Isa::Avx512 | Isa::Avx2 => unsafe { tree(table, from, to) },
        Isa::Baseline => 0,
    }
}

/// Two permutations, each of half of the table, and the choice between them by the top bit.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn permute(table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
    let quarters = table.as_chunks::<64>().0;
    // SAFETY: a quarter has 64 bytes.
    let [a, b, c, d] = [0, 1, 2, 3].map(|quarter| unsafe { _mm512_loadu_si512(quarters[quarter].as_ptr().cast()) });
    let (from, to) = (from.as_chunks::<64>().0, to.as_chunks_mut::<64>().0);
    for (from, to) in from.iter().zip(to.iter_mut()) {
        // SAFETY: there are 64 bytes.
        let codes = unsafe { _mm512_loadu_si512(from.as_ptr().cast()) };
        let low = _mm512_permutex2var_epi8(a, codes, b);
        let high = _mm512_permutex2var_epi8(c, codes, d);
        let found = _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), low, high);
        // SAFETY: there are 64 bytes.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), found) };
    }
    from.len() * 64
}

/// Sixteen shuffles by the low half of a code, and a tree of choices by the bits of the high half.
#[target_feature(enable = "avx2")]
fn tree(table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
    let parts = table.as_chunks::<16>().0;
    // SAFETY: a part has 16 bytes.
    let part = |at: usize| _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(parts[at].as_ptr().cast()) });
    let low_half = _mm256_set1_epi8(15);
    let (from, to) = (from.as_chunks::<32>().0, to.as_chunks_mut::<32>().0);
    for (from, to) in from.iter().zip(to.iter_mut()) {
        // SAFETY: there are 32 bytes.
        let codes = unsafe { _mm256_loadu_si256(from.as_ptr().cast()) };
        let low = _mm256_and_si256(codes, low_half);
        // The choices go by the top bit of each byte: bits 4, 5, 6 and 7 moved there.
        let bit4 = _mm256_slli_epi16::<3>(codes);
        let bit5 = _mm256_slli_epi16::<2>(codes);
        let bit6 = _mm256_add_epi8(codes, codes);
        let two = |at: usize| -> __m256i {
            _mm256_blendv_epi8(_mm256_shuffle_epi8(part(at), low), _mm256_shuffle_epi8(part(at + 1), low), bit4)
        };
        let four = |at: usize| _mm256_blendv_epi8(two(at), two(at + 2), bit5);
        let eight = |at: usize| _mm256_blendv_epi8(four(at), four(at + 4), bit6);
        let found = _mm256_blendv_epi8(eight(0), eight(8), codes);
        // SAFETY: there are 32 bytes.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), found) };
    }
    from.len() * 32
}
