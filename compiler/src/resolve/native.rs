//! What the compiler asks of native filters; the standard library answers.

use std::sync::Arc;

use crate::estimate::Work;
use crate::kernel::Kernel;
use crate::media::VideoFormat;
use crate::plan::Window;
use crate::syntax::ast::FilterKind;
use crate::types::Args;

/// The filter of the library that the compiler inserts where a signature asks for another format, and that the
/// passes take out where two of them cancel.
pub const CONVERTER: &str = "convert";

/// The native filters behind the library's `extern filter` declarations.
pub trait Natives: Sync {
    /// Whether there is native code named `filter`.
    fn contains(&self, filter: &str) -> bool;

    /// Whether there is native code for the measure `name`.
    fn measures(&self, name: &str) -> bool;

    /// A digest of the native code of a filter or measure: another one where it may compute something else.
    fn code(&self, kind: FilterKind, name: &str) -> Option<String> {
        let _ = (kind, name);
        None
    }

    /// Checks what the declaration cannot express.
    ///
    /// # Errors
    /// What is wrong with the call.
    fn check(&self, filter: &str, call: &NativeCall<'_>) -> Result<(), Problem>;

    /// What a call needs and changes. Called after `check`.
    fn traits(&self, filter: &str, call: &NativeCall<'_>) -> NativeTraits;
}

/// What the planner knows of a native call beyond its format.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NativeTraits {
    /// Frames of the inputs that one output frame needs.
    pub window: Window,
    /// Whether the call leaves every sample as it is and changes the format only.
    pub retags: bool,
    /// Whether the call only says which frame comes when, and computes none.
    pub moves_frames: bool,
    /// The call as a kernel, if it is one.
    pub pixels: Option<Arc<Pixels>>,
    /// What it does for a frame, if it is no kernel.
    pub work: Work,
    /// Bytes that it needs beside the frames that it reads and writes.
    pub scratch: u64,
}

/// A native call that is a kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Pixels {
    /// The pixel program, over the call's clips.
    pub kernel: Kernel,
    /// For each plane of the output, whether it is computed; the others are the first input's.
    pub planes: Vec<bool>,
}

/// A use of a native filter: a node.
#[derive(Debug, Clone, Copy)]
pub struct NativeCall<'a> {
    /// Arguments, checked against the declaration, defaults filled in.
    pub args: &'a Args,
    /// The formats of the clips it is given, in the order of declaration.
    pub inputs: &'a [VideoFormat],
    /// The format it gives, as the declaration says.
    pub output: &'a VideoFormat,
}

/// A call that cannot work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The argument at fault, if one is.
    pub argument: Option<&'static str>,
    /// What is wrong, with found and expected in it.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}
