//! `convert`: every output plane as a sum of input planes.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::media::{Layout, Matrix, Named as _, VideoFormat};

use crate::linear::LinearPlane;
use crate::native::{Call, Native, Picture, Problem, Work};
use crate::resample::Kernel;
use crate::samples::Dither;
use crate::{Frames, Rows};

mod coefficients;
mod pixelwise;
mod planes;

pub(crate) fn native() -> &'static dyn Native {
    &Convert
}

struct Convert;

impl Native for Convert {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let (from, to) = (&call.inputs[0], call.output);
        if to.layout == Layout::Rgb
            && let Some(matrix) = call.args.named::<Matrix>("matrix")
        {
            return Err(Problem {
                argument: Some("matrix"),
                message: format!("`matrix` is {matrix}, but rgb has no matrix"),
                help: Some(
                    "leave `matrix` out; the clip's own is used, and `assume(matrix: …)` corrects it".to_owned(),
                ),
            });
        }
        if !coefficients::needs_matrix(from, to) {
            return Ok(());
        }
        if from.layout != Layout::Rgb {
            usable(from.matrix, || untagged(from, to))?;
        }
        if to.layout != Layout::Rgb {
            usable(to.matrix, || Problem {
                argument: None,
                message: format!("{} to {} needs a `matrix`, and none is given", from.layout, to.layout),
                help: Some(format!("name the one to make: `matrix: {}`", customary(to))),
            })?;
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        // `auto` is no kernel: one is chosen, and chroma that keeps its grid is left on it.
        let named = Kernel::from_name(call.args.name("chroma"));
        let kernel = named.unwrap_or(Kernel::CATMULL_ROM);
        let dither = if call.args.name("dither") == "none" { Dither::None } else { Dither::Ordered };
        let (from, to) = (&call.inputs[0], call.output);
        match planes::in_place(from, to, kernel, named.is_some(), dither) {
            Some(pixels) => Work::Pixels(pixels),
            None => {
                let planes = planes::planes(from, to, kernel, named.is_some(), dither);
                Work::Picture(Box::new(Converting { planes }))
            }
        }
    }
}

/// Checks that `matrix` is a matrix: it is tagged, and no function of linear light.
fn usable(matrix: Matrix, missing: impl FnOnce() -> Problem) -> Result<(), Problem> {
    match matrix {
        Matrix::Unspecified | Matrix::Rgb => Err(missing()),
        _ if coefficients::to_rgb(matrix).is_some() => Ok(()),
        _ => Err(Problem {
            argument: None,
            message: format!("{matrix} is no plain matrix, and this version converts by plain matrices only"),
            help: Some("convert such clips before they come here, or keep their layout and matrix".to_owned()),
        }),
    }
}

fn untagged(from: &VideoFormat, to: &VideoFormat) -> Problem {
    let what = if to.layout == Layout::Rgb { "rgb".to_owned() } else { to.matrix.to_string() };
    Problem {
        argument: None,
        message: format!("converting to {what} needs the clip's matrix, which is {}", from.matrix),
        help: Some(format!("say which it is, before: `assume(matrix: {})`", customary(from))),
    }
}

/// The matrix that pictures of this size mostly have.
fn customary(format: &VideoFormat) -> &'static str {
    match format.height {
        ..=486 => Matrix::Smpte170m.name(),
        487..=576 => Matrix::Bt470bg.name(),
        _ => Matrix::Bt709.name(),
    }
}

struct Converting {
    planes: Vec<LinearPlane>,
}

impl Picture for Converting {
    fn passes(&self, plane: usize) -> bool {
        self.planes[plane].same_as == Some(plane)
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        for (plane, linear) in self.planes.iter().enumerate().filter(|(plane, _)| !self.passes(*plane)) {
            work.add_all(&linear.work(output, plane), 1.0);
        }
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        self.planes[plane].rows(frames.current(0), rows, out);
    }
}

#[cfg(test)]
mod tests;
