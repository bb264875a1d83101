//! `grain_of`: the size of grain, and how strong it is by brightness.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::measure::{Measure, Meter, Reading};
use crate::samples::add_row;
use crate::statistics::{Counts, MEDIAN_OF_NORMAL};
use crate::{Picture, Plane};

/// Steps from black to white.
const TONES: usize = 8;
/// Bins of absolute details, for each tone and, last, for those at half the size.
const BINS: usize = 4096;
/// Bins from black to white: details beyond a quarter are edges.
const BINS_OF_WHITE: f32 = 4.0 * BINS as f32;
/// Details that a tone has to show.
const ENOUGH: u64 = 500;
/// How many times as strong half the size is as it would be of single samples, from which on grains are 2, and 3, wide.
const COARSE: [f64; 2] = [1.5, 2.4];
/// How many times as strong grain of 1, 2 and 3 samples is as its finest details are.
const WIDER: [f64; 3] = [1.0, 3.2, 6.5];

pub(crate) fn measure() -> &'static dyn Measure {
    &GrainOf
}

struct GrainOf;

impl Measure for GrainOf {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        // The step from one code to the next, which fills the bins between.
        let code = if format.sample.is_float() { 1.0 } else { BINS_OF_WHITE / scale.span };
        Box::new(Details { scale, code: f64::from(code), counts: Counts::new((TONES + 1) * BINS) })
    }
}

struct Details {
    scale: CodeScale,
    /// Bins for a difference of one code.
    code: f64,
    /// For each tone, then for half the size, how many details are of each strength.
    counts: Counts,
}

impl Details {
    fn row(&self, plane: &Plane<'_>, y: usize, row: &mut [f32]) {
        add_row(plane, y, 1.0, false, row);
        row.iter_mut().for_each(|value| *value = (*value - self.scale.offset) / self.scale.span);
    }

    fn count(&mut self, kind: usize, detail: f32) {
        let bin = (detail.abs() * BINS_OF_WHITE + 0.5) as usize;
        if bin < BINS {
            self.counts.bins[kind * BINS + bin] += 1;
        }
    }

    fn look(&mut self, plane: &Plane<'_>) {
        let mut rows = [0; 4].map(|_| vec![0.0; plane.width]);
        for top in (0..plane.height.saturating_sub(3)).step_by(4) {
            for (number, row) in rows.iter_mut().enumerate() {
                self.row(plane, top + number, row);
            }
            for left in (0..plane.width.saturating_sub(3)).step_by(4) {
                let mut small = [0.0; 4];
                let mut is_clipped = false;
                for (place, mean) in small.iter_mut().enumerate() {
                    let (x, y) = (left + 2 * (place % 2), 2 * (place / 2));
                    let [a, b, c, d] = [rows[y][x], rows[y][x + 1], rows[y + 1][x], rows[y + 1][x + 1]];
                    *mean = (a + b + c + d) / 4.0;
                    // Clipped samples have lost their grain.
                    if [a, b, c, d].iter().any(|value| *value <= 0.0 || *value >= 1.0) {
                        is_clipped = true;
                        continue;
                    }
                    let tone = ((*mean * TONES as f32) as usize).min(TONES - 1);
                    self.count(tone, a - b - c + d);
                }
                if !is_clipped {
                    self.count(TONES, small[0] - small[1] - small[2] + small[3]);
                }
            }
        }
    }

    /// The deviation of a kind of details; `None` of too few.
    fn deviation(&self, kinds: std::ops::Range<usize>) -> Option<f64> {
        let of_bin = |bin: usize| kinds.clone().map(|kind| self.counts.bins[kind * BINS + bin]).sum::<u64>();
        let total: u64 = (0..BINS).map(of_bin).sum();
        if total < ENOUGH {
            return None;
        }
        let half = total as f64 / 2.0;
        let (mut below, mut last) = (0.0, 0.0);
        for bin in 0..BINS {
            let count = of_bin(bin) as f64;
            if count == 0.0 {
                continue;
            }
            // Details of whole codes leave bins empty: they stand for all half a code around.
            let wide = self.code.max(1.0);
            let start = (bin as f64 - wide / 2.0).max(last);
            let end = bin as f64 + wide / 2.0;
            if below + count >= half {
                let median = start + (half - below) / count * (end - start);
                return Some(median / 2.0 / MEDIAN_OF_NORMAL / f64::from(BINS_OF_WHITE));
            }
            (below, last) = (below + count, end);
        }
        None
    }

    fn numbers(&self) -> Vec<f64> {
        let found: Vec<Option<f64>> = (0..TONES).map(|tone| self.deviation(tone..tone + 1)).collect();
        let nearest = |tone: usize| {
            let known = (0..TONES).filter(|other| found[*other].is_some());
            known.min_by_key(|other| other.abs_diff(tone)).and_then(|other| found[other])
        };
        let (all, half) = (self.deviation(0..TONES), self.deviation(TONES..TONES + 1));
        let size = match all.zip(half) {
            // The mean of four single samples has half their deviation.
            Some((all, half)) if all > 0.0 => 1 + COARSE.iter().filter(|limit| 2.0 * half / all > **limit).count(),
            _ => 1,
        };
        let rounded = |value: f64| (value * 65536.0).round() / 65536.0;
        std::iter::once(size as f64)
            .chain((0..TONES).map(|tone| rounded(nearest(tone).unwrap_or(0.0) * WIDER[size - 1])))
            .collect()
    }
}

impl Meter for Details {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        self.look(&pictures[0].planes[0]);
        self.counts.frames += 1;
    }

    fn reading(&self) -> Option<Reading> {
        let numbers = self.numbers().into_iter().map(|number| Constant::Number(number, Unit::None)).collect();
        (self.counts.frames > 0).then(|| Reading::plain(Constant::List(numbers)))
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
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::{Clip, format, reading};

    /// What is found of a dark and a bright half with noise of a strength each.
    fn found(sample: &str, strengths: [f64; 2]) -> Vec<f64> {
        let of = format(256, 128, sample, Layout::Gray);
        let mut state = 1_u64;
        let mut noise = || {
            let twelve = (0..12).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f64 / (1_u64 << 24) as f64
            });
            twelve.sum::<f64>() - 6.0
        };
        let clip = Clip::new(&of, |_, x, _| {
            let side = usize::from(x >= 128);
            let level = [50.0, 170.0][side] + strengths[side] * noise();
            match of.sample.max_code() {
                Some(max) => (level * f64::from(max + 1) / 256.0).round(),
                None => (level - 16.0) / 219.0,
            }
        });
        let Some(Reading { value: Constant::List(list), .. }) = reading("grain_of", &[], &[&clip]) else {
            panic!("a list")
        };
        list.iter().map(|number| if let Constant::Number(value, _) = number { *value } else { f64::NAN }).collect()
    }

    #[test]
    fn strength_goes_by_tone() {
        for sample in ["u8", "u10", "f32"] {
            let numbers = found(sample, [3.0, 8.0]);
            assert_eq!((numbers.len(), numbers[0]), (9, 1.0), "{numbers:?}");
            // 50 is in the second eighth, 170 in the sixth.
            assert!((numbers[2] * 219.0 - 3.0).abs() < 0.3, "{sample} {numbers:?}");
            assert!((numbers[6] * 219.0 - 8.0).abs() < 0.6, "{sample} {numbers:?}");
            assert_eq!(numbers[1], numbers[2], "what it has no tones of follows the next");
        }
    }
}
