//! From text to syntax tree and back.

pub mod ast;
mod span;
pub mod walk;

pub use span::{SourceId, Span};
