//! Estimates: what a plan takes on a machine, before a frame is read.
//!
//! Work is counted from the plan ([`Work`]), priced by the profile's coefficients, and put together as the
//! runtime runs it: stages beside each other on the cores there are. What cannot be known is said to be unknown.

mod cells;
mod compare;
mod count;
mod explain;
mod feedback;
mod fit;
mod frames;
mod gpu;
mod known;
mod layout;
mod memory;
mod op;
mod placed;
mod price;
mod result;
mod stages;
mod start;
mod table;
mod taken;
mod whole;
pub mod words;

pub use compare::compare;
pub use explain::{Alternative, alternatives, answer};
pub use feedback::{Correction, Feedback};
pub use fit::fit;
pub(crate) use known::Known;
pub use memory::{Limits, OverBudget, keep_survey_within, keep_within, memory_bound, survey_bound, vram_bound};
pub(crate) use op::op_cost_knowing;
pub use op::{HAND_OVER_SECONDS, OpCost, cores, op_cost, op_seconds, transfer_seconds, work};
pub use placed::placed;
pub use price::price;
pub use result::{Estimate, FILTERED_FRAMES, MemoryBound, OpEstimate, Part, Setting, StageEstimate, Work};
pub use table::{answers, name, speed, table};
pub use taken::{HolderTaken, OpTaken, StageTaken, Taken};
pub use whole::estimate;
pub(crate) use whole::estimate_knowing;
