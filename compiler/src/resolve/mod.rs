//! Names and what they stand for: the standard library, and a file's own definitions.

mod attributes;
mod declaration;
mod files;
mod library;
mod names;
mod native;

pub use attributes::{Attributes, Class, LEVELS, Role, WarmUp, check_other};
pub use declaration::{Declaration, Parameter, Returns, read_type};
pub use files::{FileText, Files, NoFiles, Unreadable};
pub use library::Library;
pub use names::{FUNCTIONS, check_names, encoder_argument};
pub use native::{NativeCall, NativeTraits, Natives, Problem};
