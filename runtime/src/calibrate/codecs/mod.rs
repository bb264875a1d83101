//! What decoders and encoders take: those of this FFmpeg, on footage that is made up, with the threads of a run.
//!
//! Time is that of all threads of the process, so nothing else may be at work in it. A codec's time is taken to be a
//! part for each pixel and a part for each bit, which two qualities of the same pictures tell apart.

mod decoding;
mod encoding;
mod fit;

use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;

pub(super) use decoding::decoders;
pub(super) use encoding::encoders;

use fwr_compiler::media::Layout;

use super::footage::Shape;

/// The picture that codecs are measured with: large enough that edges count for little.
const PICTURE: Shape = Shape { width: 960, height: 540, bits: 8, layout: Layout::Yuv420, frames: 24, flat: false };

/// What measuring is done with.
pub(super) struct Bench<'a> {
    /// Whether time is no matter.
    pub(super) full: bool,
    /// A folder for samples.
    pub(super) folder: &'a Path,
    /// Is told what is measured.
    pub(super) progress: &'a dyn Fn(&str),
    /// Says that no more is wanted.
    pub(super) stopped: &'a dyn Fn() -> bool,
}

fn threads() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Pixels of `frames` frames, weighed by their samples as against 4:2:0.
fn pixels(shape: Shape, frames: usize) -> f64 {
    let (x, y) = shape.layout.chroma_shift();
    let samples = 1.0 + if shape.layout == Layout::Gray { 0.0 } else { 2.0 / f64::from(1u32 << (x + y)) };
    f64::from(shape.width) * f64::from(shape.height) * frames as f64 * samples / 1.5
}
