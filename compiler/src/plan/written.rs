//! What can be said against the files that a graph writes before any media is looked at.

use std::collections::BTreeMap;

use super::World;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Graph, Output};

/// Reports outputs whose file cannot be written: of no known kind, unable to hold its picture, or written by
/// another output as well. Outputs without a path yet are left alone.
pub fn check_written(graph: &Graph, world: &dyn World, diagnostics: &mut Vec<Diagnostic>) {
    let mut written: BTreeMap<&str, &Output> = BTreeMap::new();
    for output in &graph.outputs {
        let Some(path) = output.path.as_deref() else { continue };
        if let Some(first) = written.insert(path, output) {
            diagnostics.push(
                Diagnostic::new(Code::OUTPUT_TWICE, format!("two outputs write one file, {path}"))
                    .label(output.span, "the second")
                    .label(first.span, "the first")
                    .help("give one of them another path, in the graph or with -o for each in order"),
            );
            continue;
        }
        match world.container_for(path) {
            Some(container) => diagnostics.extend(unfit_encoder(output, &container, world)),
            None => diagnostics.push(unknown_container(output, path)),
        }
    }
}

fn unfit_encoder(output: &Output, container: &str, world: &dyn World) -> Option<Diagnostic> {
    let video = output.video.as_ref()?;
    if world.can_hold(container, codec_of(&video.encoder)) {
        return None;
    }
    let message = format!("{} cannot hold {} video", super::container_words(container), video.encoder);
    let help = match container {
        "yuv4mpegpipe" => "a .y4m file takes whole samples only: `encode(raw)`",
        "png_sequence" => "a sequence of .png files takes `encode(png)`",
        "tiff_sequence" => "a sequence of .tif files takes `encode(tiff)`",
        "dpx_sequence" => "a sequence of .dpx files takes `encode(dpx)`",
        "exr_sequence" => "a sequence of .exr files takes `encode(exr)`",
        _ if ["png", "tiff", "dpx", "exr"].contains(&video.encoder.as_str()) => {
            "an image has a file of its own, with a place for its number in the path: \"frames/%06d.png\""
        }
        _ => "write to .mkv, or choose another encoder: x264 and x265 go into .mp4 and .mov",
    };
    let encoded = video.span.map_or_else(
        || Diagnostic::new(Code::CONTAINER, message.clone()),
        |span| Diagnostic::new(Code::CONTAINER, message.clone()).label(span, "encoded like this"),
    );
    Some(encoded.label(output.span, "into this file").help(help))
}

fn unknown_container(output: &Output, path: &str) -> Diagnostic {
    if path == "-" {
        return Diagnostic::new(Code::UNKNOWN_CONTAINER, "`-` writes to stdout, but does not say what")
            .label(output.span, "")
            .help("say it with --format y4m or --format nut, or in the path: \"-.y4m\"");
    }
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if ["png", "tif", "tiff", "dpx", "exr"].contains(&ending.as_str()) {
        let stem = &path[..path.len() - ending.len() - 1];
        let message = format!("{path:?} names one image, and a clip has many");
        return Diagnostic::new(Code::UNKNOWN_CONTAINER, message)
            .label(output.span, "")
            .help(format!("give their numbers a place in the name: \"{stem}%06d.{ending}\""));
    }
    let message = match path.rsplit('/').next().and_then(|name| name.rsplit_once('.')) {
        Some((_, ending)) => format!("{path:?} is to be a .{ending} file, which FrameWright does not write"),
        None => format!("the name {path:?} does not say which kind of file to write"),
    };
    Diagnostic::new(Code::UNKNOWN_CONTAINER, message).label(output.span, "").help("end it in .mkv, .mp4 or .mov")
}

/// FFmpeg's name of the codec that an encoder of the library writes.
fn codec_of(encoder: &str) -> &str {
    match encoder {
        "x264" => "h264",
        "x265" => "hevc",
        "raw" => "rawvideo",
        other => other,
    }
}
