//! FFmpeg: opening, decoding, encoding and writing media. The only place that names it.
//!
//! All `unsafe` of the runtime is here, behind small safe types.

mod clip;
mod compat;
mod decoder;
mod demuxer;
mod dictionary;
mod error;
mod log;
mod packet;
mod picture;
mod pixfmt;
mod probe;
mod ratio;
mod side_data;
mod tags;
mod unpack;

use ffmpeg_next::ffi as ff;

pub use probe::probe;
