//! Names and what they stand for: the standard library, and a file's own definitions.

mod attributes;
mod calls;
mod contract;
mod declaration;
mod edition;
mod files;
mod foreign;
mod implementation;
mod library;
mod lowered;
mod model;
mod module;
mod names;
mod native;
mod purposes;
mod recursion;
mod reserved;
mod uses;

pub use attributes::{Attributes, Class, LEVELS, Role, WarmUp, check_other};
pub use calls::{FUNCTIONS, encoder_argument};
pub use contract::{InputKind, input_kind, read_contract};
pub use declaration::{Declaration, Origin, Parameter, Returns, read_type};
pub use edition::{EDITIONS, NEWEST, edition};
pub use files::{FileText, Files, NoFiles, Unreadable};
pub use foreign::known_as;
pub use implementation::{Implements, Quality};
pub use library::Library;
pub use model::Contract;
pub use module::Module;
pub use names::check_names;
pub use native::{CONVERTER, NativeCall, NativeTraits, Natives, Pixels, Problem};
pub(crate) use reserved::is_reserved_arg;
pub use reserved::{RESERVED, is_reserved};
pub(crate) use uses::read_uses;
