//! `crop`: copies a rectangle of each plane.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;

use crate::grid::{Axis, cuts};
use crate::native::{Call, Native, Picture, Problem, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Crop
}

struct Crop;

impl Native for Crop {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let input = &call.inputs[0];
        cuts(input, Axis::Horizontal, "left", call.args.int("left"))?;
        far_cut(input, Axis::Horizontal, "right", call.args.int("right"))?;
        cuts(input, Axis::Vertical, "top", call.args.int("top"))?;
        far_cut(input, Axis::Vertical, "bottom", call.args.int("bottom"))
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let input = &call.inputs[0];
        let (left, top) = (call.args.int("left") as usize, call.args.int("top") as usize);
        let origins = (0..input.planes()).map(|plane| crate::grid::plane_offset(input, plane, left, top)).collect();
        Work::Picture(Box::new(Cropping { origins, whole: input == call.output }))
    }
}

/// Checks a cut measured from the right or bottom edge: it has to fall between samples as well.
fn far_cut(format: &VideoFormat, axis: Axis, argument: &'static str, offset: i64) -> Result<(), Problem> {
    let size = i64::from(axis.size(format));
    // The far edge itself always is a legal place, even where an odd size leaves half a chroma sample.
    if offset == 0 {
        return Ok(());
    }
    let step = i64::from(axis.step(format));
    let rest = size % step;
    if (offset - rest) % step == 0 {
        return Ok(());
    }
    let below = offset - (offset - rest).rem_euclid(step);
    Err(axis.problem(format, argument, offset, below.max(0), below + step))
}

struct Cropping {
    /// Column and row of each plane at which the copy starts.
    origins: Vec<(usize, usize)>,
    whole: bool,
}

impl Picture for Cropping {
    fn passes(&self, _plane: usize) -> bool {
        self.whole
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let bytes = if self.whole { 0 } else { output.frame_bytes() };
        Units::of(Feature::CopiedByte, bytes as f64)
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        let (left, top) = self.origins[plane];
        let bytes = out.sample.bytes();
        let (from, length) = (left * bytes, out.width * bytes);
        for (index, y) in rows.enumerate() {
            out.row_bytes_mut(index).copy_from_slice(&source.row_bytes(top + y)[from..from + length]);
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{Layout, Scan};

    use crate::support::{Clip, check, format, px, run};

    #[test]
    fn keeps_the_samples_inside() {
        let mut input = format(16, 12, "u8", Layout::Yuv420);
        input.alpha = true;
        let clip = Clip::ramp(&input);
        let mut output = input.clone();
        (output.width, output.height) = (10, 6);
        let args = [px("left", 4), px("right", 2), px("top", 2), px("bottom", 4)];
        let cropped = run("crop", &args, &[&clip], &output);
        for (plane, x, y) in cropped.positions() {
            let (sx, sy) = if plane == 1 || plane == 2 { (2, 1) } else { (4, 2) };
            assert_eq!(cropped.get(plane, x, y), clip.get(plane, x + sx, y + sy));
        }
    }

    #[test]
    fn refuses_to_cut_a_chroma_sample() {
        let input = format(720, 576, "u8", Layout::Yuv420);
        let problem = check("crop", &[px("left", 0), px("right", 0), px("top", 3), px("bottom", 0)], &input, &input)
            .expect_err("an odd cut");
        assert_eq!(problem.argument, Some("top"));
        assert_eq!(problem.message, "`top` is 3px, but yuv420 is cut at multiples of 2px");
        assert_eq!(problem.help.as_deref(), Some("use `top: 2px` or `top: 4px`"));
    }

    #[test]
    fn keeps_fields_together() {
        let mut input = format(720, 576, "u8", Layout::Yuv420);
        input.scan = Scan::Tff;
        let args = [px("left", 0), px("right", 0), px("top", 2), px("bottom", 0)];
        let problem = check("crop", &args, &input, &input).expect_err("would swap chroma fields");
        assert_eq!(problem.message, "`top` is 2px, but interlaced yuv420 is cut at multiples of 4px");
        input.layout = Layout::Yuv422;
        assert_eq!(check("crop", &args, &input, &input), Ok(()));
    }

    #[test]
    fn an_odd_size_is_cut_from_the_far_side_where_chroma_ends() {
        let input = format(7, 4, "u8", Layout::Yuv420);
        let right =
            |right| check("crop", &[px("left", 0), px("right", right), px("top", 0), px("bottom", 0)], &input, &input);
        assert_eq!(right(1), Ok(()));
        assert_eq!(right(3), Ok(()));
        let problem = right(2).expect_err("half a chroma sample");
        assert_eq!(problem.help.as_deref(), Some("use `right: 1px` or `right: 3px`"));
    }
}
