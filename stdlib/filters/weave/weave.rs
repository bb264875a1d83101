//! `weave`: two pictures, line by line.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;

use crate::native::{Call, Native, Picture, Problem, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Weave
}

struct Weave;

impl Native for Weave {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (top, bottom) = (&call.inputs[0], &call.inputs[1]);
        if !top.has_same_pictures(bottom) {
            return Err(Problem {
                argument: Some("bottom"),
                message: format!("the clips differ: `top` is {top}, `bottom` is {bottom}"),
                help: Some("take both from one clip, with `take_field`".to_owned()),
            });
        }
        // Of a picture with half a chroma line more the woven one would have one chroma line less than both.
        let fits = (0..top.planes()).all(|plane| call.output.plane_size(plane).1 == 2 * top.plane_size(plane).1);
        if fits {
            return Ok(());
        }
        Err(Problem {
            argument: Some("top"),
            message: format!("{} lines have a part of a chroma line, which cannot be woven", top.height),
            help: Some("weave clips of an even number of lines".to_owned()),
        })
    }

    fn build(&self, _call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Weaving))
    }
}

struct Weaving;

impl Picture for Weaving {
    fn work(&self, output: &VideoFormat) -> Units {
        Units::of(Feature::CopiedByte, output.frame_bytes() as f64)
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        for (index, y) in rows.enumerate() {
            let source = &frames.current(y % 2).planes[plane];
            out.row_bytes_mut(index).copy_from_slice(source.row_bytes(y / 2));
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;
    use fwr_compiler::types::Constant;

    use crate::support::{Clip, format, run};

    #[test]
    fn lines_take_turns() {
        let half = format(8, 4, "u8", Layout::Yuv420);
        let whole = format(8, 8, "u8", Layout::Yuv420);
        let [top, bottom] = [0, 1].map(|field| Clip::new(&half, move |_, x, y| (x + 10 * (2 * y + field)) as f64));
        let expected = Clip::new(&whole, |_, x, y| (x + 10 * y) as f64);
        let scan = [("scan", Constant::Name("progressive".to_owned()))];
        assert_eq!(run("weave", &scan, &[&top, &bottom], &whole).planes, expected.planes);
    }
}
