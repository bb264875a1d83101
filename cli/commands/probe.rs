//! `fwr probe FILE`: what a media file holds, as a graph will see it.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Measured;
use fwr_compiler::media::{MediaInfo, StreamInfo, StreamKind};

use serde::Serialize;

use crate::arguments::ProbeArgs;
use crate::exit::Exit;
use crate::measuring;
use crate::terminal::{findings, stdout};

/// What is printed as JSON.
#[derive(Serialize)]
struct Probed<'a> {
    #[serde(flatten)]
    media: &'a MediaInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_order: Option<Measured>,
}

/// Frames whose fields are looked at, at most.
const FRAMES: u64 = 1500;

pub(crate) fn run(args: &ProbeArgs, quiet: bool) -> Exit {
    let media = match fwr_runtime::media::probe(&args.file.display().to_string(), args.rates.of_any()) {
        Ok(media) => media,
        Err(found) => return findings::show_one(found),
    };
    let fields = match args.measure.then(|| measuring::fields(&media, FRAMES, quiet)).transpose() {
        Ok(fields) => fields.flatten(),
        Err(found) => return findings::show_one(found),
    };
    if args.json {
        let probed = Probed { media: &media, field_order: fields };
        match serde_json::to_string_pretty(&probed) {
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
        if args.measure {
            stdout::print_line(fields.as_ref().map_or("  fields: not looked at".to_owned(), describe_fields));
        }
    }
    Exit::Fine
}

/// `  fields: tff, by 60 frames (58 tff, 1 unclear)`
fn describe_fields(fields: &Measured) -> String {
    let verdict = fields.value.to_string();
    let seen: Vec<String> =
        fields.tally.iter().filter(|(_, count)| **count > 0).map(|(what, count)| format!("{count} {what}")).collect();
    let (others, frames) = (seen.join(", "), fields.frames);
    if verdict != "unclear" {
        return format!("  fields: {verdict}, by {frames} frames ({others})");
    }
    match fields.tally.iter().all(|(what, count)| what == "unclear" || *count == 0) {
        true => format!("  fields: unclear, as nothing moves enough in {frames} frames"),
        false => format!("  fields: unclear, by {frames} frames ({others})"),
    }
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
