//! Made-up clips: slopes that move, with noise on them, so that curves, tables and thresholds see what they see in
//! pictures.

use std::sync::Arc;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::media::{Layout, SampleType, Scan, VideoFormat};

use crate::cpu::FramePool;
use crate::frame::{Frame, FrameProps, Plane};
use crate::pipeline::FrameSource;

/// Different frames of a clip: as many as are on their way in a run.
const FRAMES: usize = 6;

/// What a clip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bits: u8,
    pub(super) layout: Layout,
    /// Whether its frames are made of two fields.
    pub(super) interlaced: bool,
}

/// The format of such a clip.
pub(super) fn format(size: Size) -> VideoFormat {
    VideoFormat {
        scan: if size.interlaced { Scan::Tff } else { Scan::Progressive },
        frames: Some(100),
        ..VideoFormat::usual((size.width, size.height), size.layout, SampleType::Uint(size.bits))
    }
}

/// The frames of a clip, over and over, without end.
pub(super) struct Clip {
    format: Arc<VideoFormat>,
    frames: Vec<Vec<Plane>>,
    number: usize,
}

impl Clip {
    pub(super) fn new(format: &VideoFormat, pool: &FramePool) -> Self {
        let frames =
            (0..FRAMES).map(|number| (0..format.planes()).map(|plane| picture(format, plane, number, pool)).collect());
        Self { format: Arc::new(format.clone()), frames: frames.collect(), number: 0 }
    }
}

impl FrameSource for Clip {
    fn next(&mut self) -> Result<Option<Frame>, Diagnostic> {
        // New planes of old samples: what was worked out of them is worked out again.
        let fresh = |plane: &Plane| {
            Plane::new(Arc::clone(&plane.storage), plane.stride, (plane.width, plane.height), plane.sample)
        };
        let frame = Frame {
            format: Arc::clone(&self.format),
            planes: self.frames[self.number % FRAMES].iter().map(fresh).collect(),
            pts: self.number as i64,
            duration: 1,
            props: Arc::new(FrameProps::default()),
            carrier: None,
        };
        self.number += 1;
        Ok(Some(frame))
    }
}

fn picture(format: &VideoFormat, plane: usize, number: usize, pool: &FramePool) -> Plane {
    let (width, height) = format.plane_size(plane);
    let bytes = format.sample.bytes();
    let stride = (width * bytes).next_multiple_of(64);
    let mut buffer = pool.take(stride * height);
    let max = format.sample.max_code().unwrap_or(255);
    let mut noise = 0x9e37_79b9_u32 ^ (number as u32) << 8 ^ plane as u32;
    for (y, row) in buffer.bytes_mut()[..stride * height].chunks_exact_mut(stride).enumerate() {
        for x in 0..width {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            // A slope across, another down, edges every so often, and noise of some 3 %.
            let slope = (x + 2 * number) * 3 / 4 % 160 + y / 3 % 64;
            let edge = if (x / 97 + y / 61) % 3 == 0 { 20 } else { 0 };
            let value = 16 + (slope + edge) as u32 * 219 / 256 + noise % 8;
            let code = value * (max + 1) / 256;
            match bytes {
                1 => row[x] = code as u8,
                _ => row[2 * x..2 * x + 2].copy_from_slice(&(code as u16).to_ne_bytes()),
            }
        }
    }
    Plane::new(Arc::new(buffer), stride, (width, height), format.sample)
}
