//! Declarations and documentation in the form in which an editor shows them.

use fwr_compiler::resolve::{Declaration, Origin, Parameter};
use fwr_compiler::syntax::Span;
use fwr_compiler::syntax::ast::FilterKind;
use lsp_types::{Documentation, MarkupContent, MarkupKind};

use crate::analysis::Analysis;

/// Longer signatures have a parameter on each line.
const ONE_LINE: usize = 72;

/// What a parameter looks like where it is declared: `left: int<0px..65536px> = 0px`.
pub(crate) fn parameter(analysis: &Analysis, declaration: &Declaration, index: usize) -> String {
    let Some(param) = declaration.params.get(index) else { return String::new() };
    let written = analysis.on_one_line(param.span);
    // An input of a graph is known by its name alone.
    if written.contains(':') { written } else { format!("{written}: video") }
}

/// Where the name of a parameter stands.
pub(crate) fn name_of(param: &Parameter) -> Span {
    Span { end: param.span.start + param.name.len() as u32, ..param.span }
}

/// A declaration without its body.
pub(crate) fn signature(analysis: &Analysis, declaration: &Declaration) -> String {
    let params: Vec<String> =
        (0..declaration.params.len()).map(|index| parameter(analysis, declaration, index)).collect();
    let keyword = match declaration.origin {
        Origin::Graph(_) => "graph",
        _ => keyword(declaration.kind()),
    };
    let returns = match analysis.on_one_line(declaration.filter.returns.span) {
        written if written.is_empty() => "video".to_owned(),
        written => written,
    };
    let name = declaration.name();
    let one_line = format!("{keyword} {name}({}) -> {returns}", params.join(", "));
    if one_line.len() <= ONE_LINE {
        return one_line;
    }
    let lines: String = params.iter().map(|param| format!("  {param},\n")).collect();
    format!("{keyword} {name}(\n{lines}) -> {returns}")
}

/// What can do the work of `declaration`, where there are several: which one does at the call named at `at`, if that
/// is a call. Of an implementation, what it implements.
pub(crate) fn implementations(analysis: &Analysis, declaration: &Declaration, at: Span) -> String {
    let library = &analysis.program.library;
    if let (Some(implements), Some(of)) = (&declaration.attributes.implements, library.implemented_by(declaration)) {
        return format!("Implements `{}` as {}.", of.name(), implements.quality);
    }
    let all = library.implementations(declaration, analysis.source);
    if all.len() < 2 {
        return String::new();
    }
    let chosen = analysis.checked.notes.implementation(at);
    let chosen = all.iter().find(|one| Some(one.filter.name.span) == chosen);
    let here = chosen.map(|one| format!("Done by `{}` here. ", one.name())).unwrap_or_default();
    let all: Vec<String> = all.iter().map(|one| format!("`{}` ({})", one.name(), one.quality())).collect();
    format!("{here}Implementations: {}.", all.join(", "))
}

/// How the definition of such a filter starts.
pub(crate) fn keyword(kind: FilterKind) -> &'static str {
    match kind {
        FilterKind::Composed => "filter",
        FilterKind::Kernel => "kernel",
        FilterKind::Extern => "extern filter",
        FilterKind::Encoder => "extern encoder",
        FilterKind::Measure => "extern measure",
    }
}

/// Documentation lines as one text.
pub(crate) fn docs(lines: &[String]) -> String {
    lines.join("\n").trim().to_owned()
}

/// Code in the language, then what is said about it.
pub(crate) fn code_and_docs(code: &str, docs: &str) -> String {
    let docs = docs.trim();
    if docs.is_empty() { format!("```fwr\n{code}\n```") } else { format!("```fwr\n{code}\n```\n\n{docs}") }
}

pub(crate) fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

pub(crate) fn documentation(value: impl Into<String>) -> Option<Documentation> {
    let value = value.into();
    (!value.is_empty()).then(|| Documentation::MarkupContent(markdown(value)))
}
