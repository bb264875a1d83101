//! Units, values and the types that declarations give them.

mod clip;
mod constant;
mod contract;
mod fact;
mod param;
pub mod property;
mod quantity;
mod requirement;
mod sound;
mod unit;
mod value;

pub use clip::{ClipType, completions};
pub use constant::{Args, Constant};
pub use contract::{Clause, Contract, Says};
pub use fact::{Fact, Verdict};
pub use param::{NumberType, PLANE_CHOICES, ParamType, Refusal};
pub use property::Subject;
pub use quantity::{Mismatch, Quantity};
pub use requirement::Requirement;
pub use sound::{AudioType, SOUND_PROPERTIES};
pub use unit::{Dimension, Unit};
pub use value::{Sound, Stream, Value};
