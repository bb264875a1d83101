//! What native filters are to the rest of the system.
//!
//! A native filter is a folder in `filters/` with its declaration (`NAME.fwr`)
//! and its Rust (`NAME.rs`, which exports `pub fn native() -> &'static dyn Native`).
//! The declaration says what it accepts and what format it gives; the Rust
//! checks what the declaration cannot say and does the work.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::kernel::Kernel;
use fwr_compiler::media::{Ratio, VideoFormat};
use fwr_compiler::plan::Window;
pub use fwr_compiler::resolve::{NativeCall as Call, Problem};

use crate::{Frames, Rows};

/// A native filter: a factory of work for given arguments and formats.
pub trait Native: Sync {
    /// Checks what the declaration cannot express.
    ///
    /// # Errors
    /// What is wrong, about which argument, and what to do.
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let _ = call;
        Ok(())
    }

    /// Prepares the work: tables, weights. Called once per node and run, after `check`.
    fn build(&self, call: &Call<'_>) -> Work;
}

/// The kinds of native work.
pub enum Work {
    /// Is a kernel: the compiler treats the call as one, and joins it with its neighbours.
    Pixels(PixelWork),
    /// Computes pictures, each row by itself.
    Picture(Box<dyn Picture>),
    /// Computes pictures, each as a whole.
    Whole(Box<dyn WholePicture>),
    /// Chooses pictures: computes nothing, changes which frame comes when.
    Timeline(Box<dyn Timeline>),
}

/// Work that a kernel does, made for the formats of one call.
pub struct PixelWork {
    /// The pixel program, over the call's clips.
    pub kernel: Kernel,
    /// For each plane of the output, whether it is computed; the others are the first input's.
    pub planes: Vec<bool>,
}

/// Work that computes the samples of a frame from frames around it.
///
/// Called from many threads at once for different rows and planes.
pub trait Picture: Send + Sync {
    /// Frames of the inputs that one output frame needs.
    fn window(&self) -> Window {
        Window::default()
    }

    /// Whether output plane `plane` is the first input's, untouched; it is then shared, not computed.
    fn passes(&self, plane: usize) -> bool {
        let _ = plane;
        false
    }

    /// What it does for a frame with the planes of `output`: what estimates go by.
    fn work(&self, output: &VideoFormat) -> Units;

    /// Computes rows `rows` of output plane `plane` into `out`, which holds just those rows.
    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>);
}

/// Work that computes all planes of a frame at once, because they have much in common or rows depend on each other.
pub trait WholePicture: Send + Sync {
    /// Frames of the inputs that one output frame needs.
    fn window(&self) -> Window {
        Window::default()
    }

    /// What it does for a frame with the planes of `output`: what estimates go by.
    fn work(&self, output: &VideoFormat) -> Units;

    /// Bytes that it keeps or takes for a while beside the frames that it reads and writes.
    fn scratch(&self, output: &VideoFormat) -> u64;

    /// Computes a frame into `out`, which holds every row of each plane.
    ///
    /// Runs on a thread of a rayon pool, over whose threads it may spread its work: what comes out must not depend on
    /// how many there are.
    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]);
}

/// A picture that is its first input's: the compiler plans it as a retag, so `rows` runs only where somebody asks
/// for a copy.
pub(crate) struct Untouched;

impl Picture for Untouched {
    fn passes(&self, _plane: usize) -> bool {
        true
    }

    fn work(&self, _output: &VideoFormat) -> Units {
        Units::default()
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        for (index, y) in rows.enumerate() {
            out.row_bytes_mut(index).copy_from_slice(source.row_bytes(y));
        }
    }
}

/// Work that picks frames of its inputs.
pub trait Timeline: Send + Sync {
    /// Where output frame `n` comes from; `None` past the end.
    ///
    /// For each input, the frames picked never go back as `n` grows. If an
    /// input ends before the frame picked, the output ends there.
    fn pick(&self, n: u64) -> Option<Pick>;
}

/// A picked frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// Which input.
    pub input: usize,
    /// Which of its frames, from 0.
    pub frame: u64,
    /// When it is shown.
    pub at: Moment,
}

/// When a picked frame is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At its own time, for the whole of its duration.
    Start,
    /// At its own time, for the first half of its duration.
    FirstHalf,
    /// Midway to the following frame, for the second half of its duration.
    SecondHalf,
    /// From so many of its durations after its own time on, or before it, for so many.
    Span {
        /// Durations from its own time to when it is shown.
        from: Ratio,
        /// Durations for which it is shown.
        lasting: Ratio,
    },
}
