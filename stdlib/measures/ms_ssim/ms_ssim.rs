//! `ms_ssim`: structural similarity of luma at five scales.

mod scale;

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::Args;

use self::scale::{Raster, WINDOW, alike};
use crate::Picture;
use crate::compare::{Pair, power};
use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter, of_luma};

/// How much each scale counts, the finest first.
const WEIGHTS: [f64; 5] = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

pub(crate) fn measure() -> &'static dyn Measure {
    &MsSsim
}

struct MsSsim;

impl Measure for MsSsim {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        frame_mean(Scales { pair: Pair::new(formats) })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 10.2)
    }
}

struct Scales {
    pair: Pair,
}

impl Scales {
    /// Luma of both pictures, the peak 1.
    fn rasters(&self, pictures: &[Picture<'_>]) -> [Raster; 2] {
        let (width, height) = (pictures[1].planes[0].width, pictures[1].planes[0].height);
        let mut rasters = [0, 1].map(|_| Raster { width, height, samples: Vec::with_capacity(width * height) });
        let mut rows = Default::default();
        let unit = (1.0 / self.pair.peak) as f32;
        for y in 0..height {
            self.pair.read(pictures, 0, y, &mut rows);
            for (raster, row) in rasters.iter_mut().zip(&rows) {
                raster.samples.extend(row.iter().map(|sample| sample * unit));
            }
        }
        rasters
    }
}

impl FrameNumber for Scales {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        let [mut a, mut b] = self.rasters(pictures);
        let holds = |raster: &Raster, scale: u32| raster.width.min(raster.height) >> scale >= WINDOW;
        let scales = (1..WEIGHTS.len()).filter(|scale| holds(&b, *scale as u32)).count() + 1;
        let weights = &WEIGHTS[..scales];
        let all: f64 = weights.iter().sum();
        let mut product = 1.0;
        for (scale, weight) in weights.iter().enumerate() {
            if scale > 0 {
                (a, b) = (a.halved(), b.halved());
            }
            let [structure, whole] = if holds(&b, 0) { alike(&a, &b) } else { alike(&padded(&a), &padded(&b)) };
            let found = if scale + 1 == scales { whole } else { structure };
            product *= power(found, weight / all);
        }
        product
    }
}

/// A picture too small for a window, its last column and row repeated.
fn padded(raster: &Raster) -> Raster {
    let (width, height) = (raster.width.max(WINDOW), raster.height.max(WINDOW));
    let sample = |x: usize, y: usize| raster.samples[y.min(raster.height - 1) * raster.width + x.min(raster.width - 1)];
    let samples = (0..height).flat_map(|y| (0..width).map(move |x| sample(x, y))).collect();
    Raster { width, height, samples }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format};

    #[test]
    fn equal_clips_are_alike_whatever_their_size() {
        for (width, height) in [(1, 1), (12, 40), (200, 180)] {
            let clip = Clip::ramp(&format(width, height, "u8", Layout::Yuv420));
            let found = compared("ms_ssim", &[], &[[&clip, &clip]]);
            assert!((found - 1.0).abs() < 1e-6, "{width}x{height}: {found}");
        }
    }

    #[test]
    fn fine_noise_costs_less_than_lost_structure() {
        let format = format(192, 192, "u8", Layout::Gray);
        let at = |x: usize, y: usize| 100.0 + 50.0 * f64::from(u8::from((x / 13 + y / 17).is_multiple_of(2)));
        let original = Clip::new(&format, |_, x, y| at(x, y));
        let noisy = Clip::new(&format, |_, x, y| at(x, y) + if (x * 7919 + y * 104_729) % 7 < 3 { 9.0 } else { -9.0 });
        let flat = Clip::new(&format, |_, _, _| 125.0);
        let found = |clip: &Clip| compared("ms_ssim", &[], &[[clip, &original]]);
        assert!(found(&noisy) > 0.9 && found(&flat) < 0.5, "{} {}", found(&noisy), found(&flat));
    }
}
