//! Findings in the form of the protocol.

use fwr_compiler::diagnostics::{Code, Diagnostic, Severity};
use lsp_types::{
    CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Range,
};

use crate::analysis::Analysis;
use crate::modules;

/// Where the pages of the catalogue are, for people.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/compiler/src/diagnostics/pages");

/// Everything found in a document.
pub(crate) fn diagnostics(analysis: &Analysis) -> Vec<lsp_types::Diagnostic> {
    analysis.checked.diagnostics.iter().map(|found| diagnostic(analysis, found)).collect()
}

/// One finding.
pub(crate) fn diagnostic(analysis: &Analysis, found: &Diagnostic) -> lsp_types::Diagnostic {
    // A finding in a file that this one uses is shown where this one comes to it.
    let main = found.labels.iter().position(|label| label.span.source == analysis.source);
    let range = main.map_or_else(|| fallback(analysis, found), |main| analysis.text.range(found.labels[main].span));
    let mut message = found.message.clone();
    if let Some(label) = main.map(|main| &found.labels[main]).filter(|label| !label.text.is_empty()) {
        message = format!("{message}\n{}", label.text);
    }
    if let Some(help) = &found.help {
        message = format!("{message}\nhelp: {help}");
    }
    let others = found.labels.iter().enumerate().filter(|(position, _)| Some(*position) != main);
    let related: Vec<DiagnosticRelatedInformation> = others
        .filter_map(|(_, label)| {
            let location: Location = analysis.location(label.span)?;
            let text = if label.text.is_empty() { &found.message } else { &label.text };
            Some(DiagnosticRelatedInformation { location, message: text.clone() })
        })
        .collect();
    lsp_types::Diagnostic {
        range,
        severity: Some(match found.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(found.code.id().to_owned())),
        code_description: page(found.code),
        source: Some("fwr".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: tags(found),
        data: None,
    }
}

/// The place of a finding that has none in this text: the `use` that leads to it, or the first line.
fn fallback(analysis: &Analysis, found: &Diagnostic) -> Range {
    use fwr_compiler::syntax::ast::ItemKind;
    let source = found.labels.first().map(|label| label.span.source);
    let used = analysis.program.file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Use(used)
            if source.is_some() && modules::used(analysis, used).map(|module| module.source) == source =>
        {
            Some(item.span)
        }
        _ => None,
    });
    used.map_or_else(|| analysis.text.range_of(0..analysis.text.line(0).len()), |span| analysis.text.range(span))
}

fn page(code: Code) -> Option<CodeDescription> {
    Some(CodeDescription { href: format!("{PAGES}/{code}.md").parse().ok()? })
}

/// What is there for nothing is greyed out, what is out of date struck through.
fn tags(found: &Diagnostic) -> Option<Vec<DiagnosticTag>> {
    let tag = match found.code {
        Code::UNUSED | Code::UNUSED_FILTER | Code::UNUSED_PARAMETER | Code::UNUSED_USE | Code::UNREACHABLE_ARM => {
            DiagnosticTag::UNNECESSARY
        }
        Code::DEPRECATED => DiagnosticTag::DEPRECATED,
        _ => return None,
    };
    Some(vec![tag])
}
