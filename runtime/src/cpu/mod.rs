//! Computing pictures on the processor.

mod arena;
mod buffer;
mod convert;
mod engine;
mod execute;
mod instruction;
mod isa;
mod program;
// Nothing computes rows through it yet.
#[allow(dead_code)]
mod row;
mod schedule;
mod table;
mod uniform;

pub use buffer::{ALIGNMENT, FramePool, PlaneBuffer, PoolStats};
pub use execute::execute;
pub use isa::Isa;
pub use program::Program;
