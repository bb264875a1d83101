//! Inputs and what their types promise: taken for true without a file, held against the file with one.

use super::Elaborator;
use super::arguments::Bound;
use super::narrow::{Origin, Witness};
use crate::diagnostics::{Code, Diagnostic};
use crate::media::{MediaInfo, StreamKind};
use crate::resolve::{InputKind, Module, input_kind, read_contract, read_type};
use crate::syntax::Span;
use crate::syntax::ast::{Input, ItemKind};
use crate::types::{AudioType, Clause, ClipType, Contract, Says, Value};

/// What is known of an input: by its file as far as there is one, else by its contract.
#[derive(Debug, Default)]
pub(super) struct Promised {
    /// Its picture.
    pub(super) clip: ClipType,
    /// Its sound.
    pub(super) sound: AudioType,
    /// Which clause says what of the picture, property by property.
    pub(super) origins: Vec<(&'static str, Origin)>,
    /// Whether it has been said that there is no picture.
    pub(super) reported: bool,
}

impl<'a> Elaborator<'a> {
    /// Reads what an input's type says and holds it against the file.
    pub(super) fn check_input(&mut self, index: usize, input: &'a Input) {
        if input_kind(&input.ty).is_none() {
            return self.not_an_input(input);
        }
        let contract = read_contract(&input.ty, self.diagnostics);
        let media = self.bindings.media.get(&input.name.name);
        let promised = match media {
            None => Promised {
                clip: contract.clip(),
                sound: contract.sound(),
                origins: origins(&contract),
                reported: false,
            },
            Some(media) => self.verified(input, &contract, media),
        };
        self.promised.insert(index, promised);
        // What is not there cannot keep a promise; what may be left out does not have to.
        if matches!(self.input(index), Value::Media(_)) {
            if contract.is_about_picture() {
                self.source(index, input.name.span);
            }
            if contract.is_about_sound() {
                self.sound(index, input.name.span);
            }
        }
    }

    /// Holds the clips that a graph is called with against what its inputs promise of them.
    pub(super) fn check_given(&mut self, module: &Module, bound: &Bound, call: Span) {
        for item in &module.file.items {
            let ItemKind::Input(input) = &item.kind else { continue };
            let Some(Value::Clip(clip)) = bound.values.get(&input.name.name) else { continue };
            let at = bound.spans.get(&input.name.name).copied().unwrap_or(call);
            let found = self.graph.clip(*clip).clone();
            let contract = read_contract(&input.ty, &mut Vec::new());
            let broken = contract.clauses.iter().find_map(|clause| {
                // What filters ask for too is judged, and converted, as for them.
                let own = clause.clip().stated().iter().any(|name| !["scan", "layout", "sample"].contains(name));
                let broken = clause.broken_by_clip(&found);
                (own || input_kind(&input.ty) == Some(InputKind::Media)).then_some((clause, *broken.first()?))
            });
            if let Some((clause, property)) = broken {
                let (is, name) = (found.said(property), &input.name.name);
                self.report(
                    Diagnostic::new(
                        Code::CLIP_MISMATCH,
                        format!("`{name}` of this graph is to be `{}`, but this clip {is}", clause.text()),
                    )
                    .label(self.place(at), is)
                    .label(clause.span, "promised here")
                    .help("bring the clip to that before, or change what the graph asks for"),
                );
            }
        }
    }

    fn not_an_input(&mut self, input: &Input) {
        let before = self.diagnostics.len();
        let ty = read_type(&input.ty, self.diagnostics);
        // If the type is not one at all, that has been reported.
        if self.diagnostics.len() == before {
            self.report(
                Diagnostic::new(Code::BAD_DECLARATION, format!("input `{}` asks for {ty}", input.name.name))
                    .label(input.ty.span, "")
                    .help("an input is `media`, `video<…>` or `audio<…>`; values come in through `param`"),
            );
        }
    }

    /// What `media` is, after every clause that it breaks has been reported; of what is broken the promise is
    /// taken on, so that what follows is not judged by it.
    fn verified(&mut self, input: &Input, contract: &Contract, media: &MediaInfo) -> Promised {
        let picture = media.first_video().map(|(_, format)| ClipType::from(format.clone()));
        let sound = media.streams.iter().find_map(|stream| match &stream.kind {
            StreamKind::Audio(format) => Some(AudioType::from(format.clone())),
            _ => None,
        });
        let mut promised = Promised {
            clip: picture.clone().unwrap_or_else(|| contract.clip()),
            sound: sound.clone().unwrap_or_else(|| contract.sound()),
            origins: Vec::new(),
            reported: false,
        };
        let mut reported: Vec<&str> = Vec::new();
        for clause in &contract.clauses {
            let (broken, found) = match (&clause.says, &picture, &sound) {
                (Says::Sound(_), _, Some(sound)) => {
                    let broken = clause.broken_by_sound(sound);
                    let found = broken.first().map(|property| sound.said(property)).unwrap_or_default();
                    promised.sound = if broken.is_empty() { promised.sound } else { contract.sound() };
                    (broken, found)
                }
                (Says::Clip(_) | Says::WholeChroma, Some(clip), _) => {
                    let broken = clause.broken_by_clip(clip);
                    for property in &broken {
                        promised.clip.take(property, &contract.clip());
                    }
                    let found = broken.first().map(|property| clip.said(property)).unwrap_or_default();
                    (broken, found)
                }
                _ => continue,
            };
            // `interlaced tff` is broken in one way only, whatever it is that says so.
            if !broken.is_empty() && !reported.contains(&broken[0]) {
                self.report(broken_clause(input, clause, media, &broken, &found));
                reported.extend(broken);
            }
        }
        promised
    }
}

fn broken_clause(
    input: &Input,
    clause: &Clause,
    media: &MediaInfo,
    broken: &[&'static str],
    found: &str,
) -> Diagnostic {
    let (name, path, text) = (&input.name.name, &media.path, clause.text());
    let verb = if clause.property.is_some() { "have" } else { "be" };
    let taggable = ["scan", "matrix", "primaries", "transfer", "range", "chroma_location", "sar"];
    let tag = broken.first().filter(|property| taggable.contains(property));
    let first = clause.texts.first().map_or("", String::as_str);
    let value = if first == "interlaced" { "tff" } else { first };
    let picture = if input_kind(&input.ty) == Some(InputKind::Video) { "" } else { ".video" };
    let help = match tag {
        Some(tag) if !matches!(clause.says, Says::Sound(_)) => format!(
            "give another file or change this; if the file is tagged wrongly, leave this out and write \
             `{name}{picture} |> assume({tag}: {value})`"
        ),
        _ => "give another file, or change what is said here".to_owned(),
    };
    Diagnostic::new(Code::CONTRACT, format!("`{name}` is to {verb} `{text}`, but {path} {found}"))
        .label(clause.span, format!("the file {found}"))
        .help(help)
}

/// Who says what of the picture of an input, by property.
fn origins(contract: &Contract) -> Vec<(&'static str, Origin)> {
    let mut origins = Vec::new();
    for clause in &contract.clauses {
        let facts = clause.clip();
        for property in facts.stated() {
            let origin =
                Origin { span: clause.span, by: Witness::Contract, wants: clause.text(), facts: facts.clone() };
            origins.push((property, origin));
        }
    }
    origins
}
