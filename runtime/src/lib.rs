//! FrameWright's runtime: a plan in, media out.
//!
//! FFmpeg is named in [`media`] and nowhere else; [`pipeline`] moves frames from
//! inputs to outputs; [`network`] joins the plan's operations; pixels are computed
//! in [`cpu`]; [`machine`] says what there is to compute on; [`output`] makes files appear whole or not at all. [`run`] carries
//! out a plan with all of them, [`discard()`] does without writing, and [`measure()`] looks at clips.

pub mod budget;
pub mod calibrate;
pub mod cpu;
mod discard;
mod frame;
pub mod gpu;
mod heap;
mod integrity;
pub mod machine;
mod measure;
pub mod media;
mod memory;
mod meter;
pub mod network;
pub mod output;
pub mod pipeline;
mod run;
pub mod segments;
mod wait;
mod world;

pub use discard::discard;
pub use frame::{Frame, FrameProps, Plane, SideData, Storage};
pub use heap::{give_back_memory, keep_one_heap};
pub use measure::{Checkpoint, Checkpoints, measure};
pub use meter::peak_memory;
pub use run::run;
pub use world::Containers;
