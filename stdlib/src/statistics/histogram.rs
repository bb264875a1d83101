//! How often each value occurs among the samples of a clip.

use fwr_compiler::media::{CodeScale, SampleType};

/// Steps between 0 and 1 in which floating-point values are told apart.
const STEPS: f32 = 32768.0;
/// The floating-point values that are told apart: lower and higher ones count as these.
const FLOATS: (f32, f32) = (-0.5, 1.5);

/// Counts of values: one bin for each code of an integer type, steps of 1/32768 for floats.
#[derive(Debug)]
pub(crate) struct Histogram {
    bins: Vec<u64>,
    /// The bin of code value `v` is `(v - first) * steps`.
    first: f32,
    steps: f32,
    scale: CodeScale,
    count: u64,
}

impl Histogram {
    /// An empty one for samples of a type, whose codes mean what `scale` says.
    pub(crate) fn new(sample: SampleType, scale: CodeScale) -> Self {
        let (bins, first, steps) = match sample.max_code() {
            Some(max) => (max as usize + 1, 0.0, 1.0),
            None => (((FLOATS.1 - FLOATS.0) * STEPS) as usize + 1, FLOATS.0, STEPS),
        };
        Self { bins: vec![0; bins], first, steps, scale, count: 0 }
    }

    /// Counts some code values.
    pub(crate) fn add(&mut self, codes: &[f32]) {
        let last = self.bins.len() - 1;
        for code in codes {
            // A conversion of floats keeps to the range of integers, and what is no number becomes 0.
            let bin = ((code - self.first) * self.steps + 0.5) as usize;
            self.bins[bin.min(last)] += 1;
        }
        self.count += codes.len() as u64;
    }

    /// The counts of all values, for [`Histogram::restore`].
    pub(crate) fn save(&self) -> Vec<u64> {
        self.bins.clone()
    }

    /// Takes counts that were saved by one like it; whether they are such.
    pub(crate) fn restore(&mut self, saved: &[u64]) -> bool {
        let fits = saved.len() == self.bins.len();
        if fits {
            self.bins.copy_from_slice(saved);
            self.count = saved.iter().fold(0, |sum: u64, count| sum.wrapping_add(*count));
        }
        fits
    }

    /// The lowest nominal value that at least a `share` of all samples lie at or below; `None` without samples.
    pub(crate) fn low(&self, share: f64) -> Option<f64> {
        self.level(self.bins.iter().enumerate(), share)
    }

    /// The highest nominal value that at least a `share` of all samples lie at or above; `None` without samples.
    pub(crate) fn high(&self, share: f64) -> Option<f64> {
        self.level(self.bins.iter().enumerate().rev(), share)
    }

    fn level<'a>(&'a self, mut bins: impl Iterator<Item = (usize, &'a u64)>, share: f64) -> Option<f64> {
        let wanted = ((share * self.count as f64).ceil() as u64).max(1);
        let mut passed = 0;
        let (bin, _) = bins.find(|(_, count)| {
            passed += **count;
            passed >= wanted
        })?;
        let code = f64::from(self.first) + bin as f64 / f64::from(self.steps);
        Some((code - f64::from(self.scale.offset)) / f64::from(self.scale.span))
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{PlaneKind, Range};

    use super::*;

    #[test]
    fn levels_leave_out_a_share_at_each_end() {
        let sample = SampleType::Uint(8);
        let mut histogram = Histogram::new(sample, sample.scale(PlaneKind::Luma, Range::Limited));
        assert_eq!(histogram.low(0.0), None);
        histogram.add(&[16.0; 90]);
        histogram.add(&[235.0; 9]);
        histogram.add(&[255.0]);
        assert_eq!((histogram.low(0.0), histogram.low(0.9)), (Some(0.0), Some(0.0)));
        assert_eq!(histogram.low(0.91), Some(1.0));
        assert_eq!(histogram.high(0.02), Some(1.0));
        assert_eq!(histogram.high(0.0), Some(239.0 / 219.0));
    }

    #[test]
    fn floats_beyond_the_range_count_as_its_ends() {
        let scale = SampleType::F32.scale(PlaneKind::Luma, Range::Limited);
        let mut histogram = Histogram::new(SampleType::F32, scale);
        histogram.add(&[-9.0, 0.25, 9.0, f32::NAN]);
        assert_eq!((histogram.low(0.0), histogram.high(0.0)), (Some(-0.5), Some(1.5)));
        assert_eq!(histogram.low(0.75), Some(0.25));
    }
}
