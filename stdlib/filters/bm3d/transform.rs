//! The transform of a group of eight blocks of 8×8: cosines within each, sums and differences over all.

#![allow(clippy::needless_range_loop, reason = "loops over the rows of several arrays")]

use crate::sixteen::{LANES, Sixteen};
use crate::spectrum::cosines::{Quad, of_samples, to_samples};

/// The spectrum of eight blocks. Where a frequency of all is, is of no matter to those who judge them one by one.
///
/// Over the blocks it is √8 times as large as it would be if it kept their power.
#[inline(always)]
pub(super) fn forward<V: Sixteen>(group: &mut [Quad<V>; 2], signs: V) {
    for quad in group.iter_mut() {
        *quad = of_samples(*quad);
    }
    over_blocks(group, signs);
}

/// The blocks of a spectrum, √8 times as large again.
#[inline(always)]
pub(super) fn back<V: Sixteen>(group: &mut [Quad<V>; 2], signs: V) {
    over_blocks(group, signs);
    for quad in group.iter_mut() {
        *quad = to_samples(*quad);
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
