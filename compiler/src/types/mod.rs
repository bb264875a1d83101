//! Units, values and the types that declarations give them.

mod constant;
mod param;
pub mod property;
mod quantity;
mod unit;
mod value;

pub use constant::{Args, Constant};
pub use param::{NumberType, PLANE_CHOICES, ParamType, Refusal};
pub use property::{Requirement, Subject};
pub use quantity::{Mismatch, Quantity};
pub use unit::{Dimension, Unit};
pub use value::{Stream, Value};
