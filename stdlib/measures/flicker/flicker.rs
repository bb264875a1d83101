//! `flicker`: how much mean luma changes from frame to frame.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::Picture;
use crate::measure::{Measure, Meter, Reading};
use crate::statistics::{Running, plane_mean};

pub(crate) fn measure() -> &'static dyn Measure {
    &Flicker
}

struct Flicker;

impl Measure for Flicker {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Changes { scale, before: None, changes: Running::default() })
    }
}

struct Changes {
    scale: CodeScale,
    before: Option<f64>,
    changes: Running,
}

impl Meter for Changes {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let mean = plane_mean(&pictures[0].planes[0], self.scale);
        if let Some(before) = self.before.replace(mean) {
            self.changes.add((mean - before).abs());
        }
    }

    fn reading(&self) -> Option<Reading> {
        self.before?;
        Some(Reading::plain(Constant::Number(self.changes.mean().unwrap_or(0.0), Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        self.changes.save().into_iter().chain(self.before.map(f64::to_bits)).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((changes, before)) = saved.split_at_checked(2) else { return false };
        self.before = before.first().copied().map(f64::from_bits);
        // Without a frame there is no change.
        let fits = |changes: &Running| before.len() == 1 || (before.is_empty() && changes.mean().is_none());
        let restored = Running::of(changes).filter(fits);
        restored.map(|changes| self.changes = changes).is_some()
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, format, measured};

    #[test]
    fn is_the_mean_change_of_the_mean() {
        let format = format(16, 8, "f32", Layout::Gray);
        let clip = |level: f64| Clip::new(&format, move |_, _, _| level);
        let (low, high) = (clip(0.25), clip(0.5));
        assert_eq!(measured("flicker", &[], &[&low]), 0.0);
        assert_eq!(measured("flicker", &[], &[&low, &high, &low]), 0.25);
        assert_eq!(measured("flicker", &[], &[&low, &low, &high]), 0.125);
    }

    #[test]
    fn what_moves_without_changing_the_mean_does_not_flicker() {
        let format = format(16, 8, "u8", Layout::Yuv420);
        let clip = |shift: usize| Clip::new(&format, move |_, x, _| ((x + shift) % 16 * 13) as f64);
        assert_eq!(measured("flicker", &[], &[&clip(0), &clip(3), &clip(7)]), 0.0);
    }
}
