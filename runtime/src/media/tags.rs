//! Colour tags between FFmpeg and the compiler's types: both follow ITU-T H.273.

use fwr_compiler::media::{ChromaLocation, Matrix, Primaries, Range, Transfer};

use super::ff;

/// Declares the two directions of one tag; what has no name here reads as unspecified.
macro_rules! tag {
    ($read:ident, $write:ident, $ours:ident, $theirs:ident { $($name:ident = $value:ident),* $(,)? }) => {
        #[doc = concat!("FFmpeg's `", stringify!($theirs), "` as ours.")]
        pub(crate) fn $read(value: ff::$theirs) -> $ours {
            match value {
                $(ff::$theirs::$value => $ours::$name,)*
                _ => $ours::Unspecified,
            }
        }

        #[doc = concat!("Ours as FFmpeg's `", stringify!($theirs), "`.")]
        pub(crate) fn $write(value: $ours) -> ff::$theirs {
            match value {
                $($ours::$name => ff::$theirs::$value,)*
            }
        }
    };
}

tag!(matrix, av_matrix, Matrix, AVColorSpace {
    Unspecified = AVCOL_SPC_UNSPECIFIED,
    Rgb = AVCOL_SPC_RGB,
    Bt709 = AVCOL_SPC_BT709,
    Fcc = AVCOL_SPC_FCC,
    Bt470bg = AVCOL_SPC_BT470BG,
    Smpte170m = AVCOL_SPC_SMPTE170M,
    Smpte240m = AVCOL_SPC_SMPTE240M,
    Ycgco = AVCOL_SPC_YCGCO,
    Bt2020nc = AVCOL_SPC_BT2020_NCL,
    Bt2020c = AVCOL_SPC_BT2020_CL,
    Smpte2085 = AVCOL_SPC_SMPTE2085,
    ChromaDerivedNc = AVCOL_SPC_CHROMA_DERIVED_NCL,
    ChromaDerivedC = AVCOL_SPC_CHROMA_DERIVED_CL,
    Ictcp = AVCOL_SPC_ICTCP,
});

tag!(primaries, av_primaries, Primaries, AVColorPrimaries {
    Unspecified = AVCOL_PRI_UNSPECIFIED,
    Bt709 = AVCOL_PRI_BT709,
    Bt470m = AVCOL_PRI_BT470M,
    Bt470bg = AVCOL_PRI_BT470BG,
    Smpte170m = AVCOL_PRI_SMPTE170M,
    Smpte240m = AVCOL_PRI_SMPTE240M,
    Film = AVCOL_PRI_FILM,
    Bt2020 = AVCOL_PRI_BT2020,
    Smpte428 = AVCOL_PRI_SMPTE428,
    Smpte431 = AVCOL_PRI_SMPTE431,
    Smpte432 = AVCOL_PRI_SMPTE432,
    Ebu3213 = AVCOL_PRI_EBU3213,
});

tag!(transfer, av_transfer, Transfer, AVColorTransferCharacteristic {
    Unspecified = AVCOL_TRC_UNSPECIFIED,
    Bt709 = AVCOL_TRC_BT709,
    Gamma22 = AVCOL_TRC_GAMMA22,
    Gamma28 = AVCOL_TRC_GAMMA28,
    Smpte170m = AVCOL_TRC_SMPTE170M,
    Smpte240m = AVCOL_TRC_SMPTE240M,
    Linear = AVCOL_TRC_LINEAR,
    Log100 = AVCOL_TRC_LOG,
    Log316 = AVCOL_TRC_LOG_SQRT,
    Iec61966_2_4 = AVCOL_TRC_IEC61966_2_4,
    Bt1361e = AVCOL_TRC_BT1361_ECG,
    Iec61966_2_1 = AVCOL_TRC_IEC61966_2_1,
    Bt2020_10 = AVCOL_TRC_BT2020_10,
    Bt2020_12 = AVCOL_TRC_BT2020_12,
    Smpte2084 = AVCOL_TRC_SMPTE2084,
    Smpte428 = AVCOL_TRC_SMPTE428,
    AribStdB67 = AVCOL_TRC_ARIB_STD_B67,
});

tag!(range, av_range, Range, AVColorRange {
    Unspecified = AVCOL_RANGE_UNSPECIFIED,
    Limited = AVCOL_RANGE_MPEG,
    Full = AVCOL_RANGE_JPEG,
});

tag!(chroma_location, av_chroma_location, ChromaLocation, AVChromaLocation {
    Unspecified = AVCHROMA_LOC_UNSPECIFIED,
    Left = AVCHROMA_LOC_LEFT,
    Center = AVCHROMA_LOC_CENTER,
    TopLeft = AVCHROMA_LOC_TOPLEFT,
    Top = AVCHROMA_LOC_TOP,
    BottomLeft = AVCHROMA_LOC_BOTTOMLEFT,
    Bottom = AVCHROMA_LOC_BOTTOM,
});
