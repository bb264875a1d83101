//! `take_field`: every other line.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;

use crate::native::{Call, Native, Picture, Problem, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &TakeField
}

struct TakeField;

impl Native for TakeField {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let input = &call.inputs[0];
        let odd = (0..input.planes()).map(|plane| input.plane_size(plane).1).find(|lines| !lines.is_multiple_of(2));
        let Some(lines) = odd else { return Ok(()) };
        Err(Problem {
            argument: Some("clip"),
            message: format!("{lines} lines do not divide into two fields"),
            help: Some("take lines off with `crop`, or add some with `pad`".to_owned()),
        })
    }

    fn build(&self, call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Taking { first: usize::from(call.args.name("field") == "bottom") }))
    }
}

struct Taking {
    first: usize,
}

impl Picture for Taking {
    fn work(&self, output: &VideoFormat) -> Units {
        Units::of(Feature::CopiedByte, output.frame_bytes() as f64)
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        for (index, y) in rows.enumerate() {
            out.row_bytes_mut(index).copy_from_slice(source.row_bytes(2 * y + self.first));
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;
    use fwr_compiler::types::Constant;

    use crate::support::{Clip, check, format, run};

    #[test]
    fn takes_every_other_line() {
        let input = format(8, 8, "u8", Layout::Yuv420);
        let output = format(8, 4, "u8", Layout::Yuv420);
        let clip = Clip::new(&input, |_, x, y| (x + 10 * y) as f64);
        for (field, first) in [("top", 0), ("bottom", 1)] {
            let expected = Clip::new(&output, |_, x, y| (x + 10 * (2 * y + first)) as f64);
            let found = run("take_field", &[("field", Constant::Name(field.to_owned()))], &[&clip], &output);
            assert_eq!(found.planes, expected.planes, "{field}");
        }
    }

    #[test]
    fn refuses_lines_that_do_not_divide() {
        let output = format(8, 3, "u8", Layout::Yuv420);
        let top = [("field", Constant::Name("top".to_owned()))];
        assert!(check("take_field", &top, &format(8, 6, "u8", Layout::Yuv420), &output).is_err());
        assert!(check("take_field", &top, &format(8, 6, "u8", Layout::Gray), &output).is_ok());
    }
}
