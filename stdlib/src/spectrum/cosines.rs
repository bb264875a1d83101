//! The cosine transform of blocks of 8×8, four at a time.

use crate::sixteen::{LANES, Sixteen};

/// Four blocks: in the first eight rows the first beside the second, in the last the third beside the fourth.
pub(crate) type Quad<V> = [V; LANES];

/// The spectra of four blocks, with their power. Each is turned over, and so is their order: the second is where the
/// third was.
#[inline(always)]
pub(crate) fn of_samples<V: Sixteen>(quad: Quad<V>) -> Quad<V> {
    cosines(V::turned(cosines(quad)))
}

/// Four blocks of their spectra: the inverse of [`of_samples`].
#[inline(always)]
pub(crate) fn to_samples<V: Sixteen>(quad: Quad<V>) -> Quad<V> {
    values(V::turned(values(quad)))
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
fn values<V: Sixteen>(mut rows: Quad<V>) -> Quad<V> {
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
