//! The Fourier transform of a block of 16×16 real samples, and back.
//!
//! The transform of 16 real samples down each column, all columns side by side; the result turned; the same again. A
//! transformed sequence is packed into 16 numbers: the real parts of frequencies 0 to 7, then frequency 8 and the
//! imaginary parts of 1 to 7.

use super::block::Block;
use crate::sixteen::Sixteen;

/// The spectrum of a block; not scaled.
#[inline(always)]
pub(super) fn forward<V: Sixteen>(block: Block<V>) -> Block<V> {
    down(V::turned(down(block)))
}

/// The block of a spectrum, 256 times as large as what it came from.
#[inline(always)]
pub(super) fn back<V: Sixteen>(spectrum: Block<V>) -> Block<V> {
    up(V::turned(up(spectrum)))
}

/// Cosines of π/8, and of π/4.
const C1: f32 = 0.923_879_5;
const C2: f32 = std::f32::consts::FRAC_1_SQRT_2;
/// The sine of π/8.
const S1: f32 = 0.382_683_43;
/// What turns the odd half of a transform of 16 by frequencies 1, 2 and 3: cosines and sines.
const TURNS: [(f32, f32); 3] = [(C1, S1), (C2, C2), (S1, C1)];

/// The transform of four real sequences of four each that are interleaved, `at`, `at + 4`, …: frequencies 0, 2, and the
/// real and imaginary part of 1.
#[inline(always)]
fn four<V: Sixteen>(block: &Block<V>, at: usize) -> [V; 4] {
    let (a, b, c, d) = (block[at], block[at + 4], block[at + 8], block[at + 12]);
    let (even, odd) = (a + c, b + d);
    [even + odd, even - odd, a - c, d - b]
}

/// Two transforms of four, interleaved, as one of eight: the real parts of 0 to 4, the imaginary ones of 1 to 3.
#[inline(always)]
fn eight<V: Sixteen>(even: [V; 4], odd: [V; 4]) -> ([V; 5], [V; 3]) {
    // Frequency 1 of the odd half times e^(-iπ/4), and 2 times -i.
    let half = V::splat(C2);
    let turned_re = (odd[2] + odd[3]) * half;
    let turned_im = (odd[3] - odd[2]) * half;
    let re = [even[0] + odd[0], even[2] + turned_re, even[1], even[2] - turned_re, even[0] - odd[0]];
    let im = [even[3] + turned_im, V::splat(0.0) - odd[1], turned_im - even[3]];
    (re, im)
}

/// The transform of the 16 samples of each column.
#[inline(always)]
fn down<V: Sixteen>(mut block: Block<V>) -> Block<V> {
    // Samples 0, 2, 4, … and 1, 3, 5, …, each of them again in two.
    let (er, ei) = eight(four(&block, 0), four(&block, 2));
    let (or, oi) = eight(four(&block, 1), four(&block, 3));
    block[0] = er[0] + or[0];
    block[8] = er[0] - or[0];
    // Frequency 4: the odd half turned by -i.
    block[4] = er[4];
    block[12] = V::splat(0.0) - or[4];
    for k in 1..4 {
        let (cos, sin) = (V::splat(TURNS[k - 1].0), V::splat(TURNS[k - 1].1));
        // The odd half times e^(-iπk/8).
        let re = or[k] * cos + oi[k - 1] * sin;
        let im = oi[k - 1] * cos - or[k] * sin;
        block[k] = er[k] + re;
        block[8 - k] = er[k] - re;
        block[8 + k] = ei[k - 1] + im;
        block[16 - k] = im - ei[k - 1];
    }
    block
}

/// The samples of each column from their transform, 16 times as large.
#[inline(always)]
fn up<V: Sixteen>(mut block: Block<V>) -> Block<V> {
    let two = V::splat(2.0);
    let zero = V::splat(0.0);
    let (mut er, mut or) = ([zero; 5], [zero; 5]);
    let (mut ei, mut oi) = ([zero; 3], [zero; 3]);
    er[0] = block[0] + block[8];
    or[0] = block[0] - block[8];
    er[4] = block[4] * two;
    or[4] = zero - block[12] * two;
    for k in 1..4 {
        let (cos, sin) = (V::splat(TURNS[k - 1].0), V::splat(TURNS[k - 1].1));
        er[k] = block[k] + block[8 - k];
        ei[k - 1] = block[8 + k] - block[16 - k];
        let re = block[k] - block[8 - k];
        let im = block[8 + k] + block[16 - k];
        // Times e^(iπk/8).
        or[k] = re * cos - im * sin;
        oi[k - 1] = im * cos + re * sin;
    }
    let (e0, e2) = eight_up(er, ei);
    let (o1, o3) = eight_up(or, oi);
    let parts = [(0, e0), (2, e2), (1, o1), (3, o3)];
    for n in 0..4 {
        let (at, part) = parts[n];
        let (even, odd) = (part[0] + part[1], part[0] - part[1]);
        let (real, imaginary) = (part[2] * two, part[3] * two);
        block[at] = even + real;
        block[at + 8] = even - real;
        block[at + 4] = odd - imaginary;
        block[at + 12] = odd + imaginary;
    }
    block
}

/// The inverse of [`eight`], twice as large.
#[inline(always)]
fn eight_up<V: Sixteen>(re: [V; 5], im: [V; 3]) -> ([V; 4], [V; 4]) {
    let (two, half) = (V::splat(2.0), V::splat(C2));
    let even = [re[0] + re[4], re[2] * two, re[1] + re[3], im[0] - im[2]];
    let turned_re = re[1] - re[3];
    let turned_im = im[0] + im[2];
    // Times e^(iπ/4), and by i.
    let odd =
        [re[0] - re[4], V::splat(0.0) - im[1] * two, (turned_re - turned_im) * half, (turned_re + turned_im) * half];
    (even, odd)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::block::{Row, SIDE};
    use super::*;
    use crate::sixteen::Baseline;

    /// The rows of a block.
    pub(in super::super) fn rows(block: Block<Baseline>) -> [Row; SIDE] {
        let mut rows = [[0.0; SIDE]; SIDE];
        block.into_iter().zip(&mut rows).for_each(|(values, row)| values.store(row));
        rows
    }

    /// A block of rows.
    pub(in super::super) fn block(rows: [Row; SIDE]) -> Block<Baseline> {
        rows.map(|row| Baseline::load(&row))
    }

    fn sample() -> [Row; SIDE] {
        std::array::from_fn(|y| std::array::from_fn(|x| ((x * 37 + y * 101 + x * y * 13) % 97) as f32 / 97.0 - 0.4))
    }

    /// The real and imaginary part of the transform along columns, by its definition.
    fn defined(column: usize, k: usize) -> (f64, f64) {
        (0..SIDE).fold((0.0, 0.0), |(re, im), y| {
            let angle = -std::f64::consts::TAU * (y * k) as f64 / SIDE as f64;
            let value = f64::from(sample()[y][column]);
            (re + value * angle.cos(), im + value * angle.sin())
        })
    }

    #[test]
    fn columns_are_transformed_as_defined() {
        let spectrum = rows(down(block(sample())));
        for (column, k) in (0..SIDE).flat_map(|column| (0..=8).map(move |k| (column, k))) {
            let (re, im) = defined(column, k);
            let imaginary = if k % 8 == 0 { 0.0 } else { spectrum[8 + k][column] };
            assert!((f64::from(spectrum[k][column]) - re).abs() < 1e-5, "{column} {k}");
            assert!((f64::from(imaginary) - im).abs() < 1e-5, "{column} {k}");
        }
    }

    #[test]
    fn there_and_back_is_the_same() {
        let back = rows(back(forward(block(sample()))));
        for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
            assert!((back[y][x] / 256.0 - sample()[y][x]).abs() < 1e-5, "{y} {x}");
        }
    }
}
