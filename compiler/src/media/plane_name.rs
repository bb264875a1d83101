//! What the colour planes of a clip are called.

use super::Layout;
use super::named::named_enum;

named_enum! {
    /// A colour plane by its name.
    PlaneName {
        /// Luma, or the one plane of a gray clip.
        Y = "y",
        /// Blue minus luma: Cb.
        U = "u",
        /// Red minus luma: Cr.
        V = "v",
        /// Red.
        R = "r",
        /// Green.
        G = "g",
        /// Blue.
        B = "b",
    }
}

impl PlaneName {
    /// Its position among the planes of a frame.
    pub fn index(self) -> usize {
        match self {
            Self::Y | Self::R => 0,
            Self::U | Self::G => 1,
            Self::V | Self::B => 2,
        }
    }

    /// Whether it is a plane of R'G'B' clips, and not of Y'CbCr and gray ones.
    pub fn is_rgb(self) -> bool {
        matches!(self, Self::R | Self::G | Self::B)
    }

    /// Whether frames of this layout have it.
    pub fn is_in(self, layout: Layout) -> bool {
        (layout == Layout::Rgb) == self.is_rgb() && self.index() < layout.color_planes()
    }
}
