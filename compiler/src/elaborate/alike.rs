//! Clips that must be of one format or one size and are not: what they differ in, and where each comes from.

use std::collections::BTreeMap;

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::NodeId;
use crate::resolve::Declaration;
use crate::syntax::Span;
use crate::types::{ClipType, Value, property};

/// Properties that are named; more would hide the first.
const NAMED: usize = 3;

/// What clips must have in common to be compared sample by sample.
const OF_SHAPE: &[&str] = &["width", "height", "layout"];

/// What two clips may differ in and still be of one format.
const OF_LENGTH: &[&str] = &["frames", "time_base"];

impl Elaborator<'_> {
    /// The finding about the first clip and the `other`th given to `declaration`; `spans` says where they are written.
    pub(super) fn clips_differ(
        &self,
        declaration: &Declaration,
        clips: &[NodeId],
        other: usize,
        spans: &BTreeMap<String, Span>,
        call: Span,
    ) -> Diagnostic {
        let (a, b) = (self.graph.clip(clips[0]), self.graph.clip(clips[other]));
        let differences: Vec<&str> =
            a.differences(b).into_iter().filter(|name| !OF_LENGTH.contains(name)).take(NAMED).collect();
        let help = if differences.contains(&"rate") {
            "give it clips of one rate: no filter makes another; if a tag is wrong, `assume` corrects it"
        } else {
            "bring them together with `resize` and `convert`, and wrong tags with `assume`"
        };
        let takes = format!("{} takes clips of one format", declaration.name());
        self.differ(&takes, declaration, clips, other, &differences, (spans, call)).help(help)
    }

    /// The finding about clips that cannot be compared sample by sample; `None` while they may be. How long they are is
    /// seen when they are read: what files say of it is often a little off.
    pub(super) fn not_alongside(
        &self,
        declaration: &Declaration,
        clips: &[NodeId],
        spans: &BTreeMap<String, Span>,
        call: Span,
    ) -> Option<Diagnostic> {
        let (first, others) = clips.split_first()?;
        others.iter().enumerate().find_map(|(other, clip)| {
            let found = self.graph.clip(*first).differences(self.graph.clip(*clip));
            let found: Vec<&str> = found.into_iter().filter(|name| OF_SHAPE.contains(name)).collect();
            let takes = format!("{} compares clips sample by sample", declaration.name());
            (!found.is_empty()).then(|| {
                self.differ(&takes, declaration, clips, other + 1, &found, (spans, call))
                    .help("bring them together with `resize`, `crop` and `convert`")
            })
        })
    }

    /// What the first clip and the `other`th are, as far as `differences` go, and where each comes from.
    fn differ(
        &self,
        takes: &str,
        declaration: &Declaration,
        clips: &[NodeId],
        other: usize,
        differences: &[&str],
        (spans, call): (&BTreeMap<String, Span>, Span),
    ) -> Diagnostic {
        let (a, b) = (self.graph.clip(clips[0]), self.graph.clip(clips[other]));
        let (first, second) = (described(a, differences), described(b, differences));
        let names: Vec<&str> =
            declaration.params.iter().filter(|param| param.ty.is_clip()).map(|param| param.name.as_str()).collect();
        let name = |at: usize| names.get(at).copied().unwrap_or("clip");
        let place = |at: usize| self.place(spans.get(name(at)).copied().unwrap_or(call));
        let message = format!("{takes}, but `{}` is {first}, and `{}` is {second}", name(0), name(other));
        let found = Diagnostic::new(Code::CLIPS_DIFFER, message);
        // Inside the library both are at the one call that the user wrote.
        if place(0) == place(other) {
            return found.label(place(0), "");
        }
        found.label(place(other), format!("is {second}")).label(place(0), format!("is {first}"))
    }
}

/// The properties `names` of a clip; its whole format if none of them has a value.
fn described(clip: &ClipType, names: &[&str]) -> String {
    let known = names.iter().filter_map(|name| match property::get(clip, name) {
        None | Some(Value::Unknown) => None,
        Some(Value::Name(value)) if value == "unspecified" => Some(format!("{name} {value}")),
        Some(Value::Name(value)) => Some(value),
        Some(value) => Some(format!("{} {}", value.describe(), word(name)).trim_end().to_owned()),
    });
    let known: Vec<String> = known.collect();
    if known.is_empty() { clip.to_string() } else { known.join(", ") }
}

/// What is behind a number, so that it says what it is.
fn word(property: &str) -> &str {
    match property {
        "width" => "wide",
        "height" => "high",
        _ => "",
    }
}
