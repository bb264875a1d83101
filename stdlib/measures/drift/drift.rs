//! `drift`: how far the mean colour of frames is off.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};
use rayon::prelude::*;

use crate::Picture;
use crate::measure::{Measure, Meter, Reading};
use crate::statistics::plane_mean;

pub(crate) fn measure() -> &'static dyn Measure {
    &Drift
}

struct Drift;

impl Measure for Drift {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let scales = formats.iter().map(|format| {
            let of = |plane| format.sample.scale(format.plane_kind(plane), format.effective_range());
            (0..format.layout.color_planes()).map(of).collect()
        });
        Box::new(Farthest { scales: scales.collect(), farthest: None, last: None })
    }
}

struct Farthest {
    /// Of the planes of each clip.
    scales: Vec<Vec<CodeScale>>,
    farthest: Option<f64>,
    last: Option<f64>,
}

impl Meter for Farthest {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let offs: Vec<f64> = (0..self.scales[0].len())
            .into_par_iter()
            .map(|plane| {
                let mean = |clip: usize| plane_mean(&pictures[clip].planes[plane], self.scales[clip][plane]);
                mean(0) - mean(1)
            })
            .collect();
        let distance = offs.iter().map(|off| off * off).sum::<f64>().sqrt();
        self.farthest = Some(self.farthest.unwrap_or(0.0).max(distance));
        self.last = Some(distance);
    }

    fn of_frame(&self) -> Option<f64> {
        self.last
    }

    fn reading(&self) -> Option<Reading> {
        Some(Reading::plain(Constant::Number(self.farthest?, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        vec![u64::from(self.farthest.is_some()), self.farthest.unwrap_or(0.0).to_bits()]
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let &[some @ (0 | 1), farthest] = saved else { return false };
        self.farthest = (some == 1).then_some(f64::from_bits(farthest));
        true
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format};

    #[test]
    fn is_the_farthest_distance_of_mean_colours() {
        let original = format(16, 8, "u8", Layout::Yuv420);
        let deep = format(16, 8, "u10", Layout::Yuv420);
        let noise = |plane: usize, x: usize| if plane == 0 && x.is_multiple_of(2) { 6.0 } else { 0.0 };
        let grey = Clip::new(&original, |plane, x, _| 125.0 + noise(plane, x));
        let same = Clip::new(&deep, |plane, _, _| if plane == 0 { 512.0 } else { 500.0 });
        let tinged = Clip::new(&deep, |plane, _, _| f64::round([512.0, 500.0 + 3.0 * 8.96, 500.0 - 4.0 * 8.96][plane]));
        assert_eq!(compared("drift", &[], &[[&same, &grey]]), 0.0);
        let found = compared("drift", &[], &[[&same, &grey], [&tinged, &grey], [&same, &grey]]);
        assert!((found - 0.05).abs() < 1e-3, "{found}");
    }
}
