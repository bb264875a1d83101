//! `as_clip`: a mask, seen as the gray clip that it is.

use crate::native::{Call, Native, Untouched, Work};

pub(crate) fn native() -> &'static dyn Native {
    &AsClip
}

struct AsClip;

impl Native for AsClip {
    fn build(&self, _call: &Call<'_>) -> Work {
        Work::Picture(Box::new(Untouched))
    }
}
