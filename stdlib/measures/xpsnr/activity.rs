//! Blocks of a picture: how busy they are, and how far they are off.

use rayon::prelude::*;

use crate::simd::dispatch;

/// Pictures of more samples are looked at in half the resolution.
const LARGE: usize = 2048 * 1152;
/// How much motion counts beside detail.
const MOTION: f64 = 2.0;

/// A plane of luma, in codes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Luma {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) samples: Vec<f32>,
}

impl Luma {
    pub(super) fn row(&self, y: usize) -> &[f32] {
        &self.samples[y * self.width..][..self.width]
    }

    /// Samples `x − reach` to `x + reach + width` of row `y`, which are all there.
    fn at(&self, x: usize, y: usize) -> f32 {
        self.samples[y * self.width + x]
    }
}

/// A block: the sum of its squared errors, and how busy it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) error: f64,
    /// `None` of a block without an inside.
    pub(super) activity: Option<f64>,
}

/// What blocks are judged by.
pub(super) struct Blocks<'a> {
    pub(super) clip: &'a Luma,
    pub(super) original: &'a Luma,
    /// Frames of the original before this one, as many as count.
    pub(super) before: &'a [Luma],
    /// Samples across a block.
    pub(super) side: usize,
}

impl Blocks<'_> {
    /// All blocks, row by row.
    pub(super) fn judged(&self) -> Vec<Block> {
        let rows = self.original.height.div_ceil(self.side);
        let judged: Vec<Vec<Block>> = (0..rows).into_par_iter().map(|row| self.row(row)).collect();
        judged.concat()
    }

    fn row(&self, row: usize) -> Vec<Block> {
        let (width, height) = (self.original.width, self.original.height);
        let lines = row * self.side..((row + 1) * self.side).min(height);
        let halved = width * height > LARGE;
        // The high-pass reaches this far beyond a sample, or beyond a pair of them.
        let reach = if halved { 2 } else { 1 };
        let mut sums = [const { Vec::new() }; 3];
        sums.iter_mut().for_each(|sums: &mut Vec<f32>| sums.resize(width, 0.0));
        let [errors, details, motions] = &mut sums;
        let inside = lines.start.max(reach)..lines.end.min(height.saturating_sub(reach));
        for y in lines.clone() {
            add_errors(self.clip.row(y), self.original.row(y), errors);
            if halved {
                // Pairs of lines count from the first of the block.
                if inside.contains(&y) && (y - inside.start).is_multiple_of(2) {
                    self.add_coarse_details(y, details);
                }
                if (y - lines.start).is_multiple_of(2) && y + 1 < height {
                    self.add_coarse_motion(y, motions);
                }
                continue;
            }
            if inside.contains(&y) {
                let [above, line, below] = [y - 1, y, y + 1].map(|y| self.original.row(y));
                add_details(above, line, below, details);
            }
            match self.before {
                [one] => add_changes(self.original.row(y), one.row(y), motions),
                [one, two, ..] => add_turns(self.original.row(y), one.row(y), two.row(y), motions),
                [] => {}
            }
        }
        let sum = |of: &[f32]| of.iter().map(|value| f64::from(*value)).sum::<f64>();
        (0..width.div_ceil(self.side))
            .map(|column| {
                let across = column * self.side..((column + 1) * self.side).min(width);
                let within = across.start.max(reach)..across.end.min(width.saturating_sub(reach));
                let error = sum(&errors[across.clone()]);
                if within.is_empty() || inside.is_empty() {
                    return Block { error, activity: None };
                }
                let detail = sum(&details[within.clone()]) / (within.len() * inside.len()) as f64;
                let motion = MOTION * sum(&motions[across.clone()]) / (across.len() * lines.len()) as f64;
                Block { error, activity: Some(detail + motion) }
            })
            .collect()
    }

    /// Adds what is fine in pairs of columns of the lines `y` and `y + 1`, seen in half the resolution.
    fn add_coarse_details(&self, y: usize, sums: &mut [f32]) {
        let (width, height) = (self.original.width, self.original.height);
        if y + 3 >= height {
            return;
        }
        let at = |x: usize, y: usize| self.original.at(x, y);
        for x in (2..width.saturating_sub(3)).step_by(2) {
            let pair = |y: usize| at(x, y) + at(x + 1, y);
            let beside = |y: usize| at(x - 1, y) + at(x + 2, y);
            let around = |y: usize| at(x - 2, y) + at(x + 3, y);
            let inner = 12.0 * (pair(y) + pair(y + 1));
            let next = 3.0 * (pair(y - 1) + pair(y + 2) + beside(y) + beside(y + 1));
            let corners = 2.0 * (beside(y - 1) + beside(y + 2));
            let ring = pair(y - 2) + beside(y - 2) + pair(y + 3) + beside(y + 3);
            let sides = around(y - 1) + around(y) + around(y + 1) + around(y + 2);
            sums[x] += (inner - next - corners - ring - sides).abs();
        }
    }

    /// Adds how pairs of columns of the lines `y` and `y + 1` change.
    fn add_coarse_motion(&self, y: usize, sums: &mut [f32]) {
        let four =
            |luma: &Luma, x: usize| luma.at(x, y) + luma.at(x + 1, y) + luma.at(x, y + 1) + luma.at(x + 1, y + 1);
        for x in (0..self.original.width - 1).step_by(2) {
            let now = four(self.original, x);
            sums[x] += match self.before {
                [one] => (now - four(one, x)).abs(),
                [one, two, ..] => (now - 2.0 * four(one, x) + four(two, x)).abs(),
                [] => 0.0,
            };
        }
    }
}

dispatch! {
    fn add_errors(a: &[f32], b: &[f32], sums: &mut [f32]) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += (a - b) * (a - b);
        }
    }

    fn add_details(above: &[f32], line: &[f32], below: &[f32], sums: &mut [f32]) {
        let inside = sums.len().saturating_sub(2);
        let (above, below) = ((above, &above[1..], &above[2..]), (below, &below[1..], &below[2..]));
        for x in 0..inside {
            let straight = above.1[x] + below.1[x] + line[x] + line[x + 2];
            let aslant = above.0[x] + above.2[x] + below.0[x] + below.2[x];
            sums[x + 1] += (12.0 * line[x + 1] - 2.0 * straight - aslant).abs();
        }
    }

    fn add_changes(now: &[f32], before: &[f32], sums: &mut [f32]) {
        for (sum, (now, before)) in sums.iter_mut().zip(now.iter().zip(before)) {
            *sum += (now - before).abs();
        }
    }

    fn add_turns(now: &[f32], before: &[f32], earlier: &[f32], sums: &mut [f32]) {
        for (sum, (now, (before, earlier))) in sums.iter_mut().zip(now.iter().zip(before.iter().zip(earlier))) {
            *sum += (now - 2.0 * before + earlier).abs();
        }
    }
}
