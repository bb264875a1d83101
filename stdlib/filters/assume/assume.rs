//! `assume`: the same samples under other tags.

use fwr_compiler::media::{Layout, Matrix};

use crate::native::{Call, Native, Problem, Untouched, Work};

pub(crate) fn native() -> &'static dyn Native {
    &Assume
}

struct Assume;

impl Native for Assume {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let input = &call.inputs[0];
        let rgb = input.layout == Layout::Rgb;
        match call.args.named::<Matrix>("matrix") {
            Some(matrix) if rgb != (matrix == Matrix::Rgb) && input.layout != Layout::Gray => Err(Problem {
                argument: Some("matrix"),
                message: format!("`matrix` is {matrix}, but the clip's planes are {}", input.layout),
                help: Some("to change the planes, use `convert`".to_owned()),
            }),
            _ => Ok(()),
        }
    }

    fn build(&self, _call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Untouched))
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{check, format, name};

    #[test]
    fn a_matrix_fits_the_planes() {
        let clip = format(8, 8, "u8", Layout::Yuv420);
        assert_eq!(check("assume", &[name("matrix", "bt709")], &clip, &clip), Ok(()));
        let problem = check("assume", &[name("matrix", "rgb")], &clip, &clip).expect_err("planes are yuv");
        assert_eq!(problem.message, "`matrix` is rgb, but the clip's planes are yuv420");
    }
}
