//! The forms in which findings and runs go to programs.

mod github;
mod json;
pub(crate) mod junit;
pub(crate) mod of_run;
mod sarif;

use fwr_compiler::diagnostics::{Diagnostic, Sources};
use fwr_compiler::syntax::Span;

use crate::arguments::Format;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) use json::to_json;

/// Shows findings in a form, and gives the exit that they call for.
pub(crate) fn show(format: Format, diagnostics: &[Diagnostic], sources: &Sources, quiet: bool) -> Exit {
    match format {
        Format::Human => return findings::show(diagnostics, sources, quiet),
        Format::Json => stdout::print_line(format_args!("{:#}", to_json(diagnostics, sources))),
        Format::Sarif => stdout::print_line(format_args!("{:#}", sarif::to_sarif(diagnostics, sources))),
        Format::Github => stdout::print(github::to_commands(diagnostics, sources)),
    }
    Exit::for_all(diagnostics)
}

/// 1-based lines and columns of the start of a span and of the place behind its end.
fn ends(span: Span, sources: &Sources) -> ((usize, usize), (usize, usize)) {
    (sources.line_column(span), sources.line_column(Span { start: span.end, ..span }))
}
