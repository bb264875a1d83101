//! `scene_cuts`: the frames that begin a new scene.

mod thumbnail;

use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use self::thumbnail::Thumbnail;
use crate::Picture;
use crate::measure::{Measure, Meter, Reading};

/// What a cut leaves unexplained of a frame at least, in parts of the range from black to white.
const LEAST: u64 = 3;
const OF: u64 = 100;
/// How much worse a cut is than the steps around it: five parts to three.
const AROUND: [u64; 2] = [5, 3];

pub(crate) fn measure() -> &'static dyn Measure {
    &SceneCuts
}

struct SceneCuts;

impl Measure for SceneCuts {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = format.sample.scale(format.plane_kind(0), format.effective_range());
        Box::new(Cutter { scale, frames: 0, last: Vec::new(), step: Step::default(), before: 0, cuts: Vec::new() })
    }
}

struct Cutter {
    scale: CodeScale,
    frames: u64,
    /// The last two frames.
    last: Vec<Thumbnail>,
    /// What became of the last frame but one to the last.
    step: Step,
    /// The change before that.
    before: u64,
    /// Frames known to be cuts, without the last one, which the frame after it decides.
    cuts: Vec<u64>,
}

/// How much a frame differs from the one before, and from the one before that.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    change: u64,
    over_two: u64,
}

impl Meter for Cutter {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let now = Thumbnail::of(&pictures[0].planes[0], self.scale);
        let since = |past: usize| {
            let place = self.last.len().checked_sub(past);
            place.and_then(|place| self.last.get(place)).map(|last| now.change_since(last))
        };
        let change = since(1).unwrap_or(0);
        let step = Step { change, over_two: since(2).unwrap_or(change) };
        self.cuts.extend(self.pending(step));
        self.before = self.step.change;
        self.step = step;
        self.last.push(now);
        if self.last.len() > 2 {
            self.last.remove(0);
        }
        self.frames += 1;
    }

    fn reading(&self) -> Option<Reading> {
        let end = Step { change: 0, over_two: u64::MAX };
        let cuts = self.cuts.iter().copied().chain(self.pending(end));
        let cuts = cuts.map(|frame| Constant::Number(frame as f64, Unit::Frames)).collect();
        (self.frames > 0).then(|| Reading::plain(Constant::List(cuts)))
    }

    fn save(&self) -> Vec<u64> {
        let Step { change, over_two } = self.step;
        let head = [self.frames, self.before, change, over_two, self.cuts.len() as u64];
        head.into_iter().chain(self.cuts.iter().copied()).chain(self.last.iter().flat_map(Thumbnail::save)).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((&[frames, before, change, over_two, cuts], rest)) = saved.split_first_chunk::<5>() else {
            return false;
        };
        let Some((cuts, mut rest)) = usize::try_from(cuts).ok().and_then(|cuts| rest.split_at_checked(cuts)) else {
            return false;
        };
        (self.frames, self.before, self.cuts) = (frames, before, cuts.to_vec());
        self.step = Step { change, over_two };
        while let Some((thumbnail, more)) = Thumbnail::restore(rest) {
            self.last.push(thumbnail);
            rest = more;
        }
        rest.is_empty() && self.last.len() as u64 == frames.min(2)
    }
}

impl Cutter {
    /// The last frame if it is a cut, where `after` is the step to the frame after it.
    fn pending(&self, after: Step) -> Option<u64> {
        let Step { change, over_two } = self.step;
        let [more, less] = AROUND;
        let unlike = change * OF > LEAST * thumbnail::WHITE;
        let stands_out = change * less > self.before.max(after.change) * more;
        // After a flash comes what was before it.
        let flash = over_two.min(after.over_two).saturating_mul(2) < change;
        (unlike && stands_out && !flash).then(|| self.frames - 1)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::{Clip, format, reading};

    /// Blobs of a scene, moved to the right.
    fn scene(seed: usize, shift: usize, gain: f64) -> Clip {
        Clip::new(&format(160, 96, "u8", Layout::Yuv420), move |plane, x, y| {
            let (column, row) = ((x + 400 - shift) / 16, y / 12);
            let cell = column.wrapping_mul(2_654_435_761).wrapping_add(row.wrapping_mul(40_503)) ^ (seed * 7_919);
            if plane == 0 { 40.0 + gain * ((cell.wrapping_mul(2_246_822_519) >> 9) % 150) as f64 } else { 128.0 }
        })
    }

    fn cuts(frames: &[&Clip]) -> Constant {
        reading("scene_cuts", &[], frames).expect("there are frames").value
    }

    fn frames(numbers: &[f64]) -> Constant {
        Constant::List(numbers.iter().map(|number| Constant::Number(*number, Unit::Frames)).collect())
    }

    #[test]
    fn a_new_scene_is_a_cut_and_motion_is_not() {
        let clips: Vec<Clip> = (0..12).map(|n| scene(n / 5, 3 * n, 1.0)).collect();
        assert_eq!(cuts(&clips.iter().collect::<Vec<_>>()), frames(&[5.0, 10.0]));
    }

    #[test]
    fn flicker_and_a_flash_are_none() {
        let mut clips: Vec<Clip> = (0..12).map(|n| scene(1, n, if n % 2 == 0 { 1.0 } else { 0.85 })).collect();
        clips[6] = Clip::new(&format(160, 96, "u8", Layout::Yuv420), |_, _, _| 235.0);
        assert_eq!(cuts(&clips.iter().collect::<Vec<_>>()), frames(&[]));
    }

    #[test]
    fn goes_on_where_it_was() {
        let clips: Vec<Clip> = (0..12).map(|n| scene(n / 5, n, 1.0)).collect();
        let format = clips[0].format.clone();
        for stop in 0..12 {
            let mut first = SceneCuts.start(&Args::default(), std::slice::from_ref(&format));
            clips[..stop].iter().for_each(|clip| first.see(&[clip.view()]));
            let mut second = SceneCuts.start(&Args::default(), std::slice::from_ref(&format));
            assert!(second.restore(&first.save()), "after {stop} frames");
            clips[stop..].iter().for_each(|clip| second.see(&[clip.view()]));
            assert_eq!(second.reading().map(|reading| reading.value), Some(frames(&[5.0, 10.0])), "after {stop}");
        }
    }
}
