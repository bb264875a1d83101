//! Containers: which one a file name means, and which codecs each can hold.

use std::ffi::CString;
use std::path::Path;

use super::probe::WRITTEN_FROM_TAGS;
use super::sequence::{ImageKind, images_of};
use super::{dictionary, ff};

/// Containers that are written, by file name extension.
const BY_EXTENSION: &[(&str, &str)] = &[
    ("mkv", "matroska"),
    ("mka", "matroska"),
    ("mks", "matroska"),
    ("mp4", "mp4"),
    ("m4v", "mp4"),
    ("mov", "mov"),
    ("nut", "nut"),
    ("y4m", Y4M),
];

/// FFmpeg's name for YUV4MPEG2.
pub(crate) const Y4M: &str = "yuv4mpegpipe";

/// What every FFmpeg writes into these containers, of what there are encoders for: known without loading it.
const HELD: &[(&str, &[&str])] =
    &[("matroska", &["ffv1", "h264", "hevc"]), ("mp4", &["h264", "hevc"]), ("mov", &["h264", "hevc"])];

/// The container that `path`'s extension stands for, in FFmpeg's spelling; `png_sequence` and the like for images with a
/// place for their number in the name.
pub fn container_of(path: &str) -> Option<&'static str> {
    if let Some((_, kind)) = images_of(path) {
        return Some(kind.container());
    }
    let extension = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    BY_EXTENSION.iter().find(|(known, _)| *known == extension).map(|(_, container)| *container)
}

/// The extensions of containers that are written.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    BY_EXTENSION.iter().map(|(extension, _)| *extension)
}

/// Whether a stream of this codec can be written into this container, both in FFmpeg's spelling.
pub fn can_hold(container: &str, codec: &str) -> bool {
    let is_held = HELD.iter().any(|(known, codecs)| *known == container && codecs.contains(&codec));
    if container == Y4M {
        return codec == "rawvideo";
    }
    if let Some(held) = ImageKind::codec_in(container) {
        return codec == held;
    }
    if is_held || WRITTEN_FROM_TAGS.contains(&codec) || matroska_attachment(container, codec) {
        return true;
    }
    ask_ffmpeg(container, codec)
}

fn ask_ffmpeg(container: &str, codec: &str) -> bool {
    let Some(format) = output_format(container) else { return false };
    let Ok(name) = CString::new(codec) else { return false };
    // SAFETY: texts that end with a zero byte, constant tables of the library.
    unsafe {
        let descriptor = ff::avcodec_descriptor_get_by_name(name.as_ptr());
        if descriptor.is_null() {
            return false;
        }
        ff::avformat_query_codec(format, (*descriptor).id, ff::FF_COMPLIANCE_NORMAL) == 1
    }
}

/// Whether a container, as [`container_of`] or a probe names it, is a sequence of images.
pub fn is_sequence(container: &str) -> bool {
    ImageKind::codec_in(container).is_some()
}

/// Whether the muxer writes a display matrix; that of Matroska does since FFmpeg 6.1.
pub fn can_rotate(container: &str) -> bool {
    container != "matroska" || cfg!(ffmpeg_6_1)
}

/// FFmpeg's description of a container that it can write.
pub(crate) fn output_format(container: &str) -> Option<*const ff::AVOutputFormat> {
    // Of that one FFmpeg writes packets one after another, and we what is between them; of images we write all.
    let ours = container == Y4M || ImageKind::codec_in(container).is_some();
    let name = if ours { "rawvideo" } else { container };
    let name = CString::new(name).ok()?;
    // SAFETY: a text that ends with a zero byte; null stands for no hint.
    let format = unsafe { ff::av_guess_format(name.as_ptr(), std::ptr::null(), std::ptr::null()) };
    (!format.is_null()).then_some(format)
}

/// The name that messages use for a container.
pub(crate) fn long_name(container: &str) -> String {
    if container == Y4M {
        return "YUV4MPEG2".to_owned();
    }
    if let Some(codec) = ImageKind::codec_in(container) {
        return format!("{} images", codec.to_uppercase());
    }
    output_format(container).map_or_else(
        || container.to_owned(),
        // SAFETY: a constant description of the library.
        |format| unsafe { dictionary::text((*format).long_name) },
    )
}

/// Fonts and pictures that Matroska keeps as files inside the file.
fn matroska_attachment(container: &str, codec: &str) -> bool {
    container == "matroska"
        && matches!(codec, "ttf" | "otf" | "mjpeg" | "png" | "gif" | "bmp" | "tiff" | "text" | "bin_data" | "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_name_containers() {
        assert_eq!(container_of("out/Tape.MKV"), Some("matroska"));
        assert_eq!(container_of("a.mov"), Some("mov"));
        assert_eq!(container_of("a.avi"), None);
        assert_eq!(container_of("mkv"), None);
        // Stdout, with what is written to it.
        assert_eq!(container_of("-.y4m"), Some(Y4M));
        assert_eq!(container_of("-"), None);
        // Images have a place for their number.
        assert_eq!(container_of("frames/%06d.png"), Some("png_sequence"));
        assert_eq!(container_of("shot.####.tif"), Some("tiff_sequence"));
        assert_eq!(container_of("still.png"), None);
        assert_eq!(container_of("take #1.mkv"), Some("matroska"));
    }

    #[test]
    fn what_is_known_without_ffmpeg_is_what_it_says() {
        for (container, codecs) in HELD {
            for codec in *codecs {
                assert!(ask_ffmpeg(container, codec), "{codec} in {container}");
            }
        }
    }

    #[test]
    fn containers_hold_what_they_hold() {
        for codec in ["ffv1", "h264", "hevc", "aac", "flac", "pcm_s16le", "subrip", "ass", "ttf", "mjpeg"] {
            assert!(can_hold("matroska", codec), "{codec} in Matroska");
        }
        for codec in ["h264", "hevc", "aac", "mov_text", "tmcd"] {
            assert!(can_hold("mp4", codec), "{codec} in MP4");
        }
        for codec in ["subrip", "ass", "ttf", "pcm_s16le", "no such codec"] {
            assert!(!can_hold("mp4", codec), "{codec} in MP4");
        }
        assert!(!can_hold("matroska", "mov_text"));
        assert!(can_hold("png_sequence", "png") && !can_hold("png_sequence", "tiff"));
        assert!(!can_hold("exr_sequence", "pcm_s16le"));
    }
}
