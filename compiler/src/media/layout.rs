//! Which planes a frame has and how large each is.

use super::named::named_enum;

named_enum! {
    /// Colour model and chroma subsampling of a planar frame.
    Layout {
        /// One luma plane.
        Gray = "gray",
        /// Y'CbCr, chroma halved both ways.
        Yuv420 = "yuv420",
        /// Y'CbCr, chroma halved horizontally.
        Yuv422 = "yuv422",
        /// Y'CbCr, chroma at full size.
        Yuv444 = "yuv444",
        /// Y'CbCr, chroma quartered horizontally.
        Yuv411 = "yuv411",
        /// Y'CbCr, chroma quartered both ways.
        Yuv410 = "yuv410",
        /// Y'CbCr, chroma halved vertically.
        Yuv440 = "yuv440",
        /// R'G'B', in the plane order R, G, B.
        Rgb = "rgb",
    }
}

/// What the samples of a plane stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaneKind {
    /// Y', or the one plane of a gray clip.
    Luma,
    /// Cb or Cr.
    Chroma,
    /// R', G' or B'.
    Rgb,
    /// Coverage: 0 is transparent, always full range.
    Alpha,
}

impl Layout {
    /// Colour planes (without alpha).
    pub fn color_planes(self) -> usize {
        if self == Self::Gray { 1 } else { 3 }
    }

    /// Whether this is Y'CbCr.
    pub fn is_yuv(self) -> bool {
        !matches!(self, Self::Gray | Self::Rgb)
    }

    /// log2 of the horizontal and vertical chroma subsampling.
    pub fn chroma_shift(self) -> (u32, u32) {
        match self {
            Self::Gray | Self::Yuv444 | Self::Rgb => (0, 0),
            Self::Yuv420 => (1, 1),
            Self::Yuv422 => (1, 0),
            Self::Yuv411 => (2, 0),
            Self::Yuv410 => (2, 2),
            Self::Yuv440 => (0, 1),
        }
    }

    /// What colour plane `plane` stands for; an index past the colour planes is alpha.
    pub fn plane_kind(self, plane: usize) -> PlaneKind {
        if plane >= self.color_planes() {
            return PlaneKind::Alpha;
        }
        match (self, plane) {
            (Self::Rgb, _) => PlaneKind::Rgb,
            (_, 0) => PlaneKind::Luma,
            _ => PlaneKind::Chroma,
        }
    }
}
