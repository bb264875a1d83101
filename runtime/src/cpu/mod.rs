//! Computing pictures on the processor.

mod arena;
mod buffer;
mod convert;
mod engine;
mod execute;
mod instruction;
mod isa;
// Machine code for x86-64; elsewhere, and where nothing can be made executable, the strip machine computes.
// Nothing computes rows through it yet.
#[allow(dead_code)]
#[cfg_attr(not(all(target_arch = "x86_64", unix)), path = "jit/absent.rs")]
mod jit;
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
