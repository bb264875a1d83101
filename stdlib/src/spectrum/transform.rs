//! The Fourier transform of a block of 16×16 real samples, and back.
//!
//! The transform of 16 real samples down each column, all columns side by side; the result turned; the same again. A
//! transformed sequence is packed into 16 numbers: the real parts of frequencies 0 to 7, then frequency 8 and the
//! imaginary parts of 1 to 7. The operations and their order are the same for every set of vector instructions.

use super::block::{Block, Row, SIDE};

/// A way to work on blocks. All ways give the same bits.
pub(super) trait Way: Sized {
    /// Turns a block: rows become columns.
    fn turn(block: &mut Block);

    /// The spectrum of a block; not scaled.
    fn forward(block: &mut Block);

    /// The block of a spectrum, 256 times as large as what it came from.
    fn back(block: &mut Block);
}

/// In plain code.
pub(super) struct Plain;

impl Way for Plain {
    #[inline(never)]
    fn forward(block: &mut Block) {
        forward::<Self>(block);
    }

    #[inline(never)]
    fn back(block: &mut Block) {
        back::<Self>(block);
    }

    #[inline(always)]
    fn turn(block: &mut Block) {
        for y in 0..SIDE {
            for x in 0..y {
                let kept = block[y][x];
                block[y][x] = block[x][y];
                block[x][y] = kept;
            }
        }
    }
}

/// With the instructions of AVX2.
#[cfg(target_arch = "x86_64")]
pub(super) struct Avx;

#[cfg(target_arch = "x86_64")]
impl Way for Avx {
    #[inline(always)]
    fn forward(block: &mut Block) {
        #[target_feature(enable = "avx2")]
        #[inline(never)]
        fn there(block: &mut Block) {
            forward::<Avx>(block);
        }
        // SAFETY: as below.
        unsafe { there(block) };
    }

    #[inline(always)]
    fn back(block: &mut Block) {
        #[target_feature(enable = "avx2")]
        #[inline(never)]
        fn here(block: &mut Block) {
            back::<Avx>(block);
        }
        // SAFETY: as below.
        unsafe { here(block) };
    }

    #[inline(always)]
    fn turn(block: &mut Block) {
        // SAFETY: only code that was compiled for AVX2 and runs where there is AVX2 names this type.
        unsafe { turn_avx(block) };
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn turn_avx(block: &mut Block) {
    use std::arch::x86_64::{
        __m256, _mm256_castpd_ps, _mm256_castps_pd, _mm256_loadu_ps, _mm256_permute2f128_ps, _mm256_storeu_ps,
        _mm256_unpackhi_pd, _mm256_unpackhi_ps, _mm256_unpacklo_pd, _mm256_unpacklo_ps,
    };
    #[target_feature(enable = "avx2")]
    #[inline]
    fn eight(rows: [__m256; 8]) -> [__m256; 8] {
        let pair = |a: usize, b: usize| {
            let (low, high) = (_mm256_unpacklo_ps(rows[a], rows[b]), _mm256_unpackhi_ps(rows[a], rows[b]));
            (_mm256_castps_pd(low), _mm256_castps_pd(high))
        };
        let four = |(low, high), (low2, high2)| {
            [
                _mm256_castpd_ps(_mm256_unpacklo_pd(low, low2)),
                _mm256_castpd_ps(_mm256_unpackhi_pd(low, low2)),
                _mm256_castpd_ps(_mm256_unpacklo_pd(high, high2)),
                _mm256_castpd_ps(_mm256_unpackhi_pd(high, high2)),
            ]
        };
        let top = four(pair(0, 1), pair(2, 3));
        let bottom = four(pair(4, 5), pair(6, 7));
        std::array::from_fn(|row| match row {
            0..4 => _mm256_permute2f128_ps::<0x20>(top[row], bottom[row]),
            _ => _mm256_permute2f128_ps::<0x31>(top[row - 4], bottom[row - 4]),
        })
    }
    let start = block.as_mut_ptr().cast::<f32>();
    let at = |y: usize, x: usize| y * SIDE + x;
    // SAFETY: `y` and `x` are such that eight samples from there on are in the block.
    let load = |y: usize, x: usize| -> [__m256; 8] {
        std::array::from_fn(|row| unsafe { _mm256_loadu_ps(start.add(at(y + row, x))) })
    };
    let store = |y: usize, x: usize, rows: [__m256; 8]| {
        for (row, values) in rows.into_iter().enumerate() {
            // SAFETY: as above.
            unsafe { _mm256_storeu_ps(start.add(at(y + row, x)), values) };
        }
    };
    store(0, 0, eight(load(0, 0)));
    store(8, 8, eight(load(8, 8)));
    let (right, left) = (eight(load(0, 8)), eight(load(8, 0)));
    store(0, 8, left);
    store(8, 0, right);
}

/// Cosines of π/8, and of π/4.
const C1: f32 = 0.923_879_5;
const C2: f32 = std::f32::consts::FRAC_1_SQRT_2;
/// The sine of π/8.
const S1: f32 = 0.382_683_43;

#[inline(always)]
fn add(a: Row, b: Row) -> Row {
    std::array::from_fn(|x| a[x] + b[x])
}

#[inline(always)]
fn sub(a: Row, b: Row) -> Row {
    std::array::from_fn(|x| a[x] - b[x])
}

#[inline(always)]
fn times(a: Row, factor: f32) -> Row {
    std::array::from_fn(|x| a[x] * factor)
}

/// `a * p + b * q`.
#[inline(always)]
fn mix(a: Row, p: f32, b: Row, q: f32) -> Row {
    std::array::from_fn(|x| a[x] * p + b[x] * q)
}

#[inline(always)]
fn forward<W: Way>(block: &mut Block) {
    down(block);
    W::turn(block);
    down(block);
}

#[inline(always)]
fn back<W: Way>(block: &mut Block) {
    up(block);
    W::turn(block);
    up(block);
}

/// The transform of four real sequences of four each that are interleaved, `at`, `at + 4`, …: frequencies 0, 2, and the
/// real and imaginary part of 1.
#[inline(always)]
fn four(block: &Block, at: usize) -> [Row; 4] {
    let (a, b, c, d) = (block[at], block[at + 4], block[at + 8], block[at + 12]);
    let (even, odd) = (add(a, c), add(b, d));
    [add(even, odd), sub(even, odd), sub(a, c), sub(d, b)]
}

/// Two transforms of four, interleaved, as one of eight: the real parts of 0 to 4, the imaginary ones of 1 to 3.
#[inline(always)]
fn eight(even: [Row; 4], odd: [Row; 4]) -> ([Row; 5], [Row; 3]) {
    // Frequency 1 of the odd half times e^(-iπ/4), and 2 times -i.
    let turned_re = times(add(odd[2], odd[3]), C2);
    let turned_im = times(sub(odd[3], odd[2]), C2);
    let re = [add(even[0], odd[0]), add(even[2], turned_re), even[1], sub(even[2], turned_re), sub(even[0], odd[0])];
    let zero = [0.0; SIDE];
    let im = [add(even[3], turned_im), sub(zero, odd[1]), sub(turned_im, even[3])];
    (re, im)
}

/// The transform of the 16 samples of each column.
#[inline(always)]
fn down(block: &mut Block) {
    // Samples 0, 2, 4, … and 1, 3, 5, …, each of them again in two.
    let (er, ei) = eight(four(block, 0), four(block, 2));
    let (or, oi) = eight(four(block, 1), four(block, 3));
    let zero = [0.0; SIDE];
    block[0] = add(er[0], or[0]);
    block[8] = sub(er[0], or[0]);
    // Frequency 4: the odd half turned by -i.
    block[4] = er[4];
    block[12] = sub(zero, or[4]);
    let turns = [(C1, S1), (C2, C2), (S1, C1)];
    for (place, (cos, sin)) in turns.into_iter().enumerate() {
        let k = place + 1;
        // The odd half times e^(-iπk/8).
        let re = mix(or[k], cos, oi[k - 1], sin);
        let im = mix(oi[k - 1], cos, or[k], -sin);
        block[k] = add(er[k], re);
        block[8 - k] = sub(er[k], re);
        block[8 + k] = add(ei[k - 1], im);
        block[16 - k] = sub(im, ei[k - 1]);
    }
}

/// The samples of each column from their transform, 16 times as large.
#[inline(always)]
fn up(block: &mut Block) {
    let mut er = [[0.0; SIDE]; 5];
    let mut or = [[0.0; SIDE]; 5];
    let mut ei = [[0.0; SIDE]; 3];
    let mut oi = [[0.0; SIDE]; 3];
    er[0] = add(block[0], block[8]);
    or[0] = sub(block[0], block[8]);
    er[4] = times(block[4], 2.0);
    or[4] = times(block[12], -2.0);
    let turns = [(C1, S1), (C2, C2), (S1, C1)];
    for (place, (cos, sin)) in turns.into_iter().enumerate() {
        let k = place + 1;
        er[k] = add(block[k], block[8 - k]);
        ei[k - 1] = sub(block[8 + k], block[16 - k]);
        let re = sub(block[k], block[8 - k]);
        let im = add(block[8 + k], block[16 - k]);
        // Times e^(iπk/8).
        or[k] = mix(re, cos, im, -sin);
        oi[k - 1] = mix(im, cos, re, sin);
    }
    let (e0, e2) = eight_up(er, ei);
    let (o1, o3) = eight_up(or, oi);
    for (at, part) in [(0, e0), (2, e2), (1, o1), (3, o3)] {
        let even = add(part[0], part[1]);
        let odd = sub(part[0], part[1]);
        let (real, imaginary) = (times(part[2], 2.0), times(part[3], 2.0));
        block[at] = add(even, real);
        block[at + 8] = sub(even, real);
        block[at + 4] = sub(odd, imaginary);
        block[at + 12] = add(odd, imaginary);
    }
}

/// The inverse of [`eight`], twice as large.
#[inline(always)]
fn eight_up(re: [Row; 5], im: [Row; 3]) -> ([Row; 4], [Row; 4]) {
    let zero = [0.0; SIDE];
    let even = [add(re[0], re[4]), times(re[2], 2.0), add(re[1], re[3]), sub(im[0], im[2])];
    let turned_re = sub(re[1], re[3]);
    let turned_im = add(im[0], im[2]);
    // Times e^(iπ/4), and by i.
    let odd = [
        sub(re[0], re[4]),
        sub(zero, times(im[1], 2.0)),
        times(sub(turned_re, turned_im), C2),
        times(add(turned_re, turned_im), C2),
    ];
    (even, odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Block {
        std::array::from_fn(|y| std::array::from_fn(|x| ((x * 37 + y * 101 + x * y * 13) % 97) as f32 / 97.0 - 0.4))
    }

    /// The real and imaginary part of the transform along columns, by its definition.
    fn defined(block: &Block, column: usize, k: usize) -> (f64, f64) {
        (0..SIDE).fold((0.0, 0.0), |(re, im), y| {
            let angle = -std::f64::consts::TAU * (y * k) as f64 / SIDE as f64;
            let value = f64::from(block[y][column]);
            (re + value * angle.cos(), im + value * angle.sin())
        })
    }

    #[test]
    fn columns_are_transformed_as_defined() {
        let mut block = sample();
        down(&mut block);
        for (column, k) in (0..SIDE).flat_map(|column| (0..=8).map(move |k| (column, k))) {
            let (re, im) = defined(&sample(), column, k);
            let found = if k == 8 {
                (block[8][column], 0.0)
            } else if k == 0 {
                (block[0][column], 0.0)
            } else {
                (block[k][column], block[8 + k][column])
            };
            assert!((f64::from(found.0) - re).abs() < 1e-5 && (f64::from(found.1) - im).abs() < 1e-5, "{column} {k}");
        }
    }

    #[test]
    fn there_and_back_is_the_same() {
        let mut block = sample();
        Plain::forward(&mut block);
        Plain::back(&mut block);
        for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
            assert!((block[y][x] / 256.0 - sample()[y][x]).abs() < 1e-5, "{y} {x}");
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn both_ways_to_turn_a_block_give_the_same() {
        if !is_x86_feature_detected!("avx2") {
            return;
        }
        let (mut plain, mut avx) = (sample(), sample());
        Plain::turn(&mut plain);
        Avx::turn(&mut avx);
        assert_eq!(plain, avx);
    }
}
