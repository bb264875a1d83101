//! Estimates: what a plan takes on a machine, before a frame is read.
//!
//! Work is counted from the plan ([`Work`]), priced by the profile's coefficients, and put together as the
//! runtime runs it: stages beside each other on the cores there are. What cannot be known is said to be unknown.

mod result;

pub use result::{Estimate, MemoryBound, OpEstimate, Part, Setting, StageEstimate, Work};
