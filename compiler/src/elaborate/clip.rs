//! Clips: where they come from, and whether they are what a signature asks for.

use super::Elaborator;
use super::arguments::Bound;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Node, NodeId, NodeKind};
use crate::media::{Layout, Named, Scan, StreamKind, chroma_block};
use crate::plan::Window;
use crate::resolve::{Class, Declaration};
use crate::syntax::Span;
use crate::types::{ClipType, Fact, Requirement, Sound, Subject, Value, Verdict};

impl Elaborator<'_> {
    /// The picture of input `index`.
    pub(super) fn source(&mut self, index: usize, span: Span) -> Value {
        if let Some(node) = self.sources.get(&index) {
            return Value::Clip(*node);
        }
        let name = &self.inputs[index].name;
        let media = self.bindings.media.get(&name.name);
        let stream = match media.map(|media| (media, media.first_video())) {
            None => 0,
            Some((_, Some((stream, _)))) => stream.index,
            Some((media, None)) => {
                if std::mem::replace(&mut self.promised.entry(index).or_default().reported, true) {
                    return Value::Unknown;
                }
                let kinds: Vec<_> = media.streams.iter().map(|stream| stream.kind.name()).collect();
                let diagnostic = Diagnostic::new(
                    Code::NO_STREAM,
                    format!("{} has no picture, and the graph asks for one", media.path),
                );
                let asked = if span == name.span { diagnostic } else { diagnostic.label(span, "asked for here") };
                self.report(
                    asked
                        .label(
                            name.span,
                            format!(
                                "the file holds {}",
                                if kinds.is_empty() { "no streams".to_owned() } else { kinds.join(", ") }
                            ),
                        )
                        .help("`fwr probe FILE` shows what a file holds"),
                );
                return Value::Unknown;
            }
        };
        let promised = self.promised.entry(index).or_default();
        let node = self.graph.add(
            Node {
                name: name.name.clone(),
                kind: NodeKind::Source { input: index, stream },
                clip: promised.clip.clone(),
                window: Window::default(),
                warm_up: None,
                class: Class::Exact,
                span: Some(name.span),
                inserted: None,
                pin: None,
            },
            &[],
        );
        self.sources.insert(index, node);
        for (property, origin) in std::mem::take(&mut promised.origins) {
            self.note_origin(node, property, origin);
        }
        Value::Clip(node)
    }

    /// The sound of input `index`.
    pub(super) fn sound(&mut self, index: usize, span: Span) -> Value {
        let name = &self.inputs[index].name;
        if let Some(media) = self.bindings.media.get(&name.name)
            && !media.streams.iter().any(|stream| matches!(stream.kind, StreamKind::Audio(_)))
        {
            self.report(
                Diagnostic::new(Code::NO_STREAM, format!("{} has no sound, and the graph asks for it", media.path))
                    .label(span, "asked for here")
                    .help("leave `audio` out of the output: sound is copied where there is some"),
            );
            return Value::Unknown;
        }
        let ty = self.promised.entry(index).or_default().sound.clone();
        Value::Sound(Sound { input: index, ty })
    }

    /// A clip that is one of `clips`, by a choice that is not decided yet: what all of them are is known of it.
    /// `word` is how the graph calls the choice, at `span`.
    pub(super) fn one_of_clips(&mut self, clips: &[NodeId], word: &str, span: Span) -> NodeId {
        let types = clips.iter().map(|clip| self.graph.clip(*clip).clone());
        let clip = types.reduce(|joined, other| joined.join(&other)).unwrap_or_default();
        let node = Node {
            name: self.title(word),
            kind: NodeKind::Undecided { filter: word.to_owned() },
            clip,
            window: Window::default(),
            warm_up: None,
            class: Class::Exact,
            span: Some(self.place(span)),
            inserted: None,
            pin: None,
        };
        self.graph.add(node, clips)
    }

    /// The clips among the arguments, each meeting its parameter's requirements; `None` if one is unknown or cannot.
    pub(super) fn clips(&mut self, declaration: &Declaration, bound: &Bound, span: Span) -> Option<Vec<NodeId>> {
        let mut clips = Vec::new();
        let mut complete = true;
        for param in declaration.params.iter().filter(|param| param.ty.is_clip()) {
            match bound.values.get(&param.name) {
                Some(Value::Clip(clip) | Value::Mask(clip) | Value::Vectors(clip)) => {
                    let at = bound.spans.get(&param.name).copied().unwrap_or(span);
                    match self.adapt(*clip, param, declaration, at, span) {
                        Some(clip) => clips.push(clip),
                        None => complete = false,
                    }
                }
                _ => complete = false,
            }
        }
        complete.then_some(clips)
    }

    /// Reports the first requirement that `clip` breaks.
    pub(super) fn check_requirements(
        &mut self,
        clip: NodeId,
        requirements: &[Vec<Requirement>],
        span: Span,
        who: &str,
    ) -> bool {
        let found = self.graph.clip(clip).clone();
        for any in requirements {
            if self.verdict(clip, any) != Verdict::Fails {
                continue;
            }
            let wanted = alternatives(any);
            self.report(
                Diagnostic::new(Code::CLIP_MISMATCH, format!("{who} must be {wanted}, but it is {found}"))
                    .label(span, "")
                    .help(help_for(any.first().copied(), &found.scan.to_string())),
            );
            return false;
        }
        true
    }

    /// Reports a clip that cannot be made into what a filter takes.
    pub(super) fn clip_mismatch(
        &mut self,
        clip: NodeId,
        any: &[Requirement],
        declaration: &Declaration,
        clip_span: Span,
        call: Span,
    ) {
        if self.contradiction(clip, any, declaration.name(), call) {
            return;
        }
        let stated = self.opponent(clip, any).map(|origin| (origin.span, origin.wants.clone()));
        let (clip, wanted) = (self.graph.clip(clip).clone(), alternatives(any));
        let found = match any.first().map(|requirement| requirement.subject()) {
            Some(Subject::Scan) => clip.scan.to_string(),
            Some(Subject::Layout) => clip.layout.to_string(),
            Some(Subject::Size) => format!("{}x{}", clip.width, clip.height),
            Some(Subject::Range) => clip.range.to_string(),
            Some(Subject::Transfer) => clip.transfer.to_string(),
            _ => clip.sample.to_string(),
        };
        let call = self.place(call);
        let (code, message, takes) = if let Some(Requirement::WholeChroma) = any.first() {
            let sizes = whole_sides(&clip).join(" and whose ");
            let scan = clip.scan.values(Scan::ALL);
            let kind = if scan.iter().all(|scan| scan.is_interlaced()) { "interlaced " } else { "" };
            let message =
                format!("{} takes {kind}{} whose {sizes}, but this clip is {found}", declaration.name(), clip.layout);
            (Code::BAD_GEOMETRY, message, "does not take this size".to_owned())
        } else {
            let message = format!("{} takes {wanted} clips, but this one is {found}", declaration.name());
            (Code::CLIP_MISMATCH, message, format!("takes {wanted}"))
        };
        let mut diagnostic = Diagnostic::new(code, message).label(call, takes);
        if clip_span != call && self.site.is_none() {
            // Of a clip of which nothing else is known there is nothing else to say.
            let whole = if clip.to_string() == format!("{found} …") { String::new() } else { format!(": {clip}") };
            diagnostic = diagnostic.label(clip_span, format!("is {found}{whole}"));
        }
        if let Some((span, said)) = stated {
            diagnostic = diagnostic.label(span, format!("stated here: {said}"));
        }
        let help = match any.first() {
            Some(Requirement::WholeChroma) => to_whole_chroma(&clip),
            first => help_for(first.copied(), &found),
        };
        self.report(diagnostic.help(help));
    }
}

/// What each side has to be a multiple of, where it is not: of the least that any format of `clip` asks for.
fn whole_sides(clip: &ClipType) -> Vec<String> {
    let (x, y) = least_block(clip);
    let sides = [("width", &clip.width, x), ("height", &clip.height, y)];
    let broken = sides.iter().filter(|(_, size, step)| size.known().is_some_and(|size| size % step != 0));
    broken.map(|(side, _, step)| format!("{side} is a multiple of {step}")).collect()
}

fn least_block(clip: &ClipType) -> (u32, u32) {
    let scans = clip.scan.values(Scan::ALL);
    let blocks = clip
        .layout
        .values(Layout::ALL)
        .into_iter()
        .flat_map(|layout| scans.iter().map(move |scan| chroma_block(layout, *scan)).collect::<Vec<_>>());
    blocks.min_by_key(|(x, y)| x * y).unwrap_or((1, 1))
}

/// `u8, u10 or u12`.
pub(super) fn alternatives(any: &[Requirement]) -> String {
    let names: Vec<String> = any.iter().map(ToString::to_string).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// How to bring a clip to a size that ends with a whole chroma sample.
fn to_whole_chroma(clip: &ClipType) -> String {
    let (x, y) = least_block(clip);
    let rest = |size: &Fact<u32>, step: u32| size.known().map_or(0, |size| size % step);
    let (over, below) = (rest(&clip.width, x), rest(&clip.height, y));
    let sides = |columns: u32, rows: u32| {
        let sides = [("right", columns), ("bottom", rows)];
        let sides: Vec<_> =
            sides.iter().filter(|(_, size)| *size > 0).map(|(side, size)| format!("{side}: {size}px")).collect();
        sides.join(", ")
    };
    format!("put `crop({})` before it, or `pad({})`", sides(over, below), sides((x - over) % x, (y - below) % y))
}

fn help_for(requirement: Option<Requirement>, found: &str) -> String {
    match requirement {
        Some(Requirement::Progressive) => {
            format!(
                "put `deinterlace()` before it; if the tag is wrong and the clip is not {found}, `assume(scan: progressive)`"
            )
        }
        Some(Requirement::Interlaced | Requirement::Scan(_)) => {
            "leave it out; if the clip is interlaced and only the tag is missing, say so: `assume(scan: tff)` or `assume(scan: bff)`"
                .to_owned()
        }
        Some(Requirement::Layout(Layout::Rgb)) => "convert it before: `convert(layout: rgb)`".to_owned(),
        Some(Requirement::Yuv | Requirement::Layout(_)) => {
            "convert it before: `convert(layout: yuv444, matrix: bt709)`, with the matrix that you mean".to_owned()
        }
        Some(Requirement::Full) => {
            "convert it before: `convert(range: full)`; if only the tag is wrong, `assume(range: full)`".to_owned()
        }
        Some(Requirement::Linear) => {
            "bring its samples to linear light before, and say that they are: `assume(transfer: linear)`".to_owned()
        }
        _ => "convert it before with `convert(sample: …)`".to_owned(),
    }
}
