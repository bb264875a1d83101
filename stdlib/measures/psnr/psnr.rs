//! `psnr`: the mean squared error of a clip against its original, in decibels below the peak.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::Args;
use rayon::prelude::*;

use crate::Picture;
use crate::compare::{Compared, Pair, decibels};
use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter};
use crate::simd::dispatch;

/// Rows that a thread sums up at a time.
const BAND: usize = 64;

pub(crate) fn measure() -> &'static dyn Measure {
    &Psnr
}

struct Psnr;

impl Measure for Psnr {
    fn start(&self, args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let planes = Compared::of(args, &formats[1]);
        frame_mean(Errors { pair: Pair::new(formats), planes })
    }
}

struct Errors {
    pair: Pair,
    planes: Vec<Compared>,
}

impl Errors {
    /// The mean squared error of a plane.
    fn error(&self, pictures: &[Picture<'_>], plane: usize) -> f64 {
        let (width, height) = (pictures[1].planes[plane].width, pictures[1].planes[plane].height);
        let bands: Vec<f64> = (0..height.div_ceil(BAND))
            .into_par_iter()
            .map_init(Default::default, |rows, band| {
                let mut sums = [0.0; 8];
                for y in band * BAND..((band + 1) * BAND).min(height) {
                    self.pair.read(pictures, plane, y, rows);
                    add_squares(&rows[0], &rows[1], &mut sums);
                }
                sums.iter().sum()
            })
            .collect();
        bands.iter().sum::<f64>() / (width * height) as f64
    }
}

impl FrameNumber for Errors {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        Compared::mean(&self.planes, |plane| self.error(pictures, plane))
    }

    fn told(&self, number: f64) -> f64 {
        decibels(self.pair.peak, number)
    }
}

dispatch! {
    /// Adds the squares of the differences to `sums`, one sample in eight to each.
    fn add_squares(a: &[f32], b: &[f32], sums: &mut [f64; 8]) {
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
        let mut lanes = *sums;
        for (a, b) in a.iter().zip(b) {
            for lane in 0..8 {
                let difference = f64::from(a[lane] - b[lane]);
                lanes[lane] += difference * difference;
            }
        }
        for (lane, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
            let difference = f64::from(a - b);
            lanes[lane] += difference * difference;
        }
        *sums = lanes;
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format, name};

    #[test]
    fn is_the_mean_squared_error_below_the_peak() {
        let format = format(37, 70, "u8", Layout::Yuv420);
        let original = Clip::new(&format, |_, x, y| 90.0 + ((x * 7 + y * 13) % 31) as f64);
        let by = |luma: f64, chroma: f64| {
            Clip::new(&format, |plane, x, y| {
                original.get(plane, x, y) + if plane == 0 { luma } else { chroma } * if x % 2 == 0 { 1.0 } else { -1.0 }
            })
        };
        let (near, far) = (by(1.0, 0.0), by(2.0, 4.0));
        let found = |args: &[_], frames: &[[&Clip; 2]]| compared("psnr", args, frames);
        let luma = [name("planes", "luma")];
        assert!((found(&luma, &[[&near, &original]]) - 48.130_803_6).abs() < 1e-6);
        // Errors are averaged over frames, not decibels: (1 + 4) / 2.
        assert!((found(&luma, &[[&near, &original], [&far, &original]]) - 44.151_403_5).abs() < 1e-6);
        assert!((found(&[name("planes", "chroma")], &[[&far, &original]]) - 36.089_603_8).abs() < 1e-6);
        assert_eq!(found(&[name("planes", "all")], &[[&original, &original]]), 999.0);
    }

    #[test]
    fn depth_and_range_make_no_odds() {
        let original = Clip::new(&format(16, 16, "u8", Layout::Gray), |_, x, y| (16 + x * 7 + y) as f64);
        let deeper = format(16, 16, "u10", Layout::Gray);
        let same = Clip::new(&deeper, |_, x, y| (4 * (16 + x * 7 + y)) as f64);
        assert_eq!(compared("psnr", &[name("planes", "luma")], &[[&same, &original]]), 999.0);
        let off = Clip::new(&deeper, |_, x, y| (4 * (16 + x * 7 + y) + 2) as f64);
        assert!((compared("psnr", &[name("planes", "luma")], &[[&off, &original]]) - 54.151_403_5).abs() < 1e-6);
    }
}
