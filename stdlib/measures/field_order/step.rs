//! How far the fields of two frames that follow each other are apart in time.
//!
//! Two fields lie between each other's lines. Where something moved between them,
//! weaving them gives combs: lines that stand out from the lines above and below.
//! The combs are the stronger the further the two fields are apart. So for fields
//! T and B of a frame followed by t and b of the next one,
//!
//! - top field first (T B t b): B and t are neighbours, T and b furthest apart;
//! - bottom field first (B T b t): T and b are neighbours, B and t furthest apart;
//! - whole frames: both pairs are one frame apart, and weaving T and B gives no combs.
//!
//! The comparison of each field with the neighbouring frames' other field is what
//! FFmpeg's `idet` is built on as well; here only samples that change count, so that
//! a still background does not hide what moves before it.

use crate::fields::Lines;
use crate::simd::dispatch;

/// A sample has moved if it differs by more from the frame before.
const MOVED: i32 = 100;
/// Part of the height that is left out above and below: head switching, captions, test lines.
const MARGIN: usize = 32;

/// What changed from one frame to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// How many samples changed.
    pub(super) moved: u64,
    /// The part of the picture that they are.
    pub(super) moving: f64,
    /// Combs, where the picture changed, in the frames as they are.
    pub(super) woven: f64,
    /// Combs of the first frame's bottom field with the second's top field.
    pub(super) top_first: f64,
    /// Combs of the first frame's top field with the second's bottom field.
    pub(super) bottom_first: f64,
}

impl Step {
    /// The step from `first` to `second`, frames of one size.
    pub(super) fn between(first: &Lines, second: &Lines) -> Self {
        let margin = (first.height() / MARGIN).max(1);
        let (mut moved, mut woven, mut pairs) = (0_u64, 0_u64, [0_u64; 2]);
        let lines = margin..first.height().saturating_sub(margin);
        for y in lines.clone() {
            let sums = Sums::of(
                [first.line(y - 1), first.line(y), first.line(y + 1)],
                [second.line(y - 1), second.line(y), second.line(y + 1)],
            );
            moved += sums.moved;
            woven += sums.woven;
            // On the top field's lines, `earlier` weaves the first frame's top field with the second's bottom field.
            let top = y % 2 == 0;
            pairs[usize::from(top)] += sums.earlier;
            pairs[usize::from(!top)] += sums.later;
        }
        Self {
            moved,
            moving: moved as f64 / (lines.len() * first.width()).max(1) as f64,
            woven: woven as f64 / 2.0,
            top_first: pairs[0] as f64,
            bottom_first: pairs[1] as f64,
        }
    }
}

/// Combs along one line, over the samples that changed.
#[derive(Default)]
struct Sums {
    moved: u64,
    /// In both frames as they are.
    woven: u64,
    /// The first frame's line between the second's lines.
    earlier: u64,
    /// The second frame's line between the first's lines.
    later: u64,
}

impl Sums {
    /// Of a line with those above and below, in both frames.
    fn of(before: [&[i32]; 3], now: [&[i32]; 3]) -> Self {
        let mut sums = Self::default();
        let width = now[1].len();
        for start in (0..width).step_by(SHORT) {
            let part = |line: &'_ [i32]| start..(start + SHORT).min(line.len());
            let [before, now] = [before, now].map(|lines| lines.map(|line| &line[part(line)]));
            let mut found = [0; 4];
            add_combs(before, now, &mut found);
            let [moved, woven, earlier, later] = found.map(u64::from);
            sums.moved += moved;
            sums.woven += woven;
            sums.earlier += earlier;
            sums.later += later;
        }
        sums
    }
}

/// Samples whose combs add up in 32 bits: each is at most four times the largest value, and `woven` has two.
const SHORT: usize = 8192;

dispatch! {
    /// Adds what changed and the combs there, as the fields of [`Sums`] are.
    fn add_combs(before: [&[i32]; 3], now: [&[i32]; 3], sums: &mut [u32; 4]) {
        let [p_above, p, p_below] = before;
        let [c_above, c, c_below] = now;
        let width = p.len();
        let (p_above, p_below) = (&p_above[..width], &p_below[..width]);
        let (c_above, c, c_below) = (&c_above[..width], &c[..width], &c_below[..width]);
        let [mut all_moved, mut woven, mut earlier, mut later] = *sums;
        for x in 0..width {
            // All ones or none, so that there is no branch.
            let mask = u32::from((c[x] - p[x]).abs() > MOVED).wrapping_neg();
            all_moved += mask & 1;
            woven += mask & (comb(p_above[x], p[x], p_below[x]) + comb(c_above[x], c[x], c_below[x]));
            earlier += mask & comb(c_above[x], p[x], c_below[x]);
            later += mask & comb(p_above[x], c[x], p_below[x]);
        }
        *sums = [all_moved, woven, earlier, later];
    }
}

#[inline(always)]
fn comb(above: i32, here: i32, below: i32) -> u32 {
    (2 * here - above - below).unsigned_abs()
}
