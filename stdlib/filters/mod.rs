//! The native filters, one module a folder.

#[path = "as_clip/as_clip.rs"]
pub(crate) mod as_clip;
#[path = "assume/assume.rs"]
pub(crate) mod assume;
#[path = "convert/convert.rs"]
pub(crate) mod convert;
#[path = "crop/crop.rs"]
pub(crate) mod crop;
#[path = "interleave/interleave.rs"]
pub(crate) mod interleave;
#[path = "masked/masked.rs"]
pub(crate) mod masked;
#[path = "pad/pad.rs"]
pub(crate) mod pad;
#[path = "resize/resize.rs"]
pub(crate) mod resize;
#[path = "trim/trim.rs"]
pub(crate) mod trim;
