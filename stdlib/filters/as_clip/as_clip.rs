//! `as_clip`: a mask, seen as the gray clip that it is.

use std::ops::Range;

use crate::native::{Call, Native, Picture, Work};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &AsClip
}

struct AsClip;

impl Native for AsClip {
    fn build(&self, _call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Untouched))
    }
}

/// Passes every plane, which the compiler plans as nothing at all.
struct Untouched;

impl Picture for Untouched {
    fn passes(&self, _plane: usize) -> bool {
        true
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let source = &frames.current(0).planes[plane];
        for (index, y) in rows.enumerate() {
            out.row_bytes_mut(index).copy_from_slice(source.row_bytes(y));
        }
    }
}
