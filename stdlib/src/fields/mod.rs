//! Fields: the lines of frames, and what weaving those of two moments shows.

mod combs;
mod lines;

pub(crate) use combs::{Combs, changes, combs};
pub(crate) use lines::Lines;
