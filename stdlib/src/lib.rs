//! FrameWright's standard library: every filter, measure and encoder that a graph can call.
//!
//! One filter is one place: a file `filters/NAME.fwr`, or for native ones a
//! folder `filters/NAME/` with its declaration and its Rust side by side; a measure
//! is a folder `measures/NAME/` of that kind. The build script finds them and says
//! what to add to `filters/mod.rs` or `measures/mod.rs`.

mod code;
mod compare;
mod fields;
#[path = "../filters/mod.rs"]
mod filters;
mod frame_mean;
mod grid;
mod library;
mod linear;
pub mod measure;
#[path = "../measures/mod.rs"]
mod measures;
mod motion;
pub mod native;
mod noise;
mod resample;
mod samples;
mod simd;
mod sixteen;
mod spectrum;
mod statistics;
mod view;

// The tests beside the filters use the same harness as those in `tests/`, which know the crate by its name.
#[cfg(test)]
extern crate self as fwr_stdlib;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;

pub use library::library;
pub use view::{Frames, Picture, Plane, Rows, Sample};

/// A source text of the library.
#[derive(Debug, Clone, Copy)]
pub struct LibrarySource {
    /// Path inside the library: `filters/unsharp.fwr`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl LibrarySource {
    /// The filter or encoder that the file is about: its own name without folder and ending.
    pub fn name(&self) -> &'static str {
        let file = self.path.rsplit('/').next().unwrap_or(self.path);
        file.strip_suffix(".fwr").unwrap_or(file)
    }
}

include!(concat!(env!("OUT_DIR"), "/registry.rs"));
