//! Where decoding may begin: packets that need none before them, told by what is in them.

use super::ff;
use super::packet::Packet;

/// Packets that may follow one in the file and yet be shown before it: H.264 and H.265 allow 16.
const REORDERED: usize = 32;
/// What a start code is.
const START: [u8; 3] = [0, 0, 1];

/// How those packets of a stream are told from others, for codecs of which it can be told for certain.
///
/// A mark of the container is not enough: some set it where decoding only comes right after a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Each picture stands for itself.
    Every,
    /// By the first bit: whether the coder's state begins anew (RFC 9043, `keyframe`).
    Ffv1,
    /// By sequence headers before pictures without prediction (ISO/IEC 11172-2 and 13818-2).
    Mpeg,
    /// By NAL units of type 5 (ITU-T H.264), their length in so many bytes; 0 for start codes.
    H264(usize),
    /// By NAL units of types 19 and 20 (ITU-T H.265); as above.
    H265(usize),
}

/// What was found in a packet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// It needs no packet before it, provided that the decoder knows its parameters.
    pub(crate) enters: bool,
    /// It brings parameters along.
    pub(crate) sets: bool,
    /// It is not as packets of a sound stream are.
    pub(crate) odd: bool,
}

impl Entry {
    /// How it is told of a stream with these parameters; `None` if it cannot be.
    pub(super) fn of(parameters: &ff::AVCodecParameters) -> Option<Self> {
        use ff::AVCodecID::*;
        use ff::AVFieldOrder::{AV_FIELD_PROGRESSIVE, AV_FIELD_UNKNOWN};
        // A field may be a packet there.
        let whole_frames = matches!(parameters.field_order, AV_FIELD_PROGRESSIVE | AV_FIELD_UNKNOWN);
        // SAFETY: null, or so many bytes, as long as the parameters live.
        let headers = match usize::try_from(parameters.extradata_size) {
            Ok(size) if !parameters.extradata.is_null() => unsafe {
                std::slice::from_raw_parts(parameters.extradata, size)
            },
            _ => &[],
        };
        let length = |at: usize| match headers.first() {
            Some(1) => headers.get(at).map(|byte| usize::from(byte & 3) + 1),
            _ => Some(0),
        };
        match parameters.codec_id {
            AV_CODEC_ID_FFV1 => Some(Self::Ffv1),
            AV_CODEC_ID_MPEG1VIDEO | AV_CODEC_ID_MPEG2VIDEO => Some(Self::Mpeg),
            AV_CODEC_ID_H264 if whole_frames => length(4).map(Self::H264),
            AV_CODEC_ID_HEVC if whole_frames => length(21).map(Self::H265),
            AV_CODEC_ID_RAWVIDEO | AV_CODEC_ID_V210 | AV_CODEC_ID_V410 | AV_CODEC_ID_R210 | AV_CODEC_ID_MJPEG
            | AV_CODEC_ID_JPEG2000 | AV_CODEC_ID_PNG | AV_CODEC_ID_TIFF | AV_CODEC_ID_DPX | AV_CODEC_ID_EXR
            | AV_CODEC_ID_BMP | AV_CODEC_ID_PRORES | AV_CODEC_ID_DNXHD | AV_CODEC_ID_DVVIDEO | AV_CODEC_ID_HUFFYUV
            | AV_CODEC_ID_FFVHUFF | AV_CODEC_ID_UTVIDEO | AV_CODEC_ID_MAGICYUV | AV_CODEC_ID_CFHD => Some(Self::Every),
            _ => None,
        }
    }

    /// How many packets behind one may be shown before it.
    pub(crate) fn reordered(self) -> usize {
        match self {
            Self::Every | Self::Ffv1 => 0,
            Self::Mpeg | Self::H264(_) | Self::H265(_) => REORDERED,
        }
    }

    /// Looks into a packet.
    pub(crate) fn look(self, packet: &Packet) -> Found {
        let bytes = packet.bytes();
        let mut found = match self {
            Self::Every => Found { enters: true, ..Found::default() },
            Self::Ffv1 => Found { enters: is_reset(bytes), ..Found::default() },
            Self::Mpeg => sequence(bytes),
            Self::H264(length) => units(bytes, length, |byte| match byte & 31 {
                5 => Unit::Entry,
                1..=4 => Unit::Other,
                7 | 8 => Unit::Parameters,
                _ => Unit::Beside,
            }),
            Self::H265(length) => units(bytes, length, |byte| match byte >> 1 & 63 {
                19 | 20 => Unit::Entry,
                0..=31 => Unit::Other,
                32..=34 => Unit::Parameters,
                _ => Unit::Beside,
            }),
        };
        found.enters &= packet.is_key();
        found.odd = bytes.is_empty() || packet.is_damaged() || packet.is_unusual();
        found
    }
}

/// Whether the range coder's first bit, with even odds, is one.
fn is_reset(bytes: &[u8]) -> bool {
    matches!(bytes, [high, low, ..] if u16::from_be_bytes([*high, *low]) >= 0x7F80)
}

/// Whether a picture without prediction follows a sequence header.
fn sequence(bytes: &[u8]) -> Found {
    let sets = bytes.starts_with(&[0, 0, 1, 0xB3]);
    let picture = bytes.windows(4).position(|code| code == [0, 0, 1, 0]);
    let kind = picture.and_then(|at| bytes.get(at + 5)).map(|byte| byte >> 3 & 7);
    Found { enters: sets && kind == Some(1), sets: false, odd: false }
}

/// What a NAL unit is, as far as it matters here.
enum Unit {
    Entry,
    Other,
    Parameters,
    Beside,
}

/// Looks at the NAL units before the first slice, and at that.
fn units(bytes: &[u8], length: usize, kind: impl Fn(u8) -> Unit) -> Found {
    let mut found = Found::default();
    let mut rest = bytes;
    loop {
        let unit = if length == 0 {
            let Some(at) = rest.windows(START.len()).position(|code| code == START) else { return found };
            &rest[at + START.len()..]
        } else {
            match rest.get(length..) {
                Some(unit) => unit,
                None => return found,
            }
        };
        let Some(first) = unit.first() else { return found };
        match kind(*first) {
            Unit::Entry => return Found { enters: true, ..found },
            Unit::Other => return found,
            Unit::Parameters => found.sets = true,
            Unit::Beside => {}
        }
        rest = if length == 0 {
            unit
        } else {
            let size = rest[..length].iter().fold(0, |size, byte| size << 8 | usize::from(*byte));
            match unit.get(size..) {
                Some(rest) => rest,
                None => return found,
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn h264(byte: u8) -> Unit {
        match byte & 31 {
            5 => Unit::Entry,
            1 => Unit::Other,
            7 | 8 => Unit::Parameters,
            _ => Unit::Beside,
        }
    }

    #[test]
    fn units_are_found_by_start_codes_and_by_lengths() {
        let parameters = Found { enters: true, sets: true, odd: false };
        assert_eq!(units(&[0, 0, 0, 1, 0x67, 9, 0, 0, 1, 0x68, 9, 0, 0, 1, 0x65, 1], 0, h264), parameters);
        assert_eq!(units(&[0, 0, 0, 2, 0x67, 9, 0, 0, 0, 1, 0x65], 4, h264), parameters);
        assert_eq!(units(&[0, 2, 0x06, 9, 0, 1, 0x41], 2, h264), Found::default());
        for cut in [&[0, 0, 1][..], &[0, 0, 0, 9, 0x67], &[0, 0], &[]] {
            for length in [0, 1, 2, 4] {
                assert!(!units(cut, length, h264).enters, "{cut:?}");
            }
        }
    }

    #[test]
    fn a_sequence_header_and_a_picture_without_prediction() {
        let packet = |kind: u8| [0, 0, 1, 0xB3, 9, 9, 0, 0, 1, 0, 0, kind << 3, 0xFF];
        assert!(sequence(&packet(1)).enters);
        assert!(!sequence(&packet(2)).enters && !sequence(&packet(1)[6..]).enters && !sequence(&[]).enters);
    }
}
