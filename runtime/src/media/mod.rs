//! FFmpeg: opening, decoding, encoding and writing media. The only place that names it.
//!
//! Every call into FFmpeg is unsafe; each is wrapped here in a small safe type.

pub(crate) mod clip;
mod compat;
mod container;
mod decoder;
mod demuxer;
mod dictionary;
mod encoder;
mod entry;
mod error;
mod export;
mod late;
mod log;
mod muxer;
mod packet;
mod picture;
mod pixfmt;
mod probe;
mod ratio;
mod sequence;
mod side_data;
mod sink;
mod stated_length;
mod stdin;
mod tags;
mod template;
mod unpack;
mod y4m;

use ffmpeg_next::ffi as ff;

/// Loads FFmpeg's libraries and makes their messages ours, which opening a file does too.
///
/// # Errors
/// E1009 if they cannot be loaded.
pub(crate) fn ready() -> Result<(), fwr_compiler::diagnostics::Diagnostic> {
    late::load()?;
    log::install();
    Ok(())
}

pub use container::{can_hold, can_rotate, container_of, extensions, is_sequence};
pub use encoder::{encoder_build, encoder_codec};
pub use probe::probe;
pub(crate) use stdin::read_once;

pub(crate) use decoder::Decoder;
pub(crate) use demuxer::{Demuxer, StreamFacts, plain};
pub(crate) use encoder::{Encoder, Setup};
pub(crate) use entry::Entry;
pub(crate) use error::AvError;
pub(crate) use muxer::{Muxer, io_failure};
pub(crate) use packet::{Packet, PacketParts};
pub(crate) use picture::Picture;
pub(crate) use ratio::{rescale, rescale_up};
pub(crate) use sequence::{Pattern, Sequence, images_of};
pub(crate) use side_data::{CAPTIONS, of_stream};
pub(crate) use sink::Target;
pub(crate) use stated_length::missing_bytes;
pub(crate) use template::{FileTemplate, Template, Way};
