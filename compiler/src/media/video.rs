//! The whole format of a clip's picture.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ChromaLocation, Layout, Matrix, PlaneKind, Primaries, Range, Ratio, SampleType, Scan, Transfer};

/// How many frames pass in a second, and whether all last equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FrameRate {
    /// Frames per second, exact where frames are equally spaced, else the average.
    pub fps: Ratio,
    /// Whether frames are known to be unequally spaced.
    pub variable: bool,
}

/// The type of a clip: everything about its pictures that does not change from frame to frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VideoFormat {
    /// Luma samples in a line.
    pub width: u32,
    /// Lines in a frame (both fields together).
    pub height: u32,
    /// Sample aspect ratio; `None` where the source does not say.
    pub sar: Option<Ratio>,
    /// Frame rate; `None` where the source does not say.
    pub rate: Option<FrameRate>,
    /// Seconds in one tick of the clip's timestamps.
    pub time_base: Ratio,
    /// Storage of a sample.
    pub sample: SampleType,
    /// Colour model and subsampling.
    pub layout: Layout,
    /// Whether a full-size alpha plane follows the colour planes.
    pub alpha: bool,
    /// R'G'B' ↔ Y'CbCr coefficients.
    pub matrix: Matrix,
    /// Colour primaries.
    pub primaries: Primaries,
    /// Transfer characteristic.
    pub transfer: Transfer,
    /// Limited or full code range.
    pub range: Range,
    /// Chroma siting.
    pub chroma_location: ChromaLocation,
    /// Progressive or interlaced, and which field is first.
    pub scan: Scan,
    /// Number of frames, where known before reading; may be an estimate of the container's.
    pub frames: Option<u64>,
}

impl VideoFormat {
    /// A clip like most: 25 frames a second, progressive, square samples, BT.709 in limited range (R'G'B' in full
    /// range), of no stated length.
    pub fn usual((width, height): (u32, u32), layout: Layout, sample: SampleType) -> Self {
        let rgb = layout == Layout::Rgb;
        Self {
            width,
            height,
            sar: Some(Ratio::ONE),
            rate: Some(FrameRate { fps: Ratio::new(25, 1), variable: false }),
            time_base: Ratio::new(1, 25),
            sample,
            layout,
            alpha: false,
            matrix: if rgb { Matrix::Rgb } else { Matrix::Bt709 },
            primaries: Primaries::Bt709,
            transfer: Transfer::Bt709,
            range: if rgb { Range::Full } else { Range::Limited },
            chroma_location: ChromaLocation::Left,
            scan: Scan::Progressive,
            frames: None,
        }
    }

    /// Number of planes, alpha included.
    pub fn planes(&self) -> usize {
        self.layout.color_planes() + usize::from(self.alpha)
    }

    /// What plane `plane` stands for.
    pub fn plane_kind(&self, plane: usize) -> PlaneKind {
        self.layout.plane_kind(plane)
    }

    /// Width and height of plane `plane` in samples; odd sizes round up, as in FFmpeg.
    pub fn plane_size(&self, plane: usize) -> (usize, usize) {
        let (sx, sy) = match self.plane_kind(plane) {
            PlaneKind::Chroma => self.layout.chroma_shift(),
            _ => (0, 0),
        };
        (shift_up(self.width, sx), shift_up(self.height, sy))
    }

    /// Columns and rows of the smallest part with whole chroma samples; on interlaced clips in each of the two fields.
    pub fn chroma_block(&self) -> (u32, u32) {
        chroma_block(self.layout, self.scan)
    }

    /// Bytes of one frame without padding.
    pub fn frame_bytes(&self) -> u64 {
        (0..self.planes())
            .map(|plane| {
                let (width, height) = self.plane_size(plane);
                (width * height * self.sample.bytes()) as u64
            })
            .sum()
    }

    /// Whether pictures of both formats can be mixed sample by sample: same size, samples and colours, same
    /// fields, and as many in a second.
    pub fn has_same_pictures(&self, other: &Self) -> bool {
        let of = |format: &Self| Self {
            frames: None,
            time_base: Ratio::ONE,
            sar: None,
            range: format.effective_range(),
            ..format.clone()
        };
        of(self) == of(other)
    }

    /// The range that samples are read in: an untagged clip is limited if Y'CbCr or gray, full if R'G'B'.
    pub fn effective_range(&self) -> Range {
        match (self.range, self.layout) {
            (Range::Unspecified, Layout::Rgb) => Range::Full,
            (Range::Unspecified, _) => Range::Limited,
            (range, _) => range,
        }
    }
}

/// Columns and rows of the smallest part of such a clip with whole chroma samples, in each field if there are two.
pub fn chroma_block(layout: Layout, scan: Scan) -> (u32, u32) {
    let (sx, sy) = layout.chroma_shift();
    let fields = if scan.is_interlaced() { 2 } else { 1 };
    (1 << sx, (1 << sy) * fields)
}

fn shift_up(size: u32, shift: u32) -> usize {
    (size as usize).div_ceil(1 << shift)
}

/// One line for people, in the order in which a video engineer says it:
/// `720x576 25fps yuv420 u8 limited bt470bg left tff sar 16/15`.
impl fmt::Display for VideoFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)?;
        if let Some(rate) = self.rate {
            let fps = rate.fps;
            if rate.variable {
                write!(f, " ~{:.3}fps variable", fps.to_f64())?;
            } else {
                write!(f, " {fps}fps")?;
            }
        }
        write!(f, " {}{} {}", self.layout, if self.alpha { "+alpha" } else { "" }, self.sample)?;
        if !self.sample.is_float() {
            tag(f, "range", self.range, Range::Unspecified)?;
        }
        if self.layout.is_yuv() {
            tag(f, "matrix", self.matrix, Matrix::Unspecified)?;
        }
        if self.layout.chroma_shift() != (0, 0) {
            tag(f, "siting", self.chroma_location, ChromaLocation::Unspecified)?;
        }
        write!(f, " {}", self.scan)?;
        if let Some(sar) = self.sar {
            write!(f, " sar {sar}")?;
        }
        Ok(())
    }
}

/// A tag's value, or which tag is missing.
fn tag<T: fmt::Display + PartialEq>(f: &mut fmt::Formatter<'_>, what: &str, value: T, unspecified: T) -> fmt::Result {
    if value == unspecified { write!(f, " {what}-untagged") } else { write!(f, " {value}") }
}
