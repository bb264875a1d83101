//! From text to syntax tree and back.

pub mod ast;
mod lex;
mod parse;
mod slips;
mod span;
pub mod walk;

pub use parse::parse;
pub use span::{SourceId, Span};
