//! Clips that are made up, for tests without files.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::{Layout, MediaInfo, Ratio, SampleType, VideoFormat};
use fwr_runtime::cpu::{FramePool, PlaneBuffer};
use fwr_runtime::pipeline::FrameSource;
use fwr_runtime::{Frame, FrameProps, Plane};

/// A plain 4:2:0 format of this size.
pub fn format(width: u32, height: u32) -> VideoFormat {
    VideoFormat {
        time_base: Ratio::new(1, 1000),
        frames: Some(7),
        ..VideoFormat::usual((width, height), Layout::Yuv420, SampleType::Uint(8))
    }
}

/// A file with one picture of this format.
pub fn media(format: &VideoFormat) -> MediaInfo {
    MediaInfo::of_picture("clip.mkv", "ffv1", format.clone())
}

/// Frames whose samples depend on place and time, over the whole range of codes.
pub struct Synthetic {
    format: Arc<VideoFormat>,
    pool: Arc<FramePool>,
    frames: u64,
    next: u64,
}

impl Synthetic {
    /// A clip of `frames` frames.
    pub fn new(format: &VideoFormat, frames: u64) -> Self {
        Self { format: Arc::new(format.clone()), pool: Arc::new(FramePool::new()), frames, next: 0 }
    }

    fn plane(&self, plane: usize) -> Plane {
        let (width, height) = self.format.plane_size(plane);
        let sample = self.format.sample;
        let stride = width * sample.bytes();
        let mut buffer: PlaneBuffer = self.pool.take(stride * height);
        let bytes = &mut buffer.bytes_mut()[..stride * height];
        for (index, out) in bytes.chunks_exact_mut(sample.bytes()).enumerate() {
            let mixed = (index as u64 * 2_654_435_761 + self.next * 40_503 + plane as u64 * 977) >> 3;
            match sample {
                SampleType::F32 => out.copy_from_slice(&(mixed as u16 as f32 / 65535.0).to_ne_bytes()),
                // Half floats from 0 to 1 have the bits 0 to 0x3c00.
                SampleType::F16 => out.copy_from_slice(&((mixed % 0x3c01) as u16).to_ne_bytes()),
                SampleType::Uint(8) => out[0] = mixed as u8,
                SampleType::Uint(bits) => {
                    out.copy_from_slice(&((mixed & ((1 << bits) - 1)) as u16).to_ne_bytes());
                }
            }
        }
        Plane::new(Arc::new(buffer), stride, (width, height), sample)
    }
}

impl FrameSource for Synthetic {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        if self.next == self.frames {
            return Ok(None);
        }
        let planes = (0..self.format.planes()).map(|plane| self.plane(plane)).collect();
        let frame = Frame {
            format: self.format.clone(),
            planes,
            pts: self.next as i64 * 40,
            duration: 40,
            props: Arc::new(FrameProps::default()),
            carrier: None,
        };
        self.next += 1;
        Ok(Some(frame))
    }
}
