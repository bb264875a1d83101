//! A diagnostic together with its source text, in the form that miette draws.

use miette::{LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents};

use crate::lints::Lint;

use super::{Diagnostic, Label, Severity, SourceText, Sources};

/// A [`Diagnostic`] with the text its labels point into.
///
/// Labels in other texts than the first label's (a declaration in the standard
/// library, say) become diagnostics of their own beneath it.
#[derive(Debug, Clone)]
pub struct Rendered {
    diagnostic: Diagnostic,
    source: Option<SourceText>,
    elsewhere: Vec<Rendered>,
    /// Whether it belongs to another finding, which has the code.
    beneath: bool,
}

impl Rendered {
    /// Joins `diagnostic` with its texts.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let main = diagnostic.labels.first().map(|label| label.span.source);
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            diagnostic.labels.iter().cloned().partition(|label| Some(label.span.source) == main);
        let elsewhere = elsewhere
            .into_iter()
            .map(|label| Self {
                source: Some(sources.get(label.span.source).clone()),
                diagnostic: Diagnostic {
                    message: label.text.clone(),
                    labels: vec![Label { text: String::new(), ..label }],
                    help: None,
                    fixes: Vec::new(),
                    ..diagnostic.clone()
                },
                elsewhere: Vec::new(),
                beneath: true,
            })
            .collect();
        Self {
            source: main.map(|id| sources.get(id).clone()),
            diagnostic: Diagnostic { labels: here, ..diagnostic.clone() },
            elsewhere,
            beneath: false,
        }
    }
}

impl std::fmt::Display for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Rendered {}

impl miette::Diagnostic for Rendered {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let code = self.diagnostic.code;
        // The name of a lint is what it is turned off by.
        let name = Lint::of(code).map_or_else(|| code.to_string(), |lint| format!("{code} {}", lint.name));
        (!self.beneath).then(|| Box::new(name) as Box<dyn std::fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            _ if self.beneath => miette::Severity::Advice,
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.diagnostic.labels.iter().map(|label| {
            let range = label.span.range();
            LabeledSpan::new((!label.text.is_empty()).then(|| label.text.clone()), range.start, range.len())
        });
        Some(Box::new(labels))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|other| other as &dyn miette::Diagnostic)))
    }
}

impl SourceCode for SourceText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.as_str().read_span(span, before, after)?;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            inner.line(),
            inner.column(),
            inner.line_count(),
        )))
    }
}
