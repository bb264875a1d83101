//! Looks up bytes in a table of all their values, a vector at a time where the processor can.

/// Replaces each byte of `from` by the one that `table` has for it.
pub(super) fn look_up(table: &[u8; 256], from: &[u8], to: &mut [u8]) {
    let done = vectors(table, from, to);
    for (to, from) in to[done..].iter_mut().zip(&from[done..]) {
        *to = table[usize::from(*from)];
    }
}

/// Looks up whole vectors from the first on; how many bytes that was.
#[cfg(target_arch = "x86_64")]
fn vectors(table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
    if std::is_x86_feature_detected!("avx512vbmi") && std::is_x86_feature_detected!("avx512bw") {
        // SAFETY: the machine has these instructions.
        unsafe { x86::permuted(table, from, to) }
    } else if std::is_x86_feature_detected!("avx2") {
        // SAFETY: as above.
        unsafe { x86::shuffled(table, from, to) }
    } else {
        0
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn vectors(_table: &[u8; 256], _from: &[u8], _to: &mut [u8]) -> usize {
    0
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    /// Two halves of the table, each in two vectors, and the top bit chooses.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(super) fn permuted(table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
        let (parts, _) = table.as_chunks::<64>();
        // SAFETY: each part is a vector.
        let [a, b, c, d] = [0, 1, 2, 3].map(|part| unsafe { _mm512_loadu_si512(parts[part].as_ptr().cast()) });
        let (from, to) = (from.as_chunks::<64>().0, to.as_chunks_mut::<64>().0);
        for (from, to) in from.iter().zip(&mut *to) {
            // SAFETY: a chunk is a vector.
            let codes = unsafe { _mm512_loadu_si512(from.as_ptr().cast()) };
            let (low, high) = (_mm512_permutex2var_epi8(a, codes, b), _mm512_permutex2var_epi8(c, codes, d));
            let found = _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), low, high);
            // SAFETY: as above.
            unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), found) };
        }
        from.len().min(to.len()) * 64
    }

    /// Sixteen parts of sixteen bytes: of each only those codes find a byte that are in it, all others 0.
    #[target_feature(enable = "avx2")]
    pub(super) fn shuffled(table: &[u8; 256], from: &[u8], to: &mut [u8]) -> usize {
        let (parts, _) = table.as_chunks::<16>();
        // SAFETY: each part is half a vector.
        let part = |part: usize| unsafe { _mm256_broadcastsi128_si256(_mm_loadu_si128(parts[part].as_ptr().cast())) };
        let parts: [__m256i; 16] = std::array::from_fn(part);
        let (outside, step) = (_mm256_set1_epi8(0x70), _mm256_set1_epi8(0x10));
        let (from, to) = (from.as_chunks::<32>().0, to.as_chunks_mut::<32>().0);
        for (from, to) in from.iter().zip(&mut *to) {
            // SAFETY: a chunk is a vector.
            let mut codes = unsafe { _mm256_loadu_si256(from.as_ptr().cast()) };
            let mut found = _mm256_setzero_si256();
            for part in parts {
                // Codes from 16 on get the top bit, for which a shuffle gives 0.
                let inside = _mm256_adds_epu8(codes, outside);
                found = _mm256_or_si256(found, _mm256_shuffle_epi8(part, inside));
                codes = _mm256_sub_epi8(codes, step);
            }
            // SAFETY: as above.
            unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), found) };
        }
        from.len().min(to.len()) * 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_finds_the_same() {
        let table: [u8; 256] = std::array::from_fn(|code| (code * code / 7 + 3) as u8);
        let from: Vec<u8> = (0..1000_usize).map(|at| (at * 31 / 3) as u8).collect();
        let expected: Vec<u8> = from.iter().map(|code| table[usize::from(*code)]).collect();
        for count in [0, 1, 31, 32, 63, 64, 100, 1000] {
            let mut found = vec![0; count];
            look_up(&table, &from[..count], &mut found);
            assert_eq!(found, expected[..count]);
            #[cfg(target_arch = "x86_64")]
            if std::is_x86_feature_detected!("avx2") {
                // SAFETY: the machine has these instructions.
                let done = unsafe { x86::shuffled(&table, &from[..count], &mut found) };
                assert_eq!(found[..done], expected[..done]);
            }
        }
    }
}
