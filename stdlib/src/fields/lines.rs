//! The luma of a frame in whole lines but fewer columns: enough to see which lines belong together.

use fwr_compiler::media::CodeScale;

use crate::Plane;
use crate::samples::add_row;
use crate::simd::dispatch;

/// Samples side by side that are averaged: noise goes down, vertical detail stays.
const AVERAGED: usize = 4;
/// The nominal value 1.
const ONE: f32 = 4096.0;

/// The luma of a frame, in whole lines but fewer columns; white is 4096.
#[derive(Debug)]
pub(crate) struct Lines {
    values: Vec<i32>,
    width: usize,
    height: usize,
}

impl Lines {
    /// Samples across.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Lines.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The luma of a frame.
    pub(crate) fn read(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let width = plane.width / AVERAGED;
        let gain = ONE / scale.span / AVERAGED as f32;
        let black = scale.offset * AVERAGED as f32;
        let mut row = vec![0.0; plane.width];
        let mut values = Vec::with_capacity(width * plane.height);
        for y in 0..plane.height {
            add_row(plane, y, 1.0, false, &mut row);
            let start = values.len();
            values.resize(start + width, 0);
            average(&row, black, gain, &mut values[start..]);
        }
        Self { values, width, height: plane.height }
    }

    /// All of it, two samples a number.
    pub(crate) fn save(&self) -> impl Iterator<Item = u64> {
        let pairs = self.values.chunks(2).map(|pair| {
            let [first, second] = [pair.first(), pair.get(1)].map(|value| u64::from(value.map_or(0, |v| *v as u32)));
            first << 32 | second
        });
        [self.width as u64, self.height as u64].into_iter().chain(pairs)
    }

    /// What was saved; `None` if it was something else.
    pub(crate) fn restore(saved: &[u64]) -> Option<Self> {
        let (&[width, height], pairs) = saved.split_first_chunk::<2>()?;
        let samples = usize::try_from(width.checked_mul(height)?).ok()?;
        if pairs.len() != samples.div_ceil(2) {
            return None;
        }
        let mut values: Vec<i32> = pairs.iter().flat_map(|pair| [(pair >> 32) as i32, *pair as i32]).collect();
        values.truncate(samples);
        Some(Self { values, width: width as usize, height: height as usize })
    }

    /// Row `y` of it.
    pub(crate) fn line(&self, y: usize) -> &[i32] {
        &self.values[y * self.width..][..self.width]
    }
}

dispatch! {
    /// The means of each four samples of a row, less `black`, times `gain`.
    fn average(row: &[f32], black: f32, gain: f32, out: &mut [i32]) {
        for (out, [a, b, c, d]) in out.iter_mut().zip(row.as_chunks::<AVERAGED>().0) {
            // Beyond these, floats are no picture, and sums could overflow.
            *out = (((a + b) + (c + d) - black) * gain).clamp(-4.0 * ONE, 4.0 * ONE) as i32;
        }
    }
}
