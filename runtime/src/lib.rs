//! FrameWright's runtime: a plan in, media out.
//!
//! FFmpeg is named in `media` and nowhere else; pixels are computed in
//! `cpu`; `run` joins them into a streaming pipeline.

pub mod cpu;
mod frame;
pub mod media;
pub mod output;
pub mod pipeline;

pub use frame::{Frame, FrameProps, Plane, SideData, Storage};
