//! What holds for every text, however it was made: each function panics if it does not.
//!
//! The fuzzer's targets and the project's ordinary tests call these same functions. A text may hold several files:
//! see [`texts::Texts`].

mod check;
mod fix;
mod kernel;
mod syntax;
mod texts;

pub use check::check;
pub use fix::fix;
pub use kernel::kernel;
pub use syntax::{format, parse};
