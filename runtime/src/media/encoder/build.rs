//! Which build of an encoder this is: what a lock file says of it.

use fwr_compiler::lock::EncoderBuild;
use fwr_compiler::media::{Layout, SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use super::{CHOICES, Encoder, Setup, find};
use crate::media::picture::Picture;
use crate::media::{ff, late, log};

/// The texts by which libraries sign what they encode, up to where their settings begin.
const SIGNATURES: &[(&str, &str)] = &[("x264 - core ", "x264 core "), ("x265 (build ", "x265 build ")];

/// The library behind the encoder called `name`, with its version, for a run in which it is given so many threads;
/// `None` if it cannot be found out.
pub fn encoder_build(name: &str, threads: u32) -> Option<EncoderBuild> {
    late::load().ok()?;
    log::install();
    let choice = CHOICES.iter().find(|choice| choice.name == name)?;
    let codec = find(choice).ok()?;
    // SAFETY: a codec of the library; the descriptor is static data, or null.
    let properties = unsafe { ff::avcodec_descriptor_get((*codec).id).as_ref() }.map_or(0, |codec| codec.props);
    // OpenEXR can be lossy, but none of what is asked of its encoder is.
    let lossy = properties & ff::AV_CODEC_PROP_LOSSY != 0 && name != "exr";
    let by = signature(name).unwrap_or_else(|| {
        // SAFETY: a constant function.
        let version = unsafe { ff::avcodec_version() };
        format!("libavcodec {}.{}.{}", version >> 16, version >> 8 & 0xff, version & 0xff)
    });
    Some(EncoderBuild { by, lossy, threads })
}

/// What a library of its own calls itself, in a picture that it encodes for that.
fn signature(name: &str) -> Option<String> {
    let args = match name {
        "x264" | "x265" => Args(
            [
                ("crf", Constant::Number(30.0, Unit::None)),
                ("preset", Constant::Name("ultrafast".to_owned())),
                ("tune", Constant::Name("none".to_owned())),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        ),
        _ => return None,
    };
    let format = grey();
    let setup = Setup { args: &args, format: &format, side_data: &[], threads: 1, global_header: false };
    let mut encoder = Encoder::open(name, &setup).ok()?;
    let mut picture = Picture::allocate(encoder.pixels, format.width, format.height).ok()?;
    for plane in 0..format.planes() {
        let (width, height) = format.plane_size(plane);
        (0..height).for_each(|row| picture.row_mut(plane, row, width).fill(128));
    }
    picture.get_mut().pts = 0;
    encoder.send_raw(picture.as_ptr()).ok()?;
    encoder.send(None).ok()?;
    while let Ok(Some(packet)) = encoder.receive() {
        if let Some(found) = signed(packet.bytes()) {
            return Some(found);
        }
    }
    None
}

/// The smallest picture that every encoder takes.
fn grey() -> VideoFormat {
    VideoFormat { frames: Some(1), ..VideoFormat::usual((64, 64), Layout::Yuv420, SampleType::Uint(8)) }
}

/// The signature in a packet, if it has one.
fn signed(bytes: &[u8]) -> Option<String> {
    SIGNATURES.iter().find_map(|(mark, name)| {
        let start = bytes.windows(mark.len()).position(|window| window == mark.as_bytes())? + mark.len();
        let text: Vec<u8> =
            bytes[start..].iter().copied().take_while(|byte| byte.is_ascii_graphic() || *byte == b' ').collect();
        let text = String::from_utf8(text).ok()?;
        // `164 r3108 31e19f9 - H.264/MPEG-4 AVC codec - …`, `199) - 3.5+1-f0c1022b6:[Linux]…`
        let version = match text.split_once(") - ") {
            Some((build, rest)) => format!("{build} {}", rest.split([':', ' ']).next().unwrap_or_default()),
            None => text.split(" - ").next().unwrap_or_default().to_owned(),
        };
        Some(format!("{name}{version}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_known_by_their_signatures() {
        let x264 = b"..x264 - core 164 r3108 31e19f9 - H.264/MPEG-4 AVC codec - Copyleft 2003-2023 - options: cabac=1";
        assert_eq!(signed(x264).as_deref(), Some("x264 core 164 r3108 31e19f9"));
        let x265 = b"\0x265 (build 199) - 3.5+1-f0c1022b6:[Linux][GCC 12.2.0][64 bit] 8bit - H.265/HEVC codec";
        assert_eq!(signed(x265).as_deref(), Some("x265 build 199 3.5+1-f0c1022b6"));
        assert_eq!(signed(b"neither"), None);
    }

    #[test]
    fn every_encoder_there_is_has_a_version() {
        for choice in CHOICES.iter().filter(|choice| find(choice).is_ok()) {
            let build = encoder_build(choice.name, 1).expect("its library tells what it is");
            assert!(build.by.contains(|letter: char| letter.is_ascii_digit()), "{build:?}");
            let lossy = ["x264", "x265"].contains(&choice.name);
            assert_eq!(build.lossy, lossy, "{build:?}");
            assert_eq!(build.by.starts_with("libavcodec "), !lossy, "{build:?}");
        }
    }
}
