//! The horizontal pass: each output column is a weighted sum of columns, for eight rows at a time.
//!
//! Samples of eight rows that belong to one column are brought together first,
//! so that the sums run over whole vectors whatever columns the taps are in.

use super::LANES;
use super::taps::Taps;

/// A column of eight rows.
pub(super) type Column = [f32; LANES];

/// Resamples eight rows of `source` (`source_stride` apart) into `out` (`out_stride` apart).
///
/// `columns` is working memory.
pub(super) fn weigh_columns(
    taps: &Taps,
    (source, source_stride): (&[f32], usize),
    (out, out_stride): (&mut [f32], usize),
    columns: &mut Vec<Column>,
) {
    columns.resize(source_stride, [0.0; LANES]);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        unsafe { avx2::weigh_columns(taps, (source, source_stride), (out, out_stride), columns) };
        return;
    }
    to_columns(source, source_stride, columns, transpose);
    sums(taps, columns, out, out_stride, transpose);
}

/// Turns rows into columns, block by block.
#[inline(always)]
fn to_columns(
    source: &[f32],
    stride: usize,
    columns: &mut [Column],
    transpose: impl Fn([Column; LANES]) -> [Column; LANES],
) {
    for (block, x) in columns.as_chunks_mut().0.iter_mut().zip((0..stride).step_by(LANES)) {
        *block = transpose(std::array::from_fn(|lane| eight(source, lane * stride + x)));
    }
}

/// Computes the output columns and turns them back into rows.
#[inline(always)]
fn sums(
    taps: &Taps,
    columns: &[Column],
    out: &mut [f32],
    stride: usize,
    transpose: impl Fn([Column; LANES]) -> [Column; LANES],
) {
    for x in (0..taps.length).step_by(LANES) {
        let block: [Column; LANES] = std::array::from_fn(|index| {
            let first = taps.first[x + index] as usize;
            let mut sum = [0.0; LANES];
            for (column, weight) in columns[first..first + taps.count].iter().zip(taps.of(x + index)) {
                for (sum, sample) in sum.iter_mut().zip(column) {
                    *sum += weight * sample;
                }
            }
            sum
        });
        for (lane, samples) in transpose(block).iter().enumerate() {
            out[lane * stride + x..][..LANES].copy_from_slice(samples);
        }
    }
}

fn eight(samples: &[f32], start: usize) -> Column {
    let mut eight = [0.0; LANES];
    eight.copy_from_slice(&samples[start..start + LANES]);
    eight
}

fn transpose(block: [Column; LANES]) -> [Column; LANES] {
    std::array::from_fn(|row| std::array::from_fn(|column| block[column][row]))
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    //! The same with AVX2; only turning a block takes instructions that the compiler does not find by itself.

    use std::arch::x86_64::{
        __m256, _mm256_permute2f128_ps, _mm256_shuffle_ps, _mm256_unpackhi_ps, _mm256_unpacklo_ps,
    };

    use super::{Column, LANES, Taps, sums, to_columns};

    #[target_feature(enable = "avx2")]
    pub(super) fn weigh_columns(
        taps: &Taps,
        (source, source_stride): (&[f32], usize),
        (out, out_stride): (&mut [f32], usize),
        columns: &mut [Column],
    ) {
        let turn = |block| transpose(block);
        to_columns(source, source_stride, columns, turn);
        sums(taps, columns, out, out_stride, turn);
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn transpose(block: [Column; LANES]) -> [Column; LANES] {
        let rows: [__m256; LANES] = bytemuck::cast(block);
        let mut pairs = rows;
        for i in 0..4 {
            pairs[2 * i] = _mm256_unpacklo_ps(rows[2 * i], rows[2 * i + 1]);
            pairs[2 * i + 1] = _mm256_unpackhi_ps(rows[2 * i], rows[2 * i + 1]);
        }
        let mut quads = pairs;
        for i in 0..2 {
            for j in 0..2 {
                quads[4 * i + 2 * j] = _mm256_shuffle_ps::<0x44>(pairs[4 * i + j], pairs[4 * i + j + 2]);
                quads[4 * i + 2 * j + 1] = _mm256_shuffle_ps::<0xee>(pairs[4 * i + j], pairs[4 * i + j + 2]);
            }
        }
        let mut columns = quads;
        for i in 0..4 {
            columns[i] = _mm256_permute2f128_ps::<0x20>(quads[i], quads[i + 4]);
            columns[i + 4] = _mm256_permute2f128_ps::<0x31>(quads[i], quads[i + 4]);
        }
        bytemuck::cast(columns)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn turns_a_block() {
            if !is_x86_feature_detected!("avx2") {
                return;
            }
            let block = std::array::from_fn(|row| std::array::from_fn(|column| (row * 10 + column) as f32));
            // SAFETY: the processor has AVX2.
            assert_eq!(unsafe { transpose(block) }, super::super::transpose(block));
        }
    }
}
