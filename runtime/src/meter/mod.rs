//! What a run takes: seconds of its stages and ops, seconds of cores, memory.
//!
//! It is always measured, so it has to be cheap: two looks at the clock for each op and frame, and a look at the
//! cores' clocks for one frame in sixteen.

mod clock;
mod helpers;
mod memory;
mod ops;
mod stage;

pub(crate) use clock::process_seconds;
pub(crate) use helpers::{count_helpers, named, spawn};
pub use memory::peak_memory;
pub(crate) use ops::OpMeter;
pub(crate) use stage::{Stage, Waiting, add_cores};

pub(crate) use clock::Pool;
