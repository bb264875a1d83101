//! FrameWright on graphics processors: finds one, keeps planes in its memory, and runs shaders on them.
//!
//! The only crate that names the graphics library. What shaders compute is decided by
//! [`fwr_compiler::fusion::wgsl`]; here they are built ([`Program`]), fed with planes ([`Gpu::upload`]) and run,
//! and planes are read back ([`Download`]). Everything that a driver can refuse comes back as a [`GpuError`], and
//! leaves the device usable unless it is [`GpuError::Lost`].
//!
//! Work is queued: a plane that is returned may still be in the making, and whatever reads it next is queued
//! behind. Only [`Download::wait`] waits.

mod adapter;
mod device;
mod download;
mod error;
mod layout;
mod measure;
mod memory;
mod plane;
mod pool;
mod program;

pub use adapter::{Adapter, adapters};
pub use device::{Gpu, Moved};
pub use download::Download;
pub use error::GpuError;
pub use measure::{Speeds, measure};
pub use plane::{Plane, Rows};
pub use program::{Job, Program};

/// The parser and validator of shader text, for tests of what the compiler writes.
#[doc(hidden)]
pub use wgpu::naga;
