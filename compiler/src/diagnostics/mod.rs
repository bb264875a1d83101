//! What goes wrong and how it is said: one code, one headline, labelled places, one thing to do.
//!
//! Every part of FrameWright reports through [`Diagnostic`], the runtime too, so
//! that people meet one form of message and programs one list of codes. The
//! catalogue of codes is [`Code`]; each has a page in `pages/`, which
//! `fwr explain` prints.

mod code;
mod fix;
mod render;
mod suggest;
mod synonyms;

pub use code::Code;
pub use fix::{Applicability, Edit, Fix, Fixed, apply_certain};
pub use render::Rendered;
pub use suggest::nearest;

use crate::syntax::{SourceId, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something a person should know; work goes on.
    Warning,
    /// Work cannot go on.
    Error,
}

/// One finding.
///
/// The headline stands alone and has found and expected in it, in lower case,
/// with no full stop: `strength is 2.5, but denoise accepts 0 to 1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How bad it is: what its code says, unless a level was set for it.
    pub severity: Severity,
    /// What happened.
    pub message: String,
    /// Where; the first is the main one. May be empty, when it is about a file or the machine.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Corrections that a machine can make, the best first.
    pub fixes: Vec<Fix>,
}

/// A place with a few words on what it has to do with the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self { code, severity, message: message.into(), labels: Vec::new(), help: None, fixes: Vec::new() }
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers a correction.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Asks whether `near` was meant by what stands at `span`, with the fix; nothing changes without one.
    #[must_use]
    pub fn did_you_mean(self, span: Span, near: Option<&str>) -> Self {
        match near {
            Some(near) => self
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::maybe(format!("write `{near}`")).replace(span, near)),
            None => self,
        }
    }

    /// Error or warning.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether `fwr check --fix` would mend it.
    pub fn has_certain_fix(&self) -> bool {
        self.fixes.iter().any(|fix| fix.applicability == Applicability::Certain)
    }
}

/// The source texts that spans refer to.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<SourceText>,
}

/// A named source text.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// A path, or `stdlib/…` for the standard library.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Sources {
    /// Adds a text and gives the id that its spans carry.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.texts.push(SourceText { name: name.into(), text: text.into() });
        SourceId(self.texts.len() as u32 - 1)
    }

    /// The ids of all texts, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..self.texts.len() as u32).map(SourceId)
    }

    /// The text with this id.
    pub fn get(&self, id: SourceId) -> &SourceText {
        &self.texts[id.0 as usize]
    }

    /// 1-based line and column (in characters) of a span's start.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let before = &self.get(span.source).text[..span.start as usize];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}
