//! The transform of a group of eight blocks of 8×8: cosines within each, sums and differences over all.

#![allow(clippy::needless_range_loop, reason = "loops over the rows of several arrays")]

use crate::sixteen::{LANES, Sixteen};

/// Four blocks: in the first eight rows the first beside the second, in the last the third beside the fourth.
pub(super) type Quad<V> = [V; LANES];

/// The spectrum of eight blocks. Where a frequency of all is, is of no matter to those who judge them one by one.
///
/// Over the blocks it is √8 times as large as it would be if it kept their power.
#[inline(always)]
pub(super) fn forward<V: Sixteen>(group: &mut [Quad<V>; 2], signs: V) {
    for quad in group.iter_mut() {
        *quad = cosines(V::turned(cosines(*quad)));
    }
    over_blocks(group, signs);
}

/// The blocks of a spectrum, √8 times as large again.
#[inline(always)]
pub(super) fn back<V: Sixteen>(group: &mut [Quad<V>; 2], signs: V) {
    over_blocks(group, signs);
    for quad in group.iter_mut() {
        *quad = samples(V::turned(samples(*quad)));
    }
}

/// The transform of Walsh and Hadamard over eight blocks: two in each row, rows of two in each quad, and two quads.
#[inline(always)]
fn over_blocks<V: Sixteen>(group: &mut [Quad<V>; 2], signs: V) {
    for row in 0..LANES {
        let (one, other) = (group[0][row], group[1][row]);
        (group[0][row], group[1][row]) = (one + other, one - other);
    }
    for quad in group.iter_mut() {
        for row in 0..LANES / 2 {
            let (one, other) = (quad[row], quad[row + LANES / 2]);
            (quad[row], quad[row + LANES / 2]) = (one + other, one - other);
        }
        for row in 0..LANES {
            quad[row] = quad[row].swapped() + quad[row] * signs;
        }
    }
}

/// 1 for the first eight, -1 for the last.
#[inline(always)]
pub(super) fn signs<V: Sixteen>() -> V {
    let mut signs = [1.0; LANES];
    signs[LANES / 2..].fill(-1.0);
    V::load(&signs)
}

/// Halves of the cosines of k π/16.
const C: [f32; 8] =
    [0.5, 0.490_392_65, 0.461_939_77, 0.415_734_8, 0.353_553_4, 0.277_785_12, 0.191_341_71, 0.097_545_16];

/// The cosine transform down both halves of the rows.
#[inline(always)]
fn cosines<V: Sixteen>(mut rows: Quad<V>) -> Quad<V> {
    let c = C.map(|c| V::splat(c));
    for at in [0, 8] {
        let (s0, d0) = (rows[at] + rows[at + 7], rows[at] - rows[at + 7]);
        let (s1, d1) = (rows[at + 1] + rows[at + 6], rows[at + 1] - rows[at + 6]);
        let (s2, d2) = (rows[at + 2] + rows[at + 5], rows[at + 2] - rows[at + 5]);
        let (s3, d3) = (rows[at + 3] + rows[at + 4], rows[at + 3] - rows[at + 4]);
        let (t0, t1, t2, t3) = (s0 + s3, s1 + s2, s0 - s3, s1 - s2);
        rows[at] = (t0 + t1) * c[4];
        rows[at + 4] = (t0 - t1) * c[4];
        rows[at + 2] = t2 * c[2] + t3 * c[6];
        rows[at + 6] = t2 * c[6] - t3 * c[2];
        rows[at + 1] = (d0 * c[1] + d1 * c[3]) + (d2 * c[5] + d3 * c[7]);
        rows[at + 3] = (d0 * c[3] - d1 * c[7]) - (d2 * c[1] + d3 * c[5]);
        rows[at + 5] = (d0 * c[5] - d1 * c[1]) + (d2 * c[7] + d3 * c[3]);
        rows[at + 7] = (d0 * c[7] - d1 * c[5]) + (d2 * c[3] - d3 * c[1]);
    }
    rows
}

/// The inverse of [`cosines`].
#[inline(always)]
fn samples<V: Sixteen>(mut rows: Quad<V>) -> Quad<V> {
    let c = C.map(|c| V::splat(c));
    for at in [0, 8] {
        let (x0, x1, x2, x3) = (rows[at], rows[at + 1], rows[at + 2], rows[at + 3]);
        let (x4, x5, x6, x7) = (rows[at + 4], rows[at + 5], rows[at + 6], rows[at + 7]);
        let (e0, e1) = ((x0 + x4) * c[4], (x0 - x4) * c[4]);
        let (f0, f1) = (x2 * c[2] + x6 * c[6], x2 * c[6] - x6 * c[2]);
        let (s0, s1, s2, s3) = (e0 + f0, e1 + f1, e1 - f1, e0 - f0);
        let d0 = (x1 * c[1] + x3 * c[3]) + (x5 * c[5] + x7 * c[7]);
        let d1 = (x1 * c[3] - x3 * c[7]) - (x5 * c[1] + x7 * c[5]);
        let d2 = (x1 * c[5] - x3 * c[1]) + (x5 * c[7] + x7 * c[3]);
        let d3 = (x1 * c[7] - x3 * c[5]) + (x5 * c[3] - x7 * c[1]);
        rows[at] = s0 + d0;
        rows[at + 7] = s0 - d0;
        rows[at + 1] = s1 + d1;
        rows[at + 6] = s1 - d1;
        rows[at + 2] = s2 + d2;
        rows[at + 5] = s2 - d2;
        rows[at + 3] = s3 + d3;
        rows[at + 4] = s3 - d3;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sixteen::Baseline;

    #[test]
    fn there_and_back_is_the_same_and_power_is_kept() {
        let original: [[[f32; LANES]; LANES]; 2] = std::array::from_fn(|q| {
            std::array::from_fn(|y| std::array::from_fn(|x| ((q * 71 + y * 37 + x * 101 + x * y * 13) % 97) as f32))
        });
        let rows = |group: &[Quad<Baseline>; 2]| {
            let mut rows = [[[0.0; LANES]; LANES]; 2];
            group.iter().flatten().zip(rows.iter_mut().flatten()).for_each(|(values, row)| values.store(row));
            rows
        };
        let mut group = original.map(|quad| quad.map(|row| Baseline::load(&row)));
        forward(&mut group, signs());
        let power = |rows: &[[[f32; LANES]; LANES]; 2]| rows.iter().flatten().flatten().map(|v| v * v).sum::<f32>();
        assert!((power(&rows(&group)) / 8.0 / power(&original) - 1.0).abs() < 1e-4);
        back(&mut group, signs());
        for (found, expected) in rows(&group).iter().flatten().flatten().zip(original.iter().flatten().flatten()) {
            assert!((found / 8.0 - expected).abs() < 1e-3, "{found} {expected}");
        }
    }
}
