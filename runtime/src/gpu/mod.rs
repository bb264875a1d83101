//! Kernels on a graphics processor, in a run.
//!
//! Frames go through the network as they always do; what a graphics processor makes are frames whose planes are
//! in its memory (`plane`). An op that runs there (`Program`) takes planes that are there as they are, and
//! copies others up when it first reads them. Where frames pass to something that runs on the processor
//! stands a `Landing`, which reads them back, and the other way a `Lift`, so that no plane goes up twice. So
//! frames stay on the device from the first op there to the last, and windows in time are windows of device frames.
//!
//! Work is queued, not waited for: a landing asks for some frames ahead of the one that it waits for, so that
//! uploads, shaders and readbacks of different frames go side by side.
//!
//! A build without the cargo feature `gpu` has the same names, and says that it can do nothing.

#[cfg(not(feature = "gpu"))]
mod absent;
#[cfg(feature = "gpu")]
mod device;
#[cfg(feature = "gpu")]
mod landing;
#[cfg(feature = "gpu")]
mod lift;
#[cfg(feature = "gpu")]
mod plane;
#[cfg(feature = "gpu")]
mod program;
mod report;
#[cfg(feature = "gpu")]
mod trouble;

#[cfg(not(feature = "gpu"))]
pub(crate) use absent::{Device, Landing, Lift, Program};
#[cfg(feature = "gpu")]
pub(crate) use {device::Device, landing::Landing, lift::Lift, program::Program};

pub use report::GpuReport;

/// Frames that a landing has on their way at a time.
pub const FRAMES_AHEAD: usize = 3;
