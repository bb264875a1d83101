//! A frame on its way through a run: shared planes, a time, and what the decoder said about it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use fwr_compiler::media::{SampleType, VideoFormat};

use crate::cpu::Known;

/// One picture of a clip. Cloning shares the samples.
#[derive(Clone)]
pub struct Frame {
    /// The format, shared by all frames of a clip.
    pub format: Arc<VideoFormat>,
    /// Planes in the layout's order, alpha last.
    pub planes: Vec<Plane>,
    /// When it is shown, in ticks of the format's time base.
    pub pts: i64,
    /// How long it is shown, in ticks; 0 where the source does not say.
    pub duration: i64,
    /// What came with the picture and goes out with it.
    pub props: Arc<FrameProps>,
    /// The decoder's own frame, as long as no sample differs from it: the encoder can take it as it is.
    pub carrier: Option<Arc<dyn Any + Send + Sync>>,
}

/// What came with a picture besides samples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameProps {
    /// HDR metadata, captions, timecodes and the like, by FFmpeg's side data type.
    pub side_data: Vec<SideData>,
}

/// One piece of side data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideData {
    /// FFmpeg's `AVFrameSideDataType`.
    pub kind: u32,
    /// Its bytes, as FFmpeg holds them.
    pub bytes: Vec<u8>,
}

/// Memory that holds samples.
pub trait Storage: Send + Sync {
    /// All bytes of one plane, from its first sample to the end of its last row at least.
    fn bytes(&self) -> &[u8];

    /// Itself, for memory that some of its readers know more of.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
}

/// One plane of samples, shared.
#[derive(Clone)]
pub struct Plane {
    /// The memory; row `y` starts at byte `y * stride`.
    pub storage: Arc<dyn Storage>,
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// How a sample is stored.
    pub sample: SampleType,
    /// What was worked out of the samples.
    pub(crate) statistics: Arc<Known>,
}

impl Plane {
    /// A plane of `size`, width and height, in `storage`.
    pub fn new(storage: Arc<dyn Storage>, stride: usize, (width, height): (usize, usize), sample: SampleType) -> Self {
        Self { storage, stride, width, height, sample, statistics: Arc::default() }
    }

    /// The plane as filters see it.
    pub fn view(&self) -> fwr_stdlib::Plane<'_> {
        fwr_stdlib::Plane {
            bytes: self.storage.bytes(),
            stride: self.stride,
            width: self.width,
            height: self.height,
            sample: self.sample,
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({} at {} for {})", self.format, self.pts, self.duration)
    }
}
