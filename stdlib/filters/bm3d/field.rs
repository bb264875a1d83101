//! A plane of numbers with room beside it, in which alike blocks are found.

#![allow(clippy::needless_range_loop, reason = "loops over the lanes of several arrays")]

use crate::sixteen::{HALF, LANES, Sixteen};

/// Samples across and down a block.
pub(super) const SIDE: usize = HALF;
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
    /// The same in 256 steps, in which alike blocks are found.
    bytes: Vec<u8>,
}

impl Field {
    /// For a plane of a size; what is too small for a block gets as large as one.
    pub(super) fn new(size: [usize; 2]) -> Self {
        let [stride, height] = Self::extent(size);
        let width = size[0].max(SIDE);
        Self { width, height, stride, numbers: vec![0.0; stride * height], bytes: vec![0; stride * height] }
    }

    /// Numbers from row to row of a plane of a size, and its rows.
    pub(super) fn extent([width, height]: [usize; 2]) -> [usize; 2] {
        // What is read at once may begin at the last block.
        [width.max(SIDE) + 2 * LANES, height.max(SIDE)]
    }

    /// Bytes of a field for a plane of a size.
    pub(super) fn bytes_of(size: [usize; 2]) -> u64 {
        let [stride, height] = Self::extent(size);
        (stride * height * (size_of::<f32>() + size_of::<u8>())) as u64
    }

    /// Makes blocks that are alike easy to find: by 256 steps from the least to the greatest of `range`, or of what is
    /// there.
    pub(super) fn index(&mut self, range: Option<[f32; 2]>) {
        let [low, high] = range.unwrap_or_else(|| {
            let there = self.numbers.chunks_exact(self.stride).flat_map(|row| &row[..self.width]);
            there.fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], n| [low.min(*n), high.max(*n)])
        });
        let steps = if high > low { 255.0 / (high - low) } else { 0.0 };
        for (byte, number) in self.bytes.iter_mut().zip(&self.numbers) {
            *byte = ((number - low) * steps + 0.5) as u8;
        }
    }

    /// The eight blocks that are most like the one at a place, itself first: columns and rows.
    #[inline(always)]
    pub(super) fn alike<V: Sixteen>(&self, [x, y]: [usize; 2]) -> [[usize; 2]; GROUP] {
        let (last_x, last_y) = (self.width - SIDE, self.height - SIDE);
        let left = x.saturating_sub(LANES / 2).min((last_x + 1).saturating_sub(LANES));
        let valid = (1_u32 << (last_x - left + 1).min(LANES)) - 1;
        let here = std::array::from_fn(|dy| {
            let row = &self.bytes[(y + dy) * self.stride + x..];
            std::array::from_fn(|dx| row[dx])
        });
        // How far blocks are, times so many, and which they are: whole numbers, all different, that are exact. Nothing
        // is closer than the block itself.
        const PLACES: f32 = 512.0;
        let mut best = [f32::INFINITY; GROUP];
        best[0] = -1.0;
        let numbers = V::load(&std::array::from_fn(|n| n as f32));
        let mut row = [0.0; 2 * LANES];
        // From near to far, as the near ones are mostly the closest, and of the others few are then looked at.
        for apart in 0..=REACH {
            let [above, below] = [y.checked_sub(apart), (apart > 0).then_some(y + apart)];
            let mut better = 0;
            for (half, top) in [above, below.filter(|top| *top <= last_y)].into_iter().enumerate() {
                let Some(top) = top else { continue };
                let sums = V::differences(&here, &self.bytes[top * self.stride + left..], self.stride);
                let first = V::splat((apart * 2 * LANES + half * LANES) as f32);
                let keys = sums * V::splat(PLACES) + (first + numbers);
                let Some(to) = row[half * LANES..].first_chunk_mut() else { continue };
                keys.store(to);
                better |= (V::splat(best[GROUP - 1]).above(keys) & valid) << (half * LANES);
            }
            if apart == 0 {
                better &= !(1 << (x - left));
            }
            while better != 0 {
                let key = row[better.trailing_zeros() as usize];
                better &= better - 1;
                let before = best;
                for at in 1..GROUP {
                    let after = if key > before[at - 1] { key } else { before[at - 1] };
                    best[at] = if after < before[at] { after } else { before[at] };
                }
            }
        }
        best.map(|key| {
            if key < 0.0 || key == f32::INFINITY {
                return [x, y];
            }
            let place = key as usize % PLACES as usize;
            let apart = place / (2 * LANES);
            [left + place % LANES, if place & LANES == 0 { y - apart } else { y + apart }]
        })
    }

    /// Blocks at eight places, as two quads.
    #[inline(always)]
    pub(super) fn group<V: Sixteen>(&self, places: &[[usize; 2]; GROUP]) -> [[V; LANES]; 2] {
        let mut group = [[V::splat(0.0); LANES]; 2];
        for (quad, places) in group.iter_mut().zip(places.as_chunks::<4>().0) {
            for (half, places) in places.as_chunks::<2>().0.iter().enumerate() {
                for dy in 0..SIDE {
                    let [first, last] = places.map(|[x, y]| self.numbers[(y + dy) * self.stride + x..].first_chunk());
                    let (Some(first), Some(last)) = (first, last) else { continue };
                    quad[half * SIDE + dy] = V::of_halves(first, last);
                }
            }
        }
        group
    }
}
