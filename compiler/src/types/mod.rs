//! Units, values and the types that declarations give them.

mod constant;
mod unit;

pub use constant::{Args, Constant};
pub use unit::{Dimension, Unit};
