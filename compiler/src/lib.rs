//! FrameWright's compiler: `.fwr` text in, [`plan`] out.
//!
//! Pure: it reads no files, environment or clock and starts no threads; what it
//! needs to know of the world (source texts, what probing an input said) comes
//! in as values. Phases in the order in which data flows:
//! [`syntax`] → [`resolve`] → [`types`] → [`elaborate`] → [`graph`] → [`passes`] → [`plan`],
//! with [`fusion`] for kernels that run as one, [`picture`] for plans as drawings, [`lints`] for what had better not be, [`lock`] for what stays as it is, [`kernel`] for pixel code, [`media`] for what a clip is, and
//! [`diagnostics`] serving all of them. [`compile`] runs them in order.

pub mod compile;
pub mod diagnostics;
pub mod elaborate;
pub mod estimate;
pub mod fusion;
pub mod graph;
pub mod kernel;
pub mod lints;
pub mod lock;
pub mod machine;
pub mod media;
pub mod passes;
pub mod picture;
pub mod place;
pub mod plan;
pub mod resolve;
pub mod syntax;
pub mod types;
