//! A frame's luma in few samples, and how much of it the frame before explains.

use fwr_compiler::media::CodeScale;

use crate::Plane;
use crate::samples::add_row;

/// Samples side by side at most.
const WIDEST: usize = 64;
/// Samples of a side of a block.
const BLOCK: usize = 8;
/// Samples that a block may have moved in either direction.
const REACH: isize = 4;
/// The nominal value 1.
pub(super) const WHITE: u64 = 4096;

/// A small picture whose mean is 0.
pub(super) struct Thumbnail {
    values: Vec<i32>,
    width: usize,
    height: usize,
}

impl Thumbnail {
    pub(super) fn of(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let cell = plane.width.div_ceil(WIDEST).max(1);
        let (width, height) = ((plane.width / cell).max(1), (plane.height / cell).max(1));
        let gain = WHITE as f32 / scale.span / (cell * cell) as f32;
        let mut values = Vec::with_capacity(width * height);
        for row in 0..height {
            let mut sums = vec![0.0; plane.width];
            (row * cell..(row + 1) * cell).for_each(|y| add_row(plane, y.min(plane.height - 1), 1.0, true, &mut sums));
            let cells = sums.chunks(cell).take(width);
            // Beyond these, floats are no picture, and sums could overflow.
            let bound = 4.0 * WHITE as f32;
            values.extend(cells.map(|cell| (cell.iter().sum::<f32>() * gain).clamp(-bound, bound) as i32));
        }
        let mean = (values.iter().map(|value| i64::from(*value)).sum::<i64>() / values.len() as i64) as i32;
        values.iter_mut().for_each(|value| *value -= mean);
        Self { values, width, height }
    }

    /// The mean difference of its blocks from the nearest likeness in `before`.
    pub(super) fn change_since(&self, before: &Self) -> u64 {
        let mut total = 0;
        for top in (0..self.height).step_by(BLOCK) {
            for left in (0..self.width).step_by(BLOCK) {
                let moves = (-REACH..=REACH).flat_map(|dy| (-REACH..=REACH).map(move |dx| (dx, dy)));
                total += moves.map(|shift| self.block_change(before, (left, top), shift)).min().unwrap_or(0);
            }
        }
        total / (self.width * self.height) as u64
    }

    fn block_change(&self, before: &Self, (left, top): (usize, usize), (dx, dy): (isize, isize)) -> u64 {
        let mut total = 0;
        for y in top..(top + BLOCK).min(self.height) {
            let other = y.saturating_add_signed(dy).min(self.height - 1) * self.width;
            for x in left..(left + BLOCK).min(self.width) {
                let there = before.values[other + x.saturating_add_signed(dx).min(self.width - 1)];
                total += u64::from((self.values[y * self.width + x] - there).unsigned_abs());
            }
        }
        total
    }

    pub(super) fn save(&self) -> impl Iterator<Item = u64> {
        let values = self.values.iter().map(|value| u64::from(*value as u32));
        [self.width as u64, self.height as u64].into_iter().chain(values)
    }

    /// What was saved, and what follows it; `None` if it was something else.
    pub(super) fn restore(saved: &[u64]) -> Option<(Self, &[u64])> {
        let (&[width, height], rest) = saved.split_first_chunk::<2>()?;
        let count = usize::try_from(width.checked_mul(height)?).ok().filter(|count| *count > 0)?;
        let (values, rest) = rest.split_at_checked(count)?;
        let values = values.iter().map(|value| *value as i32).collect();
        Some((Self { values, width: width as usize, height: height as usize }, rest))
    }
}
