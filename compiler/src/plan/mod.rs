//! The plan: what a run does, complete and self-contained.
//!
//! A plan is a document: it serialises, its text form is stable, and the
//! runtime needs nothing else to carry it out but the media and the standard
//! library's native code.
//!
//! Contract:
//! - `ops` is in topological order, and `Op::id` is the position in it.
//! - Every op states the full format of the frames it gives.
//! - Everything that changes samples is an op; nothing is converted on the side.
//! - Every stream of every input is decoded, copied, or dropped with a reason.

mod build;
mod excerpt;
mod header;
mod lost;
mod missing;
mod pins;
mod plain;
mod reach;
mod repeats;
mod routing;
mod schedule;
mod survey;
mod text;
mod written;

use serde::{Deserialize, Serialize};

pub use build::build;
pub(crate) use build::stages;
pub use excerpt::{Excerpt, Place};
pub use header::{Header, StreamHeader};
pub use missing::missing;
pub use reach::Reach;
pub use repeats::Repeats;
pub use schedule::Schedule;
pub use survey::{Look, Survey, survey, values};
pub use written::check_written;

use crate::elaborate::{ChoiceSite, Measured};
use crate::estimate::Work;
use crate::fusion::{Boundary, Group};
use crate::kernel::Kernel;
use crate::media::VideoFormat;
use crate::place::Placement;
use crate::resolve::{Class, WarmUp};
use crate::types::Args;

/// What the planner has to ask about files that will be written.
pub trait World: std::fmt::Debug {
    /// The container that a file's name stands for, in FFmpeg's spelling.
    fn container_for(&self, path: &str) -> Option<String>;

    /// Whether a container can hold streams of a codec, both in FFmpeg's spelling.
    fn can_hold(&self, container: &str, codec: &str) -> bool;

    /// Whether a container can say that its picture is to be turned when it is shown.
    fn can_rotate(&self, container: &str) -> bool {
        let _ = container;
        true
    }

    /// Whether a container can hold files inside the file: fonts, say.
    fn can_attach(&self, container: &str) -> bool;
}

/// A world in which every file is Matroska and holds everything: for plans by which nothing is written.
#[derive(Debug, Clone, Copy)]
pub struct Anywhere;

impl World for Anywhere {
    fn container_for(&self, _path: &str) -> Option<String> {
        Some("matroska".to_owned())
    }

    fn can_hold(&self, _container: &str, _codec: &str) -> bool {
        true
    }

    fn can_attach(&self, _container: &str) -> bool {
        true
    }
}

/// Frames that may wait between two stages, unless memory is short: enough to even out slow frames, few enough to cost little memory.
pub const FRAME_QUEUE: u32 = 4;

/// Encoded packets that may wait to be written, unless memory is short.
pub const PACKET_QUEUE: u32 = 6;

/// Version of the document's form.
pub const VERSION: u32 = 1;

/// What a run does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Form of this document: [`VERSION`].
    pub version: u32,
    /// The graph's file name.
    pub graph: String,
    /// Files that are read.
    pub inputs: Vec<PlanInput>,
    /// Operations on pictures, in topological order.
    pub ops: Vec<Op>,
    /// Files that are written.
    pub outputs: Vec<PlanOutput>,
    /// What runs beside what, in the direction in which frames flow.
    pub stages: Vec<Stage>,
    /// Which part of each output is made; all of it if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// How many threads they have, and how much may wait between them.
    #[serde(default)]
    pub schedule: Schedule,
    /// What was measured on whole clips to make this plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<MeasuredValue>,
    /// Where one of several implementations of a filter was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub implementations: Vec<ChoiceSite>,
    /// Where ops run and why, once that is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Why ops between which frames pass are not fused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundaries: Vec<Boundary>,
    /// What is done with frames that repeat.
    #[serde(default, skip_serializing_if = "Repeats::is_exact")]
    pub repeats: Repeats,
}

/// A value that was measured on a whole clip before the plan was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredValue {
    /// The measure's name in the library.
    pub measure: String,
    /// Its arguments besides the clip.
    pub args: Args,
    /// The clip, as the graph writes it.
    pub clip: String,
    /// What was measured.
    #[serde(flatten)]
    pub found: Measured,
}

/// Whether a container, as [`World::container_for`] names it, is a sequence of images.
pub(crate) fn is_sequence(container: &str) -> bool {
    container.ends_with("_sequence")
}

/// What messages call files of a container: `matroska files`, `PNG images`.
pub(crate) fn container_words(container: &str) -> String {
    match container.strip_suffix("_sequence") {
        Some(kind) => format!("{} images", kind.to_uppercase()),
        None => format!("{container} files"),
    }
}

/// A file that is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanInput {
    /// What the graph calls it.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// What its header says of how much there is to read and decode.
    #[serde(default)]
    pub header: Header,
}

/// Position of an op in [`Plan::ops`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpId(pub u32);

/// One operation on pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// Its position.
    pub id: OpId,
    /// What it is called in messages: the filter's name as a rule.
    pub name: String,
    /// What it does.
    pub kind: OpKind,
    /// Where its frames come from.
    pub inputs: Vec<OpId>,
    /// The frames it gives.
    pub format: VideoFormat,
    /// Frames of its inputs that it needs around the current one.
    pub window: Window,
    /// Frames of history that it needs before what it gives is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUp>,
    /// How alike two runs of it are.
    #[serde(default = "exact", skip_serializing_if = "is_exact")]
    pub class: Class,
    /// The line of the graph that asked for it, from 1; `None` if in the standard library only.
    pub line: Option<usize>,
    /// Why the compiler inserted it, if nobody asked for it.
    pub inserted: Option<String>,
    /// Frames that it keeps at a time, its window and the one being made.
    pub buffered_frames: u32,
    /// What runs it.
    #[serde(default, skip_serializing_if = "Backend::is_cpu")]
    pub backend: Backend,
    /// What the graph says has to run it (`on: gpu`), if it says so: `backend` is that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Backend>,
}

fn exact() -> Class {
    Class::Exact
}

fn is_none(bytes: &u64) -> bool {
    *bytes == 0
}

fn is_exact(class: &Class) -> bool {
    *class == Class::Exact
}

/// Neighbours in time, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// Frames before the current one.
    pub before: u32,
    /// Frames after it.
    pub after: u32,
}

/// The kinds of operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpKind {
    /// Reads and decodes a video stream.
    Decode {
        /// Position in [`Plan::inputs`].
        input: usize,
        /// Stream index in that file.
        stream: usize,
    },
    /// Runs a kernel on each of some planes.
    Kernel {
        /// The pixel program.
        kernel: Kernel,
        /// The arguments that it was made with.
        args: Args,
        /// For each plane of the output, whether the kernel runs; the others are the first input's.
        planes: Vec<bool>,
    },
    /// Runs native code of the standard library.
    Native {
        /// Its name in the library.
        filter: String,
        /// Its arguments.
        args: Args,
        /// What it does for a frame.
        #[serde(default, skip_serializing_if = "Work::is_empty")]
        work: Work,
        /// Bytes that it needs beside the frames that it reads and writes.
        #[serde(default, skip_serializing_if = "is_none")]
        scratch: u64,
    },
    /// The same samples under another format: nothing is computed.
    Retag,
    /// Runs several kernels as one. If several of its stages leave it, its frames are read through [`OpKind::Part`]s.
    Fused(Group),
    /// One of the outputs of a fused op.
    Part {
        /// Position among [`Group::outputs`].
        output: u32,
    },
}

/// Native filters that pick frames.
const PICKERS: [&str; 4] = ["trim", "interleave", "select_every", "follow_cadence"];

impl OpKind {
    /// Whether it hands frames of its inputs on, other ones or in another order: `trim`, `interleave`.
    pub fn picks_frames(&self) -> bool {
        matches!(self, Self::Native { filter, .. } if PICKERS.contains(&filter.as_str()))
    }
}

/// What runs an op.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// The processor.
    #[default]
    Cpu,
    /// A graphics processor.
    Gpu,
}

impl Backend {
    fn is_cpu(&self) -> bool {
        *self == Self::Cpu
    }
}

/// A file that is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanOutput {
    /// Where it goes.
    pub path: String,
    /// Container in FFmpeg's spelling: `matroska`, `mp4`.
    pub container: String,
    /// The picture.
    pub video: VideoOut,
    /// Streams copied packet by packet, in the order in which they are written.
    pub copied: Vec<CopiedStream>,
    /// Streams left out, each with a reason.
    pub dropped: Vec<DroppedStream>,
    /// Whether chapters are copied.
    pub chapters: bool,
    /// Whether the tags of the file and its streams are copied.
    pub metadata: bool,
}

/// An encoded picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoOut {
    /// The op whose frames are encoded.
    pub op: OpId,
    /// The encoder's name in the library: `ffv1`, `x264`.
    pub encoder: String,
    /// Its settings.
    pub args: Args,
    /// The input and stream whose tags, disposition and HDR metadata the picture carries on.
    pub source: Option<CopiedStream>,
    /// For each source that it is made of, how many of its frames one frame of it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<SourceReach>,
}

/// How far a picture reaches in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReach {
    /// The source.
    pub op: OpId,
    /// How far.
    #[serde(flatten)]
    pub reach: Reach,
}

/// A stream of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiedStream {
    /// Position in [`Plan::inputs`].
    pub input: usize,
    /// Stream index in that file.
    pub stream: usize,
}

/// A stream that is not in the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedStream {
    /// Which one.
    pub stream: CopiedStream,
    /// Why, for people.
    pub reason: String,
}

/// Work that runs on its own thread, joined to the next by a bounded queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// What it does, for people: `decode tape`, `filter`, `encode restored.mkv`.
    pub name: String,
    /// The ops that it runs.
    pub ops: Vec<OpId>,
    /// Frames that may wait in the queue behind it; packets, behind an encoder.
    pub queue: u32,
}
