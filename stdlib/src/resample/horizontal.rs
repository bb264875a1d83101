//! The horizontal pass: each output column is a weighted sum of columns, for eight rows at a time.
//!
//! Samples of eight rows that belong to one column are brought together first,
//! so that the sums run over whole vectors whatever columns the taps are in.

use super::rows::{LANES, RowBlock};
use super::taps::Taps;

/// A column of eight rows.
pub(super) type Column = [f32; LANES];

/// Resamples eight rows of `source` into as many of `out`.
///
/// `columns` is working memory.
pub(super) fn weigh_columns(
    taps: &Taps,
    source: &RowBlock,
    out: &mut RowBlock,
    first: usize,
    columns: &mut Vec<Column>,
) {
    let source = source.lanes(0);
    columns.resize(source[0].len(), [0.0; LANES]);
    let out = out.lanes_mut(first);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        unsafe { avx2::weigh_columns(taps, source, out, columns) };
        return;
    }
    to_columns(source, columns, transpose);
    to_rows(taps, columns, out, transpose);
}

type Block = [Column; LANES];

/// Turns rows into columns, block by block.
#[inline(always)]
fn to_columns(source: [&[f32]; LANES], columns: &mut [Column], transpose: impl Fn(Block) -> Block) {
    let rows = source.map(|row| row.as_chunks::<LANES>().0);
    for (x, columns) in columns.as_chunks_mut().0.iter_mut().enumerate() {
        let mut block = [[0.0; LANES]; LANES];
        for lane in 0..LANES {
            block[lane] = rows[lane][x];
        }
        *columns = transpose(block);
    }
}

/// Computes the output columns and turns them back into rows.
#[inline(always)]
fn to_rows(taps: &Taps, columns: &[Column], out: [&mut [f32]; LANES], transpose: impl Fn(Block) -> Block) {
    // With a known number of taps, the sums are unrolled.
    match taps.count {
        2 => to_rows_of::<2>(taps, columns, out, transpose),
        4 => to_rows_of::<4>(taps, columns, out, transpose),
        6 => to_rows_of::<6>(taps, columns, out, transpose),
        8 => to_rows_of::<8>(taps, columns, out, transpose),
        _ => to_rows_of::<0>(taps, columns, out, transpose),
    }
}

/// [`to_rows`] for `COUNT` taps; 0 stands for any number.
#[inline(always)]
fn to_rows_of<const COUNT: usize>(
    taps: &Taps,
    columns: &[Column],
    out: [&mut [f32]; LANES],
    transpose: impl Fn(Block) -> Block,
) {
    let rows = out.map(|row| row.as_chunks_mut::<LANES>().0);
    let count = if COUNT == 0 { taps.count } else { COUNT };
    let places = taps.first.as_chunks::<LANES>().0;
    let weights = taps.weights.chunks_exact(LANES * count);
    for (x, (first, weights)) in places.iter().zip(weights).enumerate() {
        let mut block = [[0.0; LANES]; LANES];
        for index in 0..LANES {
            let columns = &columns[first[index] as usize..][..count];
            let weights = &weights[index * count..][..count];
            for tap in 0..count {
                for lane in 0..LANES {
                    block[index][lane] += weights[tap] * columns[tap][lane];
                }
            }
        }
        let block = transpose(block);
        for lane in 0..LANES {
            rows[lane][x] = block[lane];
        }
    }
}

fn transpose(block: Block) -> Block {
    std::array::from_fn(|row| std::array::from_fn(|column| block[column][row]))
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    //! The same with AVX2; only turning a block takes instructions that the compiler does not find by itself.

    use std::arch::x86_64::{
        __m256, _mm256_permute2f128_ps, _mm256_shuffle_ps, _mm256_unpackhi_ps, _mm256_unpacklo_ps,
    };

    use super::{Block, Column, LANES, Taps, to_columns, to_rows};

    #[target_feature(enable = "avx2")]
    pub(super) fn weigh_columns(
        taps: &Taps,
        source: [&[f32]; LANES],
        out: [&mut [f32]; LANES],
        columns: &mut [Column],
    ) {
        to_columns(source, columns, |block| transpose(block));
        to_rows(taps, columns, out, |block| transpose(block));
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn transpose(block: Block) -> Block {
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
