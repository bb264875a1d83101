//! Where every stream of every input goes: decoded, copied, or dropped with a reason.

use super::build::Setting;
use super::{CopiedStream, DroppedStream, World};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Output, StreamClass};
use crate::media::{MediaInfo, StreamInfo, StreamKind};

/// What becomes of the streams that are not decoded for this output.
pub(super) struct Routed {
    pub(super) copied: Vec<CopiedStream>,
    pub(super) dropped: Vec<DroppedStream>,
    pub(super) chapters: bool,
    pub(super) metadata: bool,
}

/// An output whose streams are being routed.
#[derive(Clone, Copy)]
pub(super) struct Route<'a> {
    pub(super) output: &'a Output,
    /// The streams that its picture is made of.
    pub(super) used: &'a [CopiedStream],
    /// Its container, in FFmpeg's spelling.
    pub(super) container: &'a str,
}

/// Routes the streams of all inputs into an output; `None` if one cannot go where it must.
pub(super) fn route(to: &Route<'_>, setting: &Setting<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Routed> {
    let Route { output, used, container } = *to;
    let world = setting.world;
    let wants = |class: StreamClass| {
        !output.drop.contains(&class) && output.copy.as_ref().is_none_or(|copy| copy.contains(&class))
    };
    let mut routed = Routed {
        copied: Vec::new(),
        dropped: Vec::new(),
        chapters: wants(StreamClass::Chapters),
        metadata: wants(StreamClass::Metadata),
    };
    diagnostics.extend(without_times(to, setting));
    let mut complete = true;
    for (input, declared) in setting.inputs.iter().enumerate() {
        let Some(media) = setting.bindings.media.get(&declared.name.name) else { continue };
        for stream in &media.streams {
            let id = CopiedStream { input, stream: stream.index };
            // The pictures that the graph works on are in the output already.
            if used.contains(&id) {
                if let Some(turn) = stream.rotation.filter(|_| !world.can_rotate(container)) {
                    diagnostics.push(not_turned(output, media, container, turn));
                }
                continue;
            }
            match verdict(output, stream, input, media, container, &wants, world) {
                Verdict::Copy => routed.copied.push(id),
                Verdict::Drop(reason) => routed.dropped.push(DroppedStream { stream: id, reason }),
                Verdict::Refuse(class) => {
                    complete = false;
                    diagnostics.push(refusal(output, stream, media, container, class));
                }
            }
        }
    }
    complete.then_some(routed)
}

enum Verdict {
    Copy,
    Drop(String),
    Refuse(StreamClass),
}

fn verdict(
    output: &Output,
    stream: &StreamInfo,
    input: usize,
    media: &MediaInfo,
    container: &str,
    wants: &impl Fn(StreamClass) -> bool,
    world: &dyn World,
) -> Verdict {
    let class = class_of(&stream.kind);
    if class == StreamClass::Video && media.first_video().is_some_and(|(first, _)| first.index == stream.index) {
        return Verdict::Drop("the graph does not use this picture".to_owned());
    }
    if class == StreamClass::Audio
        && let Some(inputs) = &output.audio
        && !inputs.contains(&input)
    {
        return Verdict::Drop("the output's `audio` names other inputs".to_owned());
    }
    let named = class == StreamClass::Audio && output.audio.is_some();
    if !named && !wants(class) {
        let by = if output.drop.contains(&class) { "`drop`" } else { "`copy`" };
        return Verdict::Drop(format!("left out by the output's {by}"));
    }
    let fits = match stream.kind {
        StreamKind::Attachment => world.can_attach(container),
        _ => world.can_hold(container, &stream.codec),
    };
    if fits { Verdict::Copy } else { Verdict::Refuse(class) }
}

fn not_turned(output: &Output, media: &MediaInfo, container: &str, turn: i32) -> Diagnostic {
    Diagnostic::new(
        Code::STREAM_DROPPED,
        format!(
            "{} is turned by {} degrees when it is shown, which {} of this build cannot say",
            media.path,
            turn.abs(),
            super::container_words(container)
        ),
    )
    .label(output.span, "the picture will lie as the camera was held")
    .help("write to .mp4 or .mov, which keep the turn")
}

/// What is lost of a clip with frames of several lengths when each becomes an image.
fn without_times(to: &Route<'_>, setting: &Setting<'_>) -> Option<Diagnostic> {
    let is_uneven = |used: &CopiedStream| {
        let media = setting.bindings.media.get(&setting.inputs[used.input].name.name)?;
        match &media.streams.get(used.stream)?.kind {
            StreamKind::Video(format) => Some((media, format.rate.filter(|rate| rate.variable)?)),
            _ => None,
        }
    };
    let (media, _) = to.used.iter().find_map(is_uneven).filter(|_| super::is_sequence(to.container))?;
    Some(
        Diagnostic::new(
            Code::STREAM_DROPPED,
            format!(
                "frames of {} are not equally spaced, and {} have no times",
                media.path,
                super::container_words(to.container)
            ),
        )
        .label(to.output.span, "each frame becomes an image, however long it is shown")
        .help("write to .mkv to keep the times"),
    )
}

fn refusal(output: &Output, stream: &StreamInfo, media: &MediaInfo, container: &str, class: StreamClass) -> Diagnostic {
    Diagnostic::new(
        Code::CONTAINER,
        format!(
            "{} cannot hold stream {} of {}: {}",
            super::container_words(container),
            stream.index,
            media.path,
            described(stream)
        ),
    )
    .label(output.span, "")
    .help(format!("write to {}, or leave it out with `drop: [{class}]`", other_container(container)))
}

/// Its kind and codec: `subtitle (subrip)`.
fn described(stream: &StreamInfo) -> String {
    match stream.codec.as_str() {
        "" | "none" => stream.kind.name().to_owned(),
        codec => format!("{} ({codec})", stream.kind.name()),
    }
}

/// What to try instead of a container.
fn other_container(container: &str) -> &'static str {
    if container == "matroska" { ".mp4 or .mov" } else { ".mkv" }
}

pub(super) fn class_of(kind: &StreamKind) -> StreamClass {
    match kind {
        StreamKind::Video(_) => StreamClass::Video,
        StreamKind::Cover | StreamKind::Attachment => StreamClass::Attachments,
        StreamKind::Audio(_) => StreamClass::Audio,
        StreamKind::Subtitle => StreamClass::Subtitles,
        StreamKind::Data => StreamClass::Data,
    }
}
