//! `pad`: copies each plane into a larger one filled with one value.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};

use crate::grid::{Axis, cuts, plane_offset};
use crate::native::{Call, Native, Picture, Problem, Work};
use crate::{Frames, Rows, code};

pub(crate) fn native() -> &'static dyn Native {
    &Pad
}

struct Pad;

impl Native for Pad {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let input = &call.inputs[0];
        // The right and bottom edges move freely: a chroma sample that was cut in half becomes whole.
        cuts(input, Axis::Horizontal, "left", call.args.int("left"))?;
        cuts(input, Axis::Vertical, "top", call.args.int("top"))?;
        if input.scan.is_interlaced() {
            let bottom = call.args.int("bottom");
            let step = i64::from(Axis::Vertical.step(input));
            let size = i64::from(input.height);
            if bottom % step != 0 && (size + bottom) % step != 0 {
                let below = bottom / step * step;
                return Err(Axis::Vertical.problem(input, "bottom", bottom, below, below + step));
            }
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let input = &call.inputs[0];
        let (left, top) = (call.args.int("left") as usize, call.args.int("top") as usize);
        let luma = call.args.number("luma");
        let planes = (0..input.planes())
            .map(|plane| Padding {
                origin: plane_offset(input, plane, left, top),
                fill: fill(call.output, plane, luma).to_vec(),
            })
            .collect();
        Work::Picture(Box::new(Padded { planes, whole: input == call.output }))
    }
}

/// The bytes of a border sample.
fn fill(format: &VideoFormat, plane: usize, luma: f64) -> Vec<u8> {
    let nominal = match format.plane_kind(plane) {
        PlaneKind::Luma | PlaneKind::Rgb => luma,
        PlaneKind::Chroma => 0.0,
        PlaneKind::Alpha => 1.0,
    };
    code::encode(format.sample, format.plane_kind(plane), format.effective_range(), nominal)
}

struct Padding {
    /// Column and row at which the input lies.
    origin: (usize, usize),
    fill: Vec<u8>,
}

struct Padded {
    planes: Vec<Padding>,
    whole: bool,
}

impl Picture for Padded {
    fn passes(&self, _plane: usize) -> bool {
        self.whole
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let bytes = if self.whole { 0 } else { output.frame_bytes() };
        Units::of(Feature::CopiedByte, bytes as f64)
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        let Padding { origin: (left, top), fill } = &self.planes[plane];
        let bytes = fill.len();
        for (index, y) in rows.enumerate() {
            let row = out.row_bytes_mut(index);
            match y.checked_sub(*top).filter(|y| *y < source.height) {
                None => fill_with(row, fill),
                Some(y) => {
                    let (before, rest) = row.split_at_mut(left * bytes);
                    let (inside, after) = rest.split_at_mut(source.width * bytes);
                    fill_with(before, fill);
                    inside.copy_from_slice(source.row_bytes(y));
                    fill_with(after, fill);
                }
            }
        }
    }
}

fn fill_with(row: &mut [u8], sample: &[u8]) {
    match sample {
        [byte] => row.fill(*byte),
        _ => row.chunks_exact_mut(sample.len()).for_each(|to| to.copy_from_slice(sample)),
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{Layout, Range};
    use fwr_compiler::types::{Constant, Unit};

    use crate::support::{Clip, check, format, px, run};

    #[test]
    fn surrounds_the_picture_with_nominal_black() {
        let mut input = format(8, 6, "u10", Layout::Yuv420);
        input.alpha = true;
        let clip = Clip::ramp(&input);
        let mut output = input.clone();
        (output.width, output.height) = (13, 11);
        let args = [px("left", 2), px("right", 3), px("top", 4), px("bottom", 1), luma(0.0)];
        let padded = run("pad", &args, &[&clip], &output);
        for (plane, x, y) in padded.positions() {
            let (left, top) = if plane == 1 || plane == 2 { (1, 2) } else { (2, 4) };
            let (width, height) = input.plane_size(plane);
            let inside = (left..left + width).contains(&x) && (top..top + height).contains(&y);
            let expected =
                if inside { clip.get(plane, x - left, y - top) } else { [64.0, 512.0, 512.0, 1023.0][plane] };
            assert_eq!(padded.get(plane, x, y), expected, "plane {plane} at {x},{y}");
        }
    }

    #[test]
    fn the_border_follows_luma_and_range() {
        let mut input = format(4, 4, "u8", Layout::Rgb);
        input.range = Range::Full;
        let mut output = input.clone();
        output.width = 6;
        let args = [px("left", 2), px("right", 0), px("top", 0), px("bottom", 0), luma(1.0)];
        let padded = run("pad", &args, &[&Clip::ramp(&input)], &output);
        assert_eq!(padded.get(0, 0, 0), 255.0);
    }

    #[test]
    fn keeps_the_chroma_grid() {
        let input = format(8, 8, "u8", Layout::Yuv411);
        let args = [px("left", 2), px("right", 0), px("top", 1), px("bottom", 0), luma(0.0)];
        let problem = check("pad", &args, &input, &input).expect_err("off the grid");
        assert_eq!(problem.help.as_deref(), Some("use `left: 0px` or `left: 4px`"));
    }

    fn luma(value: f64) -> (&'static str, Constant) {
        ("luma", Constant::Number(value, Unit::None))
    }
}
