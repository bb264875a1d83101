//! One picture of a pyramid: luma of 8 bits with a border all around.

use crate::simd::dispatch;

/// Samples around the picture that repeat its edge: how far blocks may reach out of it.
pub(crate) const BORDER: usize = 32;

/// Luma of 8 bits, its edges repeated [`BORDER`] samples outwards.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    pub(crate) width: usize,
    pub(crate) height: usize,
    stride: usize,
    samples: Vec<u8>,
}

impl Level {
    /// A picture whose row `y` is what `fill` writes.
    pub(crate) fn new(width: usize, height: usize, mut fill: impl FnMut(usize, &mut [u8])) -> Self {
        let stride = (width + 2 * BORDER).next_multiple_of(16);
        let mut samples = vec![0; stride * (height + 2 * BORDER)];
        for y in 0..height {
            let start = (y + BORDER) * stride;
            let row = &mut samples[start..start + stride];
            fill(y, &mut row[BORDER..BORDER + width]);
            let (first, last) = (row[BORDER], row[BORDER + width - 1]);
            row[..BORDER].fill(first);
            row[BORDER + width..].fill(last);
        }
        for border in 0..BORDER {
            samples.copy_within(BORDER * stride..(BORDER + 1) * stride, border * stride);
            let last = (BORDER + height - 1) * stride;
            samples.copy_within(last..last + stride, (BORDER + height + border) * stride);
        }
        Self { width, height, stride, samples }
    }

    /// Samples from one row to the next.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// All samples from (`x`, `y`) on, which may be up to [`BORDER`] outside.
    pub(crate) fn from(&self, x: isize, y: isize) -> &[u8] {
        let at = (y + BORDER as isize) * self.stride as isize + x + BORDER as isize;
        &self.samples[at as usize..]
    }

    /// The same picture with noise taken off: weights of 1, 2 and 1 across and down.
    pub(crate) fn smoothed(&self) -> Self {
        let mut down = vec![0_u16; self.width + 2];
        Self::new(self.width, self.height, |y, out| {
            let [above, here, below] = [-1, 0, 1].map(|dy| &self.from(-1, y as isize + dy)[..out.len() + 2]);
            weigh(above, here, below, &mut down);
            smooth(&down, out);
        })
    }

    /// The picture at half the size, each sample the mean of four.
    pub(crate) fn halved(&self) -> Self {
        Self::new(self.width.div_ceil(2), self.height.div_ceil(2), |y, out| {
            let [upper, lower] = [0, 1].map(|dy| &self.from(0, 2 * y as isize + dy)[..2 * out.len()]);
            halve(upper, lower, out);
        })
    }
}

dispatch! {
    fn weigh(above: &[u8], here: &[u8], below: &[u8], out: &mut [u16]) {
        for (((out, above), here), below) in out.iter_mut().zip(above).zip(here).zip(below) {
            *out = u16::from(*above) + 2 * u16::from(*here) + u16::from(*below);
        }
    }

    fn smooth(sums: &[u16], out: &mut [u8]) {
        let (left, middle, right) = (sums, &sums[1..], &sums[2..]);
        for (((out, left), middle), right) in out.iter_mut().zip(left).zip(middle).zip(right) {
            *out = ((left + 2 * middle + right + 8) >> 4) as u8;
        }
    }

    fn halve(upper: &[u8], lower: &[u8], out: &mut [u8]) {
        let (upper, lower) = (upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
        for ((out, upper), lower) in out.iter_mut().zip(upper).zip(lower) {
            let sum = upper.iter().chain(lower).map(|sample| u16::from(*sample)).sum::<u16>();
            *out = ((sum + 2) >> 2) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_repeated_and_flat_pictures_stay_flat() {
        let level = Level::new(5, 3, |y, row| row.iter_mut().enumerate().for_each(|(x, v)| *v = (10 * y + x) as u8));
        assert_eq!(level.from(-32, -32)[0], 0);
        assert_eq!(level.from(36, 34)[0], 24);
        assert_eq!(level.from(2, 1)[0], 12);
        let flat = Level::new(9, 7, |_, row| row.fill(77));
        assert!(flat.smoothed().from(0, 3)[..9].iter().chain(&flat.halved().from(0, 2)[..5]).all(|v| *v == 77));
        assert_eq!((level.halved().width, level.halved().height), (3, 2));
    }
}
