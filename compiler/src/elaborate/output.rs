//! The files that a graph writes.

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::graph::{self, StreamClass};
use crate::media::Named;
use crate::syntax::Span;
use crate::syntax::ast::{self, Call, Expr, ExprKind, Field, Ident};
use crate::types::{Sound, Stream, Value};

const FIELDS: &[&str] = &["video", "audio", "copy", "drop"];

/// What other programs set beside the picture.
const ENCODER_WORDS: &[&str] =
    &["codec", "encoder", "vcodec", "crf", "preset", "tune", "bitrate", "quality", "pix_fmt"];

impl Elaborator<'_> {
    pub(super) fn output(&mut self, output: &ast::Output, span: Span) {
        let index = self.graph.outputs.len();
        // The item without its braces is what findings point at.
        let word = Span { end: span.start + "output".len() as u32, ..span };
        let span = output.path.as_ref().map_or(word, |path| word.to(path.span));
        let path = self.bindings.outputs.get(index).cloned().or_else(|| self.path(output.path.as_ref()?));
        let mut result = graph::Output { path, video: None, audio: None, copy: None, drop: Vec::new(), span };
        for field in &output.fields {
            self.field(field, &mut result);
        }
        self.check_contradiction(output, &result);
        // A field that was meant to be the picture has been reported under the name that it has.
        if output.fields.iter().all(|field| FIELDS.contains(&field.name.name.as_str()) && field.name.name != "video") {
            self.report(
                Diagnostic::new(Code::BAD_OUTPUT, "this output has no picture")
                    .label(span, "")
                    .help("add a line `video: …` with the clip to write"),
            );
        }
        self.graph.outputs.push(result);
    }

    /// What is copied is not left out.
    fn check_contradiction(&mut self, output: &ast::Output, result: &graph::Output) {
        let all = |name: &str| {
            output.fields.iter().any(|field| {
                field.name.name == name && matches!(&field.value.kind, ExprKind::Name(value) if value == "all")
            })
        };
        let copied = if all("copy") { &[] } else { result.copy.as_deref().unwrap_or_default() };
        let sound = result.audio.as_ref().map(|_| StreamClass::Audio);
        let kept = copied.iter().copied().chain(sound);
        let Some(both) = kept.into_iter().find(|class| result.drop.contains(class)) else { return };
        let mut diagnostic = Diagnostic::new(Code::KEPT_AND_DROPPED, format!("`{both}` is both copied and left out"))
            .help("take it out of one of them");
        for field in output.fields.iter().filter(|field| ["audio", "copy", "drop"].contains(&field.name.name.as_str()))
        {
            diagnostic = diagnostic.label(field.value.span, "");
        }
        self.report(diagnostic);
    }

    fn path(&mut self, expr: &Expr) -> Option<String> {
        match self.evaluate(expr, &Scope::File) {
            Value::Text(path) => Some(path),
            Value::Unknown => None,
            other => {
                self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("an output's path is a text, found {}", other.describe()),
                    )
                    .label(expr.span, "")
                    .help("put the path in quotes"),
                );
                None
            }
        }
    }

    fn field(&mut self, field: &Field, output: &mut graph::Output) {
        match field.name.name.as_str() {
            "video" => output.video = self.picture(field, output.path.as_deref()),
            "audio" => output.audio = self.audio(field),
            "copy" => output.copy = self.classes(&field.value),
            "drop" => output.drop = self.classes(&field.value).unwrap_or_default(),
            other => {
                let help = match (nearest(other, FIELDS.iter().copied()), StreamClass::from_name(other)) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, Some(class)) => format!(
                        "what no field names is copied as it is; `drop: [{class}]` leaves it out, `copy: [{class}]` leaves out all else"
                    ),
                    (None, None) if ENCODER_WORDS.contains(&other) => {
                        "the encoder belongs to the picture: `video: picture |> encode(x264, crf: 18)`".to_owned()
                    }
                    (None, None) => format!("the fields are {}", FIELDS.join(", ")),
                };
                self.report(
                    Diagnostic::new(Code::UNKNOWN_FIELD, format!("an output has no field `{other}`"))
                        .label(field.name.span, "")
                        .help(help),
                );
            }
        }
    }

    fn picture(&mut self, field: &Field, path: Option<&str>) -> Option<Stream> {
        let span = field.value.span;
        let value = self.evaluate(&field.value, &Scope::File);
        match value {
            Value::Stream(stream) => Some(stream),
            Value::Clip(_) => self.default_encoder(value, path, span),
            Value::Unknown => None,
            Value::Name(name) => {
                let help = self.nearest_name(&name).map_or_else(
                    || format!("define it: `let {name} = tape.video |> …`"),
                    |near| format!("did you mean `{near}`?"),
                );
                self.report(
                    Diagnostic::new(Code::UNKNOWN_NAME, format!("`{name}` is not defined, and a clip goes here"))
                        .label(span, "")
                        .help(help),
                );
                None
            }
            other => {
                let help = match other {
                    Value::Media(_) => "take its picture: write `.video` after the name",
                    Value::Vectors(_) => "to see vectors as a clip, write `show_motion(vectors)`",
                    Value::Mask(_) => "to see a mask as a clip, write `as_clip(mask)`",
                    _ => "give it a clip, or a clip piped into `encode(…)`",
                };
                self.report(
                    Diagnostic::new(Code::WRONG_TYPE, format!("`video` takes a clip, found {}", other.describe()))
                        .label(span, "")
                        .help(help),
                );
                None
            }
        }
    }

    /// A clip without `encode` goes to x264 in MP4 and MOV, into images where the path says so, and to lossless FFV1
    /// elsewhere.
    fn default_encoder(&mut self, clip: Value, path: Option<&str>, span: Span) -> Option<Stream> {
        let extension =
            path.and_then(|path| path.rsplit_once('.')).map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
        let encoder = match extension.as_str() {
            "mp4" | "m4v" | "mov" => "x264",
            "png" => "png",
            "tif" | "tiff" => "tiff",
            "dpx" => "dpx",
            "exr" => "exr",
            _ => "ffv1",
        };
        let library = self.library;
        let declaration = library.encoder(encoder)?;
        let call = Call { module: None, name: Ident { name: encoder.to_owned(), span }, args: Vec::new(), span };
        let bound = self.bind(declaration, &call, Some((clip, span)), &[], &Scope::File);
        let stream = self.encoded(declaration, &bound, span)?;
        Some(Stream { span: None, ..stream })
    }

    fn audio(&mut self, field: &Field) -> Option<Vec<usize>> {
        let items: Vec<&Expr> = match &field.value.kind {
            ExprKind::List(items) => items.iter().collect(),
            _ => vec![&field.value],
        };
        let mut inputs = Vec::new();
        for item in items {
            match self.evaluate(item, &Scope::File) {
                Value::Sound(Sound { input, .. }) | Value::Media(input) => inputs.push(input),
                Value::Unknown => return None,
                other => self.report(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        format!("`audio` takes the sound of an input, found {}", other.describe()),
                    )
                    .label(item.span, "")
                    .help("write for example `audio: tape.audio`; sound is copied as it is"),
                ),
            }
        }
        Some(inputs)
    }

    pub(super) fn classes(&mut self, value: &Expr) -> Option<Vec<StreamClass>> {
        let items: Vec<&Expr> = match &value.kind {
            ExprKind::List(items) => items.iter().collect(),
            _ => vec![value],
        };
        let names: Vec<&str> = StreamClass::ALL.iter().map(|class| class.name()).collect();
        let mut classes = Vec::new();
        for item in items {
            let ExprKind::Name(name) = &item.kind else {
                self.report(
                    Diagnostic::new(Code::UNKNOWN_STREAM, "a kind of stream goes here")
                        .label(item.span, "")
                        .help(format!("the kinds are {}", names.join(", "))),
                );
                continue;
            };
            match (name.as_str(), StreamClass::from_name(name)) {
                ("all", _) => return Some(StreamClass::ALL.to_vec()),
                (_, Some(class)) => classes.push(class),
                (other, None) => {
                    let help = nearest(other, names.iter().copied()).map_or_else(
                        || format!("the kinds are {}", names.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.report(
                        Diagnostic::new(Code::UNKNOWN_STREAM, format!("`{other}` is not a kind of stream"))
                            .label(item.span, "")
                            .help(help),
                    );
                }
            }
        }
        Some(classes)
    }

    /// A graph must write something; more paths than outputs are a mistake too.
    pub(super) fn check_outputs(&mut self) {
        let outputs = self.graph.outputs.len();
        if outputs == 0 {
            self.report(
                Diagnostic::new(Code::NO_OUTPUT, "the graph writes nothing: it has no output")
                    .help("add for example `output \"restored.mkv\" { video: picture }`"),
            );
        } else if self.bindings.outputs.len() > outputs {
            self.report(
                Diagnostic::new(
                    Code::UNKNOWN_INPUT,
                    format!(
                        "{} paths are given with -o, but the graph has {outputs} output{}",
                        self.bindings.outputs.len(),
                        if outputs == 1 { "" } else { "s" }
                    ),
                )
                .help("give one -o for each output, in the order of the file"),
            );
        }
    }
}
