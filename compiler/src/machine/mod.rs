//! Machines: what a plan and its estimate depend on besides the graph and the media.
//!
//! A [`Profile`] says what a machine has and what work costs on it. It is data: a TOML document that
//! is measured on this machine, shipped for machines that are not here, or written by hand. What a document leaves
//! out, the costs of kernels above all, is worked out from the `reference`, the machine they were fitted on.

mod check;
mod complete;
mod costs;
mod document;
mod figures;
mod profile;
mod shipped;

pub use costs::{Coefficient, Coefficients, Feature};
pub use figures::Figure;
pub use profile::{Codec, Cpu, Gpu, GpuKind, Measured, Price, Profile, Simd};
pub use shipped::shipped;
