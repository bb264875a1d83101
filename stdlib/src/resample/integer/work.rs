//! What resampling in integers takes, counted from its tables.

use fwr_compiler::estimate::Work;
use fwr_compiler::machine::Feature;

use super::IntegerResampler;
use super::across::Reading;

impl IntegerResampler {
    /// What making a plane of `width` columns takes.
    pub(crate) fn work(&self, width: usize) -> Work {
        let mut work = Work::default();
        let height = self.down.height();
        // Tiles read some columns twice; a row that is narrower than its source is read in full all the same.
        let across = self.across.as_ref();
        let from = across.map_or(width, |across| across.source(0..width).len());
        let between = if self.down_first { from } else { width };
        work.add(Feature::TapDown, 2.0 * (self.down.pairs() * between) as f64);
        if let Some(across) = across {
            let rows = if self.down_first { height } else { self.height };
            let (kind, taps) = match &across.reading {
                Reading::Near(near) => (Feature::TapAcross, 2 * near.pairs),
                Reading::Far(far) => (Feature::TapFar, far.taps),
            };
            work.add(kind, (taps * width * rows) as f64);
        }
        work.add(Feature::Resampled, (from * self.height + between * height + width * height) as f64);
        work.add(Feature::Row, (self.height + height) as f64);
        work
    }
}
