//! The level that the darkest or the lightest samples of luma come to: what black and white are in a clip.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::{Args, Constant, Unit};

use super::{Histogram, each_row};
use crate::Picture;
use crate::measure::{Meter, Reading};

/// One end of the distribution of luma, but for a `share` of all samples.
pub(crate) struct Level {
    histogram: Histogram,
    share: f64,
    end: fn(&Histogram, f64) -> Option<f64>,
}

impl Level {
    /// A meter of `end`, [`Histogram::low`] or [`Histogram::high`], with the share that `args` say.
    pub(crate) fn meter(args: &Args, format: &VideoFormat, end: fn(&Histogram, f64) -> Option<f64>) -> Box<dyn Meter> {
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Self { histogram: Histogram::new(format.sample, scale), share: args.number("share"), end })
    }
}

impl Meter for Level {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        each_row(&pictures[0].planes[0], |row| self.histogram.add(row));
    }

    fn reading(&self) -> Option<Reading> {
        Some(Reading::plain(Constant::Number((self.end)(&self.histogram, self.share)?, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        self.histogram.save()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        self.histogram.restore(saved)
    }
}
