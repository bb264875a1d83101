//! `stabilise`: every frame moved to where the smooth path of the camera has it.

mod path;
mod warp;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};
use fwr_compiler::plan::Window;
use rayon::prelude::*;

use self::path::{Path, Pose};
use self::warp::{Source, Warp};
use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::{Dither, Quantizer, add_row};
use crate::{Frames, Plane, Rows};

/// Simple operations that a sample is worth, as it was measured: of a picture that is turned, and of one that is moved.
const TURNED: f64 = 800.0;
const MOVED: f64 = 300.0;

pub(crate) fn native() -> &'static dyn Native {
    &Stabilise
}

struct Stabilise;

impl Native for Stabilise {
    fn build(&self, call: &Call<'_>) -> Work {
        let clip = &call.inputs[0];
        let limit = call.args.number("limit");
        let (sx, sy) = clip.layout.chroma_shift();
        let luma = |plane| match clip.plane_kind(plane) {
            PlaneKind::Chroma => [f64::from(1 << sx), f64::from(1 << sy)],
            _ => [1.0, 1.0],
        };
        Work::Whole(Box::new(Moving {
            path: Path::new(&call.args.numbers("path"), call.args.number("smooth")),
            turn: call.args.bool("turn"),
            most: [f64::from(clip.width) * limit, f64::from(clip.height) * limit],
            fill: call.args.int("fill") as usize,
            luma: (0..clip.planes()).map(luma).collect(),
        }))
    }
}

struct Moving {
    path: Path,
    turn: bool,
    /// The farthest that a frame is moved, in samples.
    most: [f64; 2],
    /// Frames before and after that may show what is missing.
    fill: usize,
    /// Samples of luma for one of each plane.
    luma: Vec<[f64; 2]>,
}

impl Moving {
    /// How the picture `away` frames away is moved for frame `number`; `None` if it is of another scene.
    fn pose(&self, number: u64, away: isize) -> Option<Pose> {
        let number = usize::try_from(number).ok()?;
        let own = self.path.correction(number, number)?;
        let pose = self.path.correction(number, number.checked_add_signed(away)?)?;
        // As much as is cut off the frame's own correction, none of the frames around has either.
        let cut = [0, 1].map(|axis| own.shift[axis].clamp(-self.most[axis], self.most[axis]) - own.shift[axis]);
        let shift = [pose.shift[0] + cut[0], pose.shift[1] + cut[1]];
        Some(if self.turn { Pose { shift, ..pose } } else { Pose { shift, ..Pose::default() } })
    }
}

impl WholePicture for Moving {
    fn window(&self) -> Window {
        Window { before: self.fill as u32, after: self.fill as u32 }
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        work.add(Feature::Simple, samples as f64 * if self.turn { TURNED } else { MOVED });
        work
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        // A plane as numbers, as it is and as it will be.
        let (width, height) = output.plane_size(0);
        2 * 4 * (width * height) as u64
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let window = frames.windows[0];
        let Some(own) = self.pose(frames.number, 0) else {
            // The list is shorter than the clip: nothing is known of this frame.
            for (plane, rows) in window[self.fill].planes.iter().zip(out) {
                (0..plane.height).for_each(|y| rows.row_bytes_mut(y).copy_from_slice(plane.row_bytes(y)));
            }
            return;
        };
        let near = (1..=self.fill as isize).flat_map(|away| [-away, away]);
        let others: Vec<(isize, Pose)> =
            near.filter_map(|away| Some((away, self.pose(frames.number, away)?))).collect();
        for (number, rows) in out.iter_mut().enumerate() {
            let plane = &window[self.fill].planes[number];
            let size = [plane.width, plane.height];
            let warp = Warp::new(own, size, self.luma[number]);
            let source = numbers(plane);
            let mut made = vec![0.0; plane.width * plane.height];
            made.par_chunks_mut(plane.width).enumerate().for_each(|(y, row)| warp.row(&source, y, row));
            let has_gaps = [(0, 0), (size[0] - 1, 0), (0, size[1] - 1), (size[0] - 1, size[1] - 1)]
                .iter()
                .any(|(x, y)| !warp.is_inside(*x, *y, size));
            if has_gaps {
                let around: Vec<(Warp, &Plane<'_>)> = others
                    .iter()
                    .map(|(away, pose)| {
                        let there = &window[self.fill.wrapping_add_signed(*away)].planes[number];
                        (Warp::new(*pose, size, self.luma[number]), there)
                    })
                    .collect();
                made.par_chunks_mut(plane.width).enumerate().for_each(|(y, row)| {
                    for (x, value) in row.iter_mut().enumerate().filter(|(x, _)| !warp.is_inside(*x, y, size)) {
                        if let Some((warp, there)) = around.iter().find(|(warp, _)| warp.is_inside(x, y, size)) {
                            *value = warp.sample_of(there, x, y);
                        }
                    }
                });
            }
            let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
            for (y, row) in made.chunks(plane.width).enumerate() {
                quantizer.store(row, rows, y, y);
            }
        }
    }
}

/// A plane as numbers.
fn numbers(plane: &Plane<'_>) -> Source {
    let mut values = vec![0.0; plane.width * plane.height];
    values.par_chunks_mut(plane.width).enumerate().for_each(|(y, row)| add_row(plane, y, 1.0, false, row));
    Source { width: plane.width, height: plane.height, values }
}
