//! `xpsnr`: the mean squared error of luma, weighted by how busy each block is.

mod activity;

use fwr_compiler::media::{SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use self::activity::{Block, Blocks, Luma};
use crate::Picture;
use crate::compare::{Pair, decibels};
use crate::measure::{Measure, Meter, Reading, of_luma};
use crate::statistics::Running;

/// The picture that blocks and weights are made for.
const REFERENCE: f64 = 3840.0 * 2160.0;
/// Pictures of up to as many samples are seen from so near that a lone flat block among busy ones does not count more.
const SMALL: usize = 640 * 480;
/// From this many frames a second on, even motion does not hide anything.
const FAST: f64 = 32.0;
/// Depth that floating-point samples are given, with the highest code for 1.
const DEPTH_OF_FLOATS: u32 = 10;

pub(crate) fn measure() -> &'static dyn Measure {
    &Xpsnr
}

struct Xpsnr;

impl Measure for Xpsnr {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let original = &formats[1];
        let depth = match original.sample {
            SampleType::Uint(bits) => u32::from(bits),
            _ => DEPTH_OF_FLOATS,
        };
        let pair = Pair::new(formats);
        let peak = f64::from((1_u32 << depth) - 1);
        let gain = if original.sample.is_float() { peak as f32 } else { 1.0 };
        let kept = kept(original);
        Box::new(Weighted { pair, depth, peak, gain, kept, before: Vec::new(), frames: Running::default(), last: None })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 8.5 + 4.0 * kept(&formats[1]) as f64)
    }
}

/// Frames of an original that are kept.
fn kept(original: &VideoFormat) -> usize {
    let is_fast = original.rate.is_some_and(|rate| rate.fps.to_f64() >= FAST);
    if is_fast { 2 } else { 1 }
}

struct Weighted {
    pair: Pair,
    depth: u32,
    peak: f64,
    /// What makes samples codes of `depth`.
    gain: f32,
    /// Frames of the original that are kept.
    kept: usize,
    /// The frames of the original before this one, the last first.
    before: Vec<Luma>,
    /// The roots of the weighted mean squared errors.
    frames: Running,
    last: Option<f64>,
}

impl Weighted {
    fn lumas(&self, pictures: &[Picture<'_>]) -> [Luma; 2] {
        let (width, height) = (pictures[1].planes[0].width, pictures[1].planes[0].height);
        let mut lumas = [0, 1].map(|_| Luma { width, height, samples: Vec::with_capacity(width * height) });
        let mut rows = Default::default();
        for y in 0..height {
            self.pair.read(pictures, 0, y, &mut rows);
            for (luma, row) in lumas.iter_mut().zip(&rows) {
                luma.samples.extend(row.iter().map(|sample| sample * self.gain));
            }
        }
        lumas
    }

    /// The weighted mean squared error of a frame.
    fn error(&self, clip: &Luma, original: &Luma) -> f64 {
        let samples = original.width * original.height;
        let part = samples as f64 / REFERENCE;
        let side = 4 * (32.0 * part.sqrt() + 0.5) as usize;
        if side < 4 {
            // Too small for blocks.
            let blocks = Blocks { clip, original, before: &[], side: original.width.max(original.height) };
            return blocks.judged().iter().map(|block| block.error).sum::<f64>() / samples as f64;
        }
        let judged = Blocks { clip, original, before: &self.before, side }.judged();
        let least = f64::from(1_u32 << self.depth.saturating_sub(6));
        let mut weights: Vec<f64> =
            judged.iter().map(|block| block.activity.map_or(1.0, |activity| 1.0 / activity.max(least))).collect();
        if samples <= SMALL {
            lower_peaks(&mut weights, original.width.div_ceil(side));
        }
        // The fixed-point weights of detail have a gain of 16 in squares.
        let usual = (16.0 * 2_f64.powi(2 * self.depth as i32 - 9) / part.max(1e-5).sqrt()).sqrt();
        let sum: f64 = judged.iter().zip(&weights).map(|(Block { error, .. }, weight)| error * weight).sum();
        sum * usual / samples as f64
    }
}

/// Lowers the weight of blocks that weigh more than any of those beside, above and, with the row, below.
fn lower_peaks(weights: &mut [f64], columns: usize) {
    let last = weights.len().saturating_sub(1);
    for at in 0..weights.len() {
        let column = at % columns;
        // Each block is compared once the next one is known, with those before it as they are by then.
        if at > 0 {
            let next_in_row = if column > 0 { weights[at] } else { 0.0 };
            let before = match column {
                0 => {
                    if at > 1 {
                        weights[at - 2]
                    } else {
                        0.0
                    }
                }
                1 => next_in_row,
                _ => weights[at - 2].max(next_in_row),
            };
            let above = if at > columns { weights[at - 1 - columns] } else { 0.0 };
            let most = before.max(above);
            weights[at - 1] = weights[at - 1].min(most);
        }
        if at == last && at > columns {
            weights[at] = weights[at].min(weights[at - 1].max(weights[at - columns]));
        }
    }
}

impl Meter for Weighted {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let [clip, original] = self.lumas(pictures);
        while self.before.len() < self.kept {
            self.before.push(Luma { samples: vec![0.0; original.samples.len()], ..original });
        }
        let error = self.error(&clip, &original);
        self.frames.add(error.sqrt());
        self.last = Some(decibels(self.peak, error));
        self.before.rotate_right(1);
        self.before[0] = original;
    }

    fn of_frame(&self) -> Option<f64> {
        self.last
    }

    fn reading(&self) -> Option<Reading> {
        let root = self.frames.mean()?;
        Some(Reading::plain(Constant::Number(decibels(self.peak, root * root), Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        Vec::new()
    }

    fn restore(&mut self, _saved: &[u64]) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format};

    #[test]
    fn errors_count_less_where_there_is_much_to_see() {
        let format = format(320, 240, "u8", Layout::Yuv420);
        let at = |x: usize, y: usize| if x < 160 { 120.0 } else { 60.0 + ((x * 7919 + y * 104_729) % 120) as f64 };
        let original = Clip::new(&format, |plane, x, y| if plane == 0 { at(x, y) } else { 128.0 });
        let off = |right: bool| {
            Clip::new(&format, move |plane, x, y| {
                let wrong = plane == 0 && (x >= 160) == right && (x + y) % 3 == 0;
                (if plane == 0 { at(x, y) } else { 128.0 }) + f64::from(u8::from(wrong)) * 4.0
            })
        };
        let (flat, busy) = (off(false), off(true));
        let found = |clip: &Clip| compared("xpsnr", &[], &[[&original, &original], [clip, &original]]);
        assert!(found(&busy) > found(&flat) + 6.0, "{} {}", found(&busy), found(&flat));
        assert_eq!(compared("xpsnr", &[], &[[&original, &original]]), 999.0);
    }

    #[test]
    fn any_size_has_a_figure() {
        for (width, height) in [(1, 1), (2, 3), (17, 13), (64, 50)] {
            let clip = Clip::ramp(&format(width, height, "u10", Layout::Yuv420));
            assert_eq!(compared("xpsnr", &[], &[[&clip, &clip], [&clip, &clip]]), 999.0, "{width}x{height}");
        }
    }
}
