//! `combing`: the part of the frames that are combed.

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::Picture;
use crate::fields::{Lines, combs};
use crate::measure::{Measure, Meter, Reading, of_luma};

pub(crate) fn measure() -> &'static dyn Measure {
    &Combing
}

struct Combing;

impl Measure for Combing {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Counter { scale, before: None, frames: 0, combed: 0 })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 2.2)
    }
}

struct Counter {
    scale: CodeScale,
    before: Option<Lines>,
    frames: u64,
    combed: u64,
}

impl Meter for Counter {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let now = Lines::read(&pictures[0].planes[0], self.scale);
        if let Some(before) = &self.before {
            self.combed += u64::from(combs(&now, &now, [before, &now]).blocks > 0);
        }
        self.before = Some(now);
        self.frames += 1;
    }

    fn reading(&self) -> Option<Reading> {
        let share = self.combed as f64 / self.frames as f64;
        (self.frames > 0).then(|| Reading::plain(Constant::Number(share, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        [self.frames, self.combed].into_iter().chain(self.before.iter().flat_map(Lines::save)).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((&[frames, combed], before)) = saved.split_first_chunk::<2>() else { return false };
        (self.frames, self.combed) = (frames, combed);
        self.before = Lines::restore(before);
        self.before.is_some() == (frames > 0)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, format, measured};

    /// A bar that moves, whose bottom lines are `late` moments after the top ones.
    fn frame(moment: usize, late: usize) -> Clip {
        Clip::new(&format(128, 64, "u8", Layout::Gray), move |_, x, y| {
            let moment = moment + if y % 2 == 1 { late } else { 0 };
            if (x + 1280 - 16 * moment) % 64 < 32 { 190.0 } else { 50.0 }
        })
    }

    #[test]
    fn two_moments_comb_and_one_does_not() {
        let share = |late: usize| {
            let clips: Vec<Clip> = (0..8).map(|moment| frame(2 * moment, late)).collect();
            measured("combing", &[], &clips.iter().collect::<Vec<_>>())
        };
        assert_eq!(share(0), 0.0);
        // All but the first, of which nothing is known to move.
        assert_eq!(share(1), 7.0 / 8.0);
    }
}
