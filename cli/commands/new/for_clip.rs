//! The text of a first graph for a clip: what it is, and what everyone does with such a clip.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{MediaInfo, Scan};

use super::of_preset::text_of;

/// A graph that makes whole frames of fields where there are any, and takes the noise off; `graph` is what it is called.
///
/// # Errors
/// If the clip has no picture.
pub(super) fn text(media: &MediaInfo, graph: &str) -> Result<String, Diagnostic> {
    let Some((stream, format)) = media.first_video() else {
        return Err(Diagnostic::new(Code::NO_STREAM, format!("{} has no picture to restore", media.path))
            .help("`fwr probe` shows what it holds"));
    };
    let interlaced = matches!(format.scan, Scan::Tff | Scan::Bff);
    let steps = if interlaced {
        "// Fields become whole frames, one of each.\nlet whole = clip.video |> deinterlace(rate: double)\n\n"
    } else {
        ""
    };
    let source = if interlaced { "whole" } else { "clip.video" };
    let frames = if interlaced { "2 * frames(clip.video)" } else { "frames(clip.video)" };
    Ok(format!(
        "//! A first graph for a clip: whole frames, and no more noise than need be.\n//!\n\
         //!     fwr run {graph}\n//!\n\
         //! `fwr filters` lists what else there is, and `fwr presets` whole recipes.\n\n\
         edition 2026\n\n\
         /// As it was found: {codec}, {format}.\ninput clip: media = {path}\n\n{steps}\
         // As much as is measured of the noise.\nlet picture = {source} |> denoise()\n\n\
         output \"restored.mkv\" {{\n  video: picture |> encode(ffv1)\n}}\n\n\
         expect {{\n  frames(picture) == {frames}\n  picture.scan == progressive\n  \
         noise_level(picture) <= noise_level({source})\n}}\n",
        codec = stream.codec,
        path = text_of(&media.path),
    ))
}
