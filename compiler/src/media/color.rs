//! Colour tags, with the code points of ITU-T H.273 and FFmpeg's spelling.

use super::named::named_enum;

named_enum! {
    /// How R'G'B' relates to Y'CbCr (H.273 MatrixCoefficients).
    Matrix {
        /// No tag: code point 2.
        Unspecified = "unspecified",
        /// R'G'B' itself: code point 0.
        Rgb = "rgb",
        /// ITU-R BT.709: code point 1.
        Bt709 = "bt709",
        /// FCC Title 47: code point 4.
        Fcc = "fcc",
        /// ITU-R BT.601 625 lines: code point 5.
        Bt470bg = "bt470bg",
        /// ITU-R BT.601 525 lines, SMPTE ST 170: code point 6 (same coefficients as 5).
        Smpte170m = "smpte170m",
        /// SMPTE ST 240: code point 7.
        Smpte240m = "smpte240m",
        /// YCgCo: code point 8.
        Ycgco = "ycgco",
        /// ITU-R BT.2020 non-constant luminance: code point 9.
        Bt2020nc = "bt2020nc",
        /// ITU-R BT.2020 constant luminance: code point 10.
        Bt2020c = "bt2020c",
        /// SMPTE ST 2085: code point 11.
        Smpte2085 = "smpte2085",
        /// Chromaticity-derived non-constant luminance: code point 12.
        ChromaDerivedNc = "chroma-derived-nc",
        /// Chromaticity-derived constant luminance: code point 13.
        ChromaDerivedC = "chroma-derived-c",
        /// ICtCp: code point 14.
        Ictcp = "ictcp",
    }
}

impl Matrix {
    /// Luma weights (Kr, Kb) where the matrix is defined by them.
    pub fn luma_weights(self) -> Option<(f64, f64)> {
        match self {
            Self::Bt709 => Some((0.2126, 0.0722)),
            Self::Fcc => Some((0.30, 0.11)),
            Self::Bt470bg | Self::Smpte170m => Some((0.299, 0.114)),
            Self::Smpte240m => Some((0.212, 0.087)),
            Self::Bt2020nc => Some((0.2627, 0.0593)),
            _ => None,
        }
    }
}

named_enum! {
    /// Chromaticities of the primaries and white (H.273 ColourPrimaries).
    Primaries {
        /// No tag: code point 2.
        Unspecified = "unspecified",
        /// ITU-R BT.709: code point 1.
        Bt709 = "bt709",
        /// ITU-R BT.470 System M: code point 4.
        Bt470m = "bt470m",
        /// ITU-R BT.601 625 lines: code point 5.
        Bt470bg = "bt470bg",
        /// ITU-R BT.601 525 lines: code point 6.
        Smpte170m = "smpte170m",
        /// SMPTE ST 240: code point 7.
        Smpte240m = "smpte240m",
        /// Generic film, illuminant C: code point 8.
        Film = "film",
        /// ITU-R BT.2020: code point 9.
        Bt2020 = "bt2020",
        /// CIE XYZ, SMPTE ST 428: code point 10.
        Smpte428 = "smpte428",
        /// DCI P3, SMPTE RP 431: code point 11.
        Smpte431 = "smpte431",
        /// Display P3, SMPTE EG 432: code point 12.
        Smpte432 = "smpte432",
        /// EBU Tech 3213: code point 22.
        Ebu3213 = "ebu3213",
    }
}

named_enum! {
    /// Opto-electronic transfer characteristic (H.273 TransferCharacteristics).
    Transfer {
        /// No tag: code point 2.
        Unspecified = "unspecified",
        /// ITU-R BT.709: code point 1.
        Bt709 = "bt709",
        /// Gamma 2.2: code point 4.
        Gamma22 = "gamma22",
        /// Gamma 2.8: code point 5.
        Gamma28 = "gamma28",
        /// ITU-R BT.601: code point 6.
        Smpte170m = "smpte170m",
        /// SMPTE ST 240: code point 7.
        Smpte240m = "smpte240m",
        /// Linear light: code point 8.
        Linear = "linear",
        /// Logarithmic, 100:1: code point 9.
        Log100 = "log100",
        /// Logarithmic, 316:1: code point 10.
        Log316 = "log316",
        /// IEC 61966-2-4 (xvYCC): code point 11.
        Iec61966_2_4 = "iec61966-2-4",
        /// ITU-R BT.1361 extended gamut: code point 12.
        Bt1361e = "bt1361e",
        /// sRGB, IEC 61966-2-1: code point 13.
        Iec61966_2_1 = "iec61966-2-1",
        /// ITU-R BT.2020, 10 bits: code point 14.
        Bt2020_10 = "bt2020-10",
        /// ITU-R BT.2020, 12 bits: code point 15.
        Bt2020_12 = "bt2020-12",
        /// PQ, SMPTE ST 2084: code point 16.
        Smpte2084 = "smpte2084",
        /// SMPTE ST 428: code point 17.
        Smpte428 = "smpte428",
        /// HLG, ARIB STD-B67: code point 18.
        AribStdB67 = "arib-std-b67",
    }
}

named_enum! {
    /// Which code values carry nominal black and white.
    Range {
        /// No tag. Y'CbCr is then read as limited and R'G'B' as full, and a warning says so.
        Unspecified = "unspecified",
        /// 16–235 luma and 16–240 chroma, at 8 bits.
        Limited = "limited",
        /// Every code value.
        Full = "full",
    }
}

named_enum! {
    /// Where a chroma sample sits among the luma samples that share it (H.273 ChromaLocType).
    ChromaLocation {
        /// No tag. 4:2:0 and 4:2:2 are then read as `left`.
        Unspecified = "unspecified",
        /// Left edge, vertically centred: MPEG-2, H.264.
        Left = "left",
        /// Centred both ways: MPEG-1, JPEG.
        Center = "center",
        /// On the top left luma sample: BT.2020, DV NTSC.
        TopLeft = "topleft",
        /// Horizontally centred on the top line.
        Top = "top",
        /// On the bottom left luma sample.
        BottomLeft = "bottomleft",
        /// Horizontally centred on the bottom line.
        Bottom = "bottom",
    }
}
