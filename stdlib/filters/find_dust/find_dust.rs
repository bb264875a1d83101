//! `find_dust`: where a frame has what neither of its neighbours has. `dust` is made of it.

mod luma;
mod patches;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::plan::Window;
use rayon::prelude::*;

use self::luma::Luma;
use self::patches::{Limits, Triple};
use crate::native::{Call, Native, Problem, WholePicture, Work};
use crate::{Frames, Rows};

/// How many times as far as its surroundings dust stands out.
const CONTRAST: f32 = 5.0;
/// Simple operations for a sample, as they were measured.
const MARK: f64 = 550.0;

pub(crate) fn native() -> &'static dyn Native {
    &FindDust
}

struct FindDust;

impl Native for FindDust {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let [clip, others @ ..] = call.inputs else { return Ok(()) };
        for (name, other) in ["before", "after"].into_iter().zip(others) {
            if !clip.has_same_pictures(other) {
                return Err(Problem {
                    argument: Some(name),
                    message: format!("the clips differ: `clip` is {clip}, `{name}` is {other}"),
                    help: Some("make it with `compensate`".to_owned()),
                });
            }
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let clip = &call.inputs[0];
        let samples = clip.width as usize * clip.height as usize;
        let limits = Limits {
            threshold: call.args.number("threshold") as f32,
            noise: call.args.number("noise") as f32,
            contrast: CONTRAST,
            largest: ((samples as f64 * call.args.number("largest")) as usize).max(16),
        };
        let scale = clip.sample.scale(clip.plane_kind(0), clip.effective_range());
        Work::Whole(Box::new(Finding { limits, scale }))
    }
}

struct Finding {
    limits: Limits,
    scale: CodeScale,
}

impl WholePicture for Finding {
    fn window(&self) -> Window {
        Window { before: 1, after: 1 }
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let (width, height) = output.plane_size(0);
        work.add(Feature::Simple, (width * height) as f64 * MARK);
        work
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        let (width, height) = output.plane_size(0);
        // Three planes of numbers, a mark for each sample, and which patch has looked at it.
        (width * height) as u64 * (3 * 4 + 1 + 4)
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let [here, mut before, mut after] =
            [0, 1, 2].map(|input| Luma::of(&frames.windows[input][1].planes[0], self.scale));
        let mut limits = self.limits;
        let clip = frames.windows[0];
        let is_same = |other: usize| clip[1].planes[0].bytes.as_ptr() == clip[other].planes[0].bytes.as_ptr();
        let ends = [is_same(0), is_same(2)];
        match ends {
            [true, false] => before.clone_from(&after),
            [false, true] => after.clone_from(&before),
            _ => {}
        }
        // At an end of the clip there is one neighbour: what it says has to be much clearer.
        if ends != [false, false] {
            limits.contrast *= 3.0;
            limits.threshold *= 2.0;
        }
        let triple = Triple { here: &here, before: &before, after: &after };
        let mut marks = vec![0; here.values.len()];
        marks.par_chunks_mut(here.width).enumerate().for_each(|(y, row)| triple.mark(y, &limits, row));
        let found = triple.dust(&limits, &mut marks);
        for plane in out.iter_mut() {
            plane.bytes.fill(0);
        }
        let Some(mask) = out.first_mut() else { return };
        // The rims of dust are half covered.
        for (far, level) in [(2, 128), (1, 255)] {
            for place in found.iter().flatten().flat_map(|place| triple.near(*place, far)) {
                mask.row_mut::<u8>(place / here.width)[place % here.width] = level;
            }
        }
    }
}

#[cfg(test)]
mod tests;
