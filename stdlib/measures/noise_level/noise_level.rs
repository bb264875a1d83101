//! `noise_level`: the standard deviation of noise, from the finest diagonal detail.

use fwr_compiler::media::{CodeScale, SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::measure::{Measure, Meter, Reading};
use crate::samples::add_row;
use crate::statistics::{Counts, MEDIAN_OF_NORMAL};
use crate::{Picture, Plane};

/// Steps between 0 and 1 in which details of floating-point samples are told apart.
const FLOAT_STEPS: f32 = 32768.0;

pub(crate) fn measure() -> &'static dyn Measure {
    &NoiseLevel
}

struct NoiseLevel;

impl Measure for NoiseLevel {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Details::new(format.sample, scale, format.scan.is_interlaced()))
    }
}

/// Counts of |a − b − c + d| over blocks of two by two samples.
struct Details {
    counts: Counts,
    /// Bins for a difference of one code.
    steps: f32,
    scale: CodeScale,
    /// Lines from one line of a block to the other: 2 within a field.
    apart: usize,
}

impl Details {
    fn new(sample: SampleType, scale: CodeScale, interlaced: bool) -> Self {
        let (largest, steps) = sample.max_code().map_or((4.0, FLOAT_STEPS), |max| (2.0 * max as f32, 1.0));
        Self {
            counts: Counts::new((largest * steps) as usize + 1),
            steps,
            scale,
            apart: if interlaced { 2 } else { 1 },
        }
    }

    fn count(&mut self, plane: &Plane<'_>) {
        let (mut upper, mut lower) = (vec![0.0; plane.width], vec![0.0; plane.width]);
        let group = 2 * self.apart;
        let black = self.scale.offset;
        let white = self.scale.offset + self.scale.span;
        let last = self.counts.bins.len() - 1;
        for first in (0..plane.height.saturating_sub(group - 1)).step_by(group) {
            for y in first..first + self.apart {
                add_row(plane, y, 1.0, false, &mut upper);
                add_row(plane, y + self.apart, 1.0, false, &mut lower);
                for (above, below) in upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0) {
                    let ([a, b], [c, d]) = (*above, *below);
                    // Clipped samples have lost their noise.
                    if a.min(b).min(c).min(d) <= black || a.max(b).max(c).max(d) >= white {
                        continue;
                    }
                    let detail = ((a - b - c + d).abs() * self.steps + 0.5) as usize;
                    self.counts.bins[detail.min(last)] += 1;
                }
            }
        }
    }

    /// The median of what was counted, in codes, inside its bin as if values were spread evenly there.
    fn median(&self) -> f64 {
        let total: u64 = self.counts.bins.iter().sum();
        let half = total as f64 / 2.0;
        let mut below = 0.0;
        for (bin, count) in self.counts.bins.iter().enumerate() {
            let count = *count as f64;
            if below + count >= half && count > 0.0 {
                let bins = match bin {
                    // The lowest bin is half as wide; all of it is no noise at all.
                    0 => (total as f64 - count) / total as f64,
                    bin => bin as f64 - 0.5 + (half - below) / count,
                };
                return bins / f64::from(self.steps);
            }
            below += count;
        }
        0.0
    }
}

impl Meter for Details {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        self.count(&pictures[0].planes[0]);
        self.counts.frames += 1;
    }

    fn reading(&self) -> Option<Reading> {
        // Half of a − b − c + d is a coefficient of the orthonormal transform, with the deviation of one sample.
        let deviation = self.median() / 2.0 / MEDIAN_OF_NORMAL / f64::from(self.scale.span);
        (self.counts.frames > 0).then(|| Reading::plain(Constant::Number(deviation, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        self.counts.save()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        self.counts.restore(saved)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{Layout, Scan, VideoFormat};

    use crate::support::{Clip, format, measured};

    /// Numbers that are all but normally distributed, with standard deviation 1.
    fn normal(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed;
        move || {
            let twelve: f64 = (0..12)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 40) as f64 / (1u64 << 24) as f64
                })
                .sum();
            twelve - 6.0
        }
    }

    fn noisy(format: &VideoFormat, deviation: f64, picture: impl Fn(usize, usize) -> f64) -> Clip {
        let mut noise = normal(1);
        Clip::new(format, |_, x, y| (picture(x, y) + deviation * noise()).round())
    }

    fn level(clip: &Clip) -> f64 {
        measured("noise_level", &[], &[clip]) * 219.0
    }

    #[test]
    fn finds_the_noise_in_a_picture_with_edges() {
        let format = format(256, 256, "u8", Layout::Gray);
        let picture =
            |x: usize, y: usize| if (x / 20 + y / 14).is_multiple_of(2) { 60.0 } else { 60.0 + x as f64 / 3.0 };
        for deviation in [1.0, 2.0, 5.0, 12.0] {
            let found = level(&noisy(&format, deviation, picture));
            assert!((found / deviation - 1.0).abs() < 0.1, "{found} of {deviation}");
        }
    }

    #[test]
    fn a_clean_picture_has_none() {
        let format = format(64, 64, "u8", Layout::Gray);
        assert_eq!(level(&Clip::new(&format, |_, x, _| 40.0 + x as f64)), 0.0);
        // Bars and clipped parts say nothing, however large.
        assert_eq!(level(&Clip::new(&format, |_, _, _| 16.0)), 0.0);
    }

    #[test]
    fn the_other_field_is_not_noise() {
        let mut format = format(64, 64, "u8", Layout::Gray);
        format.scan = Scan::Tff;
        let combed = |x: usize, y: usize| if y.is_multiple_of(2) { 60.0 } else { 60.0 + (x * 7 % 50) as f64 };
        let found = level(&noisy(&format, 0.0, combed));
        assert_eq!(found, 0.0);
    }
}
