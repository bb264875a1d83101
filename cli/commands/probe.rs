//! `fwr probe FILE`: what a media file holds, as a graph will see it.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::{MediaInfo, StreamInfo, StreamKind};

use crate::arguments::ProbeArgs;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &ProbeArgs) -> Exit {
    let media = match fwr_runtime::media::probe(&args.file.display().to_string()) {
        Ok(media) => media,
        Err(found) => return findings::show_one(found),
    };
    if args.json {
        match serde_json::to_string_pretty(&media) {
            Ok(json) => stdout::print_line(json),
            Err(error) => {
                return findings::show_one(Diagnostic::new(
                    Code::INTERNAL,
                    format!("the probe cannot be written as JSON: {error}"),
                ));
            }
        }
    } else {
        stdout::print(describe(&media));
    }
    Exit::Fine
}

fn describe(media: &MediaInfo) -> String {
    let duration = media.duration.map_or("length unknown".to_owned(), |seconds| format!("{seconds:.3} s"));
    let mut text = format!("{}: {}, {duration}\n", media.path, media.container);
    for stream in &media.streams {
        text += &format!("  {}  {:<10} {:<12} {}\n", stream.index, stream.kind.name(), stream.codec, details(stream));
    }
    if media.chapters > 0 {
        text += &format!("  {} chapters\n", media.chapters);
    }
    for (name, value) in &media.metadata {
        text += &format!("  {name}: {value}\n");
    }
    text
}

fn details(stream: &StreamInfo) -> String {
    let mut parts = Vec::new();
    match &stream.kind {
        StreamKind::Video(format) => {
            parts.push(format.to_string());
            parts.extend(format.frames.map(|frames| format!("about {frames} frames")));
        }
        StreamKind::Audio(audio) => parts.push(format!("{} Hz {} {}", audio.sample_rate, audio.layout, audio.sample)),
        _ => {}
    }
    parts.extend(stream.rotation.map(|turn| format!("turned by {} degrees", turn.abs())));
    parts.extend(stream.language.clone());
    parts.extend(stream.title.clone());
    parts.join(", ")
}
