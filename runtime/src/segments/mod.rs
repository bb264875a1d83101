//! Segments: a run is cut into parts whose packets are kept as they are complete, so that no work is lost.
//!
//! A segment is a half-open range of frames of each output. Its encoder is opened for it and closed behind
//! it, so a run in one go, a run that was stopped and went on, and parts that were made by several
//! programs give the same packets. They are kept in a folder beside the output, one
//! file for each segment of each output, and a journal says which are complete and
//! by which key they may be used. What is there already and what is still to do says `Work`.

mod cuts;
mod first;
mod folder;
mod journal;
mod key;
mod line;
mod opening;
mod packet_log;
mod refusals;
mod status;
mod work;

use std::ops::Range;

use serde::Serialize;

pub use cuts::{Cutting, cutting};
pub use key::{Key, content};
pub use status::{Status, status};

pub(crate) use first::first_frames;
pub(crate) use folder::{is_naming, naming_mark};
pub(crate) use journal::Record;
pub(crate) use line::Line;
pub(crate) use opening::Opening;
pub(crate) use work::{Pass, Work};

/// Checksum of a codec's headers.
pub(crate) fn headers_sum(headers: &[u8]) -> u32 {
    crc32fast::hash(headers)
}

/// What a run does about segments. By default it is not cut.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Segments {
    /// How long each is to be. What is there already goes on with its own length where nothing is said.
    pub length: Option<Length>,
    /// Frames of the first output in each where nothing is said and nothing is there; `None` for a run in one piece.
    pub usual: Option<u64>,
    /// Whether what is there already is thrown away.
    pub fresh: bool,
    /// What is to be done.
    pub task: Task,
}

/// The length of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// Frames of the first output; others have as many as are shown in the same time.
    Frames(u64),
    /// Seconds of every output.
    Seconds(f64),
}

/// What of a run is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Task {
    /// Everything that is not there yet; the outputs appear.
    #[default]
    Whole,
    /// Only these segments, counted from 0; they are kept, and no output appears.
    Part(Range<u64>),
    /// Nothing new: the outputs are put together of segments that are there.
    Join,
}

/// What became of a run's segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SegmentsReport {
    /// Frames in each, of each output.
    pub frames: Vec<u64>,
    /// How many are complete.
    pub complete: u64,
    /// How many of them were there before this run.
    pub kept: u64,
    /// Where they are; the folder is gone once the outputs are there.
    pub folder: String,
}
