//! The kinds of images that sequences are made of, and what each says of colour without saying it.

use std::path::Path;

use fwr_compiler::media::{Layout, Matrix, Primaries, Range, Transfer, VideoFormat};

use super::super::ff;

/// A file format that holds one image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageKind {
    /// Portable Network Graphics (ISO/IEC 15948).
    Png,
    /// Tagged Image File Format 6.0.
    Tiff,
    /// Digital Picture Exchange (SMPTE ST 268).
    Dpx,
    /// OpenEXR.
    Exr,
}

/// Each kind with its codec, the container that stands for a sequence of it, and its file name extensions.
const KINDS: &[(ImageKind, &str, &str, &[&str])] = &[
    (ImageKind::Png, "png", "png_sequence", &["png"]),
    (ImageKind::Tiff, "tiff", "tiff_sequence", &["tif", "tiff"]),
    (ImageKind::Dpx, "dpx", "dpx_sequence", &["dpx"]),
    (ImageKind::Exr, "exr", "exr_sequence", &["exr"]),
];

impl ImageKind {
    /// The kind that a file's extension stands for.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        KINDS.iter().find(|(.., known)| known.contains(&extension.as_str())).map(|(kind, ..)| *kind)
    }

    /// What a sequence of such images is called where containers are.
    pub(crate) fn container(self) -> &'static str {
        KINDS[self as usize].2
    }

    /// The codec that a sequence of this name holds; `None` for other containers.
    pub(crate) fn codec_in(container: &str) -> Option<&'static str> {
        KINDS.iter().find(|(_, _, known, _)| *known == container).map(|(_, codec, ..)| *codec)
    }

    /// FFmpeg's number of the codec.
    pub(crate) fn codec_id(self) -> ff::AVCodecID {
        match self {
            Self::Png => ff::AVCodecID::AV_CODEC_ID_PNG,
            Self::Tiff => ff::AVCodecID::AV_CODEC_ID_TIFF,
            Self::Dpx => ff::AVCodecID::AV_CODEC_ID_DPX,
            Self::Exr => ff::AVCodecID::AV_CODEC_ID_EXR,
        }
    }

    /// Fills in what the kind's standard says where an image says nothing: PNG is sRGB, OpenEXR is linear light with
    /// the primaries of BT.709, and R'G'B' has no other matrix and range.
    pub(crate) fn complete(self, format: &mut VideoFormat) {
        if format.layout == Layout::Rgb {
            format.matrix = Matrix::Rgb;
        }
        if matches!(format.layout, Layout::Rgb | Layout::Gray) && format.range == Range::Unspecified {
            format.range = Range::Full;
        }
        let (primaries, transfer) = match self {
            Self::Png => (Primaries::Bt709, Transfer::Iec61966_2_1),
            Self::Exr => (Primaries::Bt709, Transfer::Linear),
            Self::Tiff => {
                // FFmpeg takes deep grey for gamma 2.2, which no field of the file says.
                format.transfer = Transfer::Unspecified;
                return;
            }
            Self::Dpx => return,
        };
        if format.primaries == Primaries::Unspecified {
            format.primaries = primaries;
        }
        if format.transfer == Transfer::Unspecified {
            format.transfer = transfer;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_name_kinds() {
        assert_eq!(ImageKind::of("a/b.PNG"), Some(ImageKind::Png));
        assert_eq!(ImageKind::of("%04d.tif"), Some(ImageKind::Tiff));
        assert_eq!(ImageKind::of("####.mkv"), None);
        for (kind, codec, container, _) in KINDS {
            assert_eq!(kind.container(), *container);
            assert_eq!(ImageKind::codec_in(container), Some(*codec));
        }
    }
}
