//! `resize`: every plane from its grid in the input to its grid in the output.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::media::{SampleType, VideoFormat};
use fwr_compiler::types::Args;

use crate::linear::{Group, LinearPlane};
use crate::native::{Call, Native, Picture, Problem, Untouched, Work};
use crate::resample::{Grid, IntegerResampler, Kernel, Resampler};
use crate::samples::{Dither, Quantizer};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Resize
}

struct Resize;

impl Native for Resize {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        if call.args.int("width") == 0 && call.args.int("height") == 0 {
            return Err(Problem {
                argument: None,
                message: "neither `width` nor `height` is given, but one of them has to be".to_owned(),
                help: Some("give the new size: `resize(width: 1280px)`".to_owned()),
            });
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let (from, to) = (&call.inputs[0], call.output);
        let kernel = kernel(call.args);
        Work::Picture(Box::new(Resizing {
            planes: (0..to.planes()).map(|plane| way(kernel, from, to, plane)).collect(),
        }))
    }
}

fn kernel(args: &Args) -> Kernel {
    match args.name("method") {
        "bicubic" => Kernel::Bicubic { b: args.number("b"), c: args.number("c") },
        "lanczos" => Kernel::Lanczos { taps: args.int("taps") as u32 },
        name => Kernel::from_name(name).expect("the declaration lists the kernels there are"),
    }
}

/// How an output plane is made.
enum Way {
    /// It is the input's.
    Same,
    /// In 16-bit integers, where that is exact enough.
    Integer(IntegerResampler),
    /// In single precision.
    Float(LinearPlane),
}

fn way(kernel: Kernel, from: &VideoFormat, to: &VideoFormat, plane: usize) -> Way {
    let grids = |format| [Grid::columns(format, plane), Grid::rows(format, plane)];
    let (source, target) = (grids(from), grids(to));
    if let SampleType::Uint(bits) = from.sample
        && let Some(resampler) = IntegerResampler::new(kernel, source, target, bits.into())
    {
        return Way::Integer(resampler);
    }
    match Resampler::new(kernel, source, target, None) {
        None => Way::Same,
        resampler => Way::Float(LinearPlane {
            groups: vec![Group { terms: vec![(plane, 1.0)], resampler }],
            quantizer: Quantizer { bias: 0.0, dither: Dither::None },
            same_as: None,
        }),
    }
}

struct Resizing {
    planes: Vec<Way>,
}

impl Picture for Resizing {
    fn passes(&self, plane: usize) -> bool {
        matches!(self.planes[plane], Way::Same)
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        for (plane, way) in self.planes.iter().enumerate() {
            match way {
                Way::Same => {}
                Way::Integer(resampler) => work.add_all(&resampler.work(output.plane_size(plane).0), 1.0),
                Way::Float(linear) => work.add_all(&linear.work(output, plane), 1.0),
            }
        }
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        match &self.planes[plane] {
            Way::Same => Untouched.rows(frames, plane, rows, out),
            Way::Integer(resampler) => resampler.rows(&frames.current(0).planes[plane], rows, out),
            Way::Float(linear) => linear.rows(frames.current(0), rows, out),
        }
    }
}

#[cfg(test)]
mod tests;
