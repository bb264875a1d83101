//! Rows of samples of any type, in and out of single precision.

mod dither;
mod load;
mod span;
mod store;

pub(crate) use dither::Dither;
pub(crate) use load::add_row;
pub(crate) use span::load_span;
pub(crate) use store::Quantizer;
