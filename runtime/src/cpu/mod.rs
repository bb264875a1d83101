//! Computing pictures on the processor.
//!
//! A [`Program`] is a pipeline of cells compiled for this machine. Cells that read each other or the same planes are
//! run together, `component`: bands of rows go to the threads, and each is walked in tiles of columns from top to
//! bottom (`walk`). What a cell makes and another reads is kept in a few rows (`layout`) and never seen whole.
//! Rows are computed by row functions (`row`).

mod buffer;
mod cell;
mod component;
mod convert;
mod edge;
mod execute;
mod isa;
// Machine code for x86-64; elsewhere, and where nothing can be made executable, the strip machine computes.
#[cfg_attr(not(all(target_arch = "x86_64", unix)), path = "jit/absent.rs")]
mod jit;
mod layout;
#[cfg(unix)]
mod mapped;
mod program;
mod region;
mod row;
mod statistics;
mod strips;
mod table;
mod target;
mod walk;
mod wish;

pub use buffer::{ALIGNMENT, FramePool, PlaneBuffer, PoolStats};
pub use execute::{execute, execute_whole};
pub use isa::Isa;
pub use program::{Program, Scene};
pub(crate) use statistics::Known;
pub use target::Target;
