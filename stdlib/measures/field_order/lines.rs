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

use fwr_compiler::media::CodeScale;

use crate::Plane;
use crate::samples::add_row;

/// Samples side by side that are averaged: noise goes down, vertical detail stays.
const AVERAGED: usize = 4;
/// The nominal value 1.
const ONE: f32 = 4096.0;
/// A sample has moved if it differs by more from the frame before.
const MOVED: i32 = 100;
/// Part of the height that is left out above and below: head switching, captions, test lines.
const MARGIN: usize = 32;

/// The luma of a frame, in whole lines but fewer columns.
#[derive(Debug)]
pub(super) struct Lines {
    values: Vec<i32>,
    width: usize,
    height: usize,
}

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

impl Lines {
    pub(super) fn read(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let width = plane.width / AVERAGED;
        let gain = ONE / scale.span / AVERAGED as f32;
        let black = scale.offset * AVERAGED as f32;
        let mut row = vec![0.0; plane.width];
        let mut values = Vec::with_capacity(width * plane.height);
        for y in 0..plane.height {
            add_row(plane, y, 1.0, false, &mut row);
            values.extend(row.as_chunks::<AVERAGED>().0.iter().map(|[a, b, c, d]| {
                // Beyond these, floats are no picture, and sums could overflow.
                (((a + b) + (c + d) - black) * gain).clamp(-4.0 * ONE, 4.0 * ONE) as i32
            }));
        }
        Self { values, width, height: plane.height }
    }

    /// All of it, two samples a number.
    pub(super) fn save(&self) -> impl Iterator<Item = u64> {
        let pairs = self.values.chunks(2).map(|pair| {
            let [first, second] = [pair.first(), pair.get(1)].map(|value| u64::from(value.map_or(0, |v| *v as u32)));
            first << 32 | second
        });
        [self.width as u64, self.height as u64].into_iter().chain(pairs)
    }

    /// What was saved; `None` if it was something else.
    pub(super) fn restore(saved: &[u64]) -> Option<Self> {
        let (&[width, height], pairs) = saved.split_first_chunk::<2>()?;
        let samples = usize::try_from(width.checked_mul(height)?).ok()?;
        if pairs.len() != samples.div_ceil(2) {
            return None;
        }
        let mut values: Vec<i32> = pairs.iter().flat_map(|pair| [(pair >> 32) as i32, *pair as i32]).collect();
        values.truncate(samples);
        Some(Self { values, width: width as usize, height: height as usize })
    }

    fn line(&self, y: usize) -> &[i32] {
        &self.values[y * self.width..][..self.width]
    }
}

impl Step {
    /// The step from `first` to `second`, frames of one size.
    pub(super) fn between(first: &Lines, second: &Lines) -> Self {
        let margin = (first.height / MARGIN).max(1);
        let (mut moved, mut woven, mut pairs) = (0_u64, 0_u64, [0_u64; 2]);
        let lines = margin..first.height.saturating_sub(margin);
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
            moving: moved as f64 / (lines.len() * first.width).max(1) as f64,
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
    fn of([p_above, p, p_below]: [&[i32]; 3], [c_above, c, c_below]: [&[i32]; 3]) -> Self {
        let mut sums = Self::default();
        let width = p.len();
        let (p_above, p_below) = (&p_above[..width], &p_below[..width]);
        let (c_above, c, c_below) = (&c_above[..width], &c[..width], &c_below[..width]);
        let comb = |above: i32, here: i32, below: i32| (2 * here - above - below).unsigned_abs();
        for x in 0..width {
            let moved = u32::from((c[x] - p[x]).abs() > MOVED);
            sums.moved += u64::from(moved);
            let woven = comb(p_above[x], p[x], p_below[x]) + comb(c_above[x], c[x], c_below[x]);
            sums.woven += u64::from(moved * woven);
            sums.earlier += u64::from(moved * comb(c_above[x], p[x], c_below[x]));
            sums.later += u64::from(moved * comb(p_above[x], c[x], p_below[x]));
        }
        sums
    }
}
