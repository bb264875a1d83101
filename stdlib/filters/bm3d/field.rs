//! A plane of numbers with room beside it, in which alike blocks are found.

#![allow(clippy::needless_range_loop, reason = "loops over the lanes of several arrays")]

use crate::sixteen::{LANES, Sixteen};

/// Samples across and down a block.
pub(super) const SIDE: usize = 8;
/// Blocks in a group.
pub(super) const GROUP: usize = 8;
/// How far above and below alike blocks are looked for; to the left it is one less, to the right two.
pub(super) const REACH: usize = 9;

/// Numbers of a plane.
#[derive(Debug, Default, Clone)]
pub(super) struct Field {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) stride: usize,
    pub(super) numbers: Vec<f32>,
}

impl Field {
    /// For a plane of a size; what is too small for a block gets as large as one.
    pub(super) fn new([width, height]: [usize; 2]) -> Self {
        let (width, height) = (width.max(SIDE), height.max(SIDE));
        // What is read at once may begin at the last block.
        let stride = width + 2 * LANES;
        Self { width, height, stride, numbers: vec![0.0; stride * height] }
    }

    /// The eight blocks that are most like the one at a place, itself first: columns and rows.
    #[inline(always)]
    pub(super) fn alike<V: Sixteen>(&self, [x, y]: [usize; 2]) -> [[usize; 2]; GROUP] {
        let (last_x, last_y) = (self.width - SIDE, self.height - SIDE);
        let left = x.saturating_sub(LANES / 2).min((last_x + 1).saturating_sub(LANES));
        let valid = (1_u32 << (last_x - left + 1).min(LANES)) - 1;
        let mut best = [([x, y], f32::INFINITY); GROUP];
        // Nothing is better than itself.
        best[0].1 = -1.0;
        let mut row = [0.0; LANES];
        for top in y.saturating_sub(REACH)..=(y + REACH).min(last_y) {
            // Four sums at once, which need not wait for each other.
            let mut sums = [V::splat(0.0); 4];
            for dy in 0..SIDE {
                let Some(here) = self.numbers[(y + dy) * self.stride + x..].first_chunk::<SIDE>() else { continue };
                let there = &self.numbers[(top + dy) * self.stride + left..];
                let Some(there) = there.first_chunk::<{ SIDE + LANES }>() else { continue };
                for dx in 0..SIDE {
                    let Some(sixteen) = there[dx..].first_chunk() else { continue };
                    let apart = V::splat(here[dx]) - V::load(sixteen);
                    sums[dx % 4] = sums[dx % 4] + apart * apart;
                }
            }
            let sums = (sums[0] + sums[1]) + (sums[2] + sums[3]);
            let mut better = V::splat(best[GROUP - 1].1).above(sums) & valid;
            if better == 0 {
                continue;
            }
            sums.store(&mut row);
            while better != 0 {
                let place = better.trailing_zeros() as usize;
                better &= better - 1;
                let sum = row[place];
                if sum < best[GROUP - 1].1 && [left + place, top] != [x, y] {
                    let mut at = GROUP - 1;
                    while best[at - 1].1 > sum {
                        best[at] = best[at - 1];
                        at -= 1;
                    }
                    best[at] = ([left + place, top], sum);
                }
            }
        }
        let mut places = [[x, y]; GROUP];
        for (place, (found, _)) in places.iter_mut().zip(best) {
            *place = found;
        }
        places
    }

    /// Blocks at eight places, as two quads.
    #[inline(always)]
    pub(super) fn group<V: Sixteen>(&self, places: &[[usize; 2]; GROUP]) -> [[V; LANES]; 2] {
        let mut group = [[V::splat(0.0); LANES]; 2];
        for (quad, places) in group.iter_mut().zip(places.as_chunks::<4>().0) {
            for (half, places) in places.as_chunks::<2>().0.iter().enumerate() {
                for dy in 0..SIDE {
                    let mut row = [0.0; LANES];
                    for (part, [x, y]) in row.as_chunks_mut::<SIDE>().0.iter_mut().zip(places) {
                        part.copy_from_slice(&self.numbers[(y + dy) * self.stride + x..][..SIDE]);
                    }
                    quad[half * SIDE + dy] = V::load(&row);
                }
            }
        }
        group
    }
}
