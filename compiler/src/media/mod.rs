//! What a clip is: its whole format, in the words of ITU-T H.273 and FFmpeg.
//!
//! These types travel along every edge of a graph, into the plan, and to the
//! frames of a run. They are plain data: nothing here touches a file.

mod color;
mod info;
mod layout;
mod named;
mod plane_name;
mod ratio;
mod sample;
mod scan;
mod video;

pub use color::{ChromaLocation, Matrix, Primaries, Range, Transfer};
pub use info::{AudioFormat, MediaInfo, StreamInfo, StreamKind};
pub use layout::{Layout, PlaneKind};
pub use named::Named;
pub(crate) use named::named_enum;
pub use plane_name::PlaneName;
pub use ratio::Ratio;
pub use sample::{CodeScale, SampleType};
pub use scan::Scan;
pub use video::{FrameRate, VideoFormat, chroma_block};
