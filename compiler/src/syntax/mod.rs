//! From text to syntax tree and back.

pub mod ast;
mod dump;
mod format;
mod free;
mod lex;
mod lines;
mod parse;
mod print;
mod scan;
mod slips;
mod span;
mod tokens;
pub mod walk;
mod words;

pub use dump::dump;
pub(crate) use dump::without_places;
pub use format::format;
pub use free::free_names;
pub use parse::parse;
pub use print::print;
pub use scan::{TokenKind, WrittenToken, digits_and_unit, scan};
pub use span::{SourceId, Span};
pub use tokens::tokens;
pub use words::{CONTEXTUAL, KEYWORDS, is_name};
