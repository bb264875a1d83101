//! Corrections that a machine can make: edits of the text, and how sure they are to be right.

use super::Diagnostic;
use crate::syntax::{SourceId, Span};

/// A correction of what a [`Diagnostic`] is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: `call it `unsharp``.
    pub title: String,
    /// What is put where. All edits belong together; no two overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be made without asking.
    pub applicability: Applicability,
}

/// A stretch of text with what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text; empty to remove.
    pub text: String,
}

/// How sure a fix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It is what was meant, or means the same: `fwr check --fix` makes it.
    Certain,
    /// A person should decide: editors offer it.
    Maybe,
}

impl Fix {
    /// A fix that may be made without asking; edits follow.
    pub fn certain(title: impl Into<String>) -> Self {
        Self { title: title.into(), edits: Vec::new(), applicability: Applicability::Certain }
    }

    /// A fix that a person should decide on; edits follow.
    pub fn maybe(title: impl Into<String>) -> Self {
        Self { applicability: Applicability::Maybe, ..Self::certain(title) }
    }

    /// Puts `text` in the place of what stands at `span`.
    #[must_use]
    pub fn replace(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Takes away what stands at `span`.
    #[must_use]
    pub fn remove(self, span: Span) -> Self {
        self.replace(span, "")
    }

    /// Puts `text` before what stands at `span`.
    #[must_use]
    pub fn insert_before(self, span: Span, text: impl Into<String>) -> Self {
        self.replace(Span { end: span.start, ..span }, text)
    }

    /// Puts `text` after what stands at `span`.
    #[must_use]
    pub fn insert_after(self, span: Span, text: impl Into<String>) -> Self {
        self.replace(Span { start: span.end, ..span }, text)
    }
}

/// A text after some fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// The findings that were fixed, by their position in the list, with the titles of their fixes.
    pub made: Vec<(usize, String)>,
}

/// Makes the first certain fix of each finding in the text `source`, which is `text`.
///
/// A fix that overlaps one before it, or reaches into another text, is left out:
/// it may be made when the new text has been checked again.
pub fn apply_certain(text: &str, source: SourceId, diagnostics: &[Diagnostic]) -> Fixed {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut made = Vec::new();
    for (position, found) in diagnostics.iter().enumerate() {
        let fix = found.fixes.iter().find(|fix| fix.applicability == Applicability::Certain);
        let Some(fix) = fix.filter(|fix| !fix.edits.is_empty()) else { continue };
        let fits = |edit: &Edit| edit.span.source == source && text.get(edit.span.range()).is_some();
        if fix.edits.iter().all(|edit| fits(edit) && !edits.iter().any(|other| overlap(edit.span, other.span))) {
            edits.extend(&fix.edits);
            made.push((position, fix.title.clone()));
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        new.push_str(&text[at..range.start]);
        new.push_str(&edit.text);
        at = range.end;
    }
    new.push_str(&text[at..]);
    Fixed { text: new, made }
}

/// Whether two places have text, or the point of an insertion, in common.
fn overlap(a: Span, b: Span) -> bool {
    a.start == b.start || (a.start < b.end && b.start < a.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;

    const SOURCE: SourceId = SourceId(0);

    fn found(fix: Fix) -> Diagnostic {
        Diagnostic::new(Code::UNUSED, "test").fix(fix)
    }

    fn at(start: usize, end: usize) -> Span {
        Span::new(SOURCE, start, end)
    }

    #[test]
    fn edits_apart_are_all_made_in_one_go() {
        let findings =
            [found(Fix::certain("b").replace(at(4, 7), "TWO")), found(Fix::certain("a").replace(at(0, 3), "1"))];
        let fixed = apply_certain("one two", SOURCE, &findings);
        assert_eq!(fixed.text, "1 TWO");
        assert_eq!(fixed.made.len(), 2);
    }

    #[test]
    fn of_overlapping_fixes_the_first_is_made_whole() {
        let findings = [
            found(Fix::certain("a").replace(at(0, 5), "x")),
            found(Fix::certain("b").replace(at(4, 7), "y").remove(at(3, 4))),
        ];
        let fixed = apply_certain("one two", SOURCE, &findings);
        assert_eq!((fixed.text.as_str(), fixed.made.len()), ("xwo", 1));
    }

    #[test]
    fn two_insertions_at_one_place_are_not_made_together() {
        let findings = [
            found(Fix::certain("a").insert_before(at(3, 4), "x")),
            found(Fix::certain("b").insert_after(at(0, 3), "y")),
        ];
        assert_eq!(apply_certain("one two", SOURCE, &findings).text, "onex two");
    }

    #[test]
    fn what_is_not_certain_or_not_in_this_text_is_left_alone() {
        let elsewhere = Span { source: SourceId(1), ..at(0, 3) };
        let findings = [
            found(Fix::maybe("a").remove(at(0, 3))),
            found(Fix::certain("b").remove(elsewhere)),
            found(Fix::certain("c").remove(at(5, 70))),
        ];
        let fixed = apply_certain("one two", SOURCE, &findings);
        assert_eq!((fixed.text.as_str(), fixed.made.len()), ("one two", 0));
    }
}
