//! Shows diagnostics: drawn for people on stderr, as JSON for programs.

use fwr_compiler::diagnostics::{Diagnostic, Rendered, Severity, Sources};
use miette::GraphicalReportHandler;

use crate::exit::Exit;

/// Draws findings on stderr, errors last so that they stay in view, and gives the exit they call for.
pub(crate) fn show(diagnostics: &[Diagnostic], sources: &Sources, quiet: bool) -> Exit {
    let handler = handler();
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|found| found.severity());
    for (position, found) in ordered.iter().enumerate() {
        if quiet && found.severity() == Severity::Warning {
            continue;
        }
        let mut text = String::new();
        match handler.render_report(&mut text, &Rendered::new(found, sources)) {
            Ok(()) => eprintln!("{}", text.trim_end()),
            Err(_) => eprintln!("{}: {}", found.code, found.message),
        }
        // Once for each code, where its last finding is.
        let last = ordered[position + 1..].iter().all(|other| other.code != found.code);
        if last && found.severity() == Severity::Error && found.code.page().lines().count() > 1 {
            eprintln!("  `fwr explain {}` says more", found.code);
        }
        eprintln!();
    }
    Exit::for_all(diagnostics)
}

/// Shows one finding that has no text to point into.
pub(crate) fn show_one(diagnostic: Diagnostic) -> Exit {
    show(&[diagnostic], &Sources::default(), false)
}

/// miette's own choice of theme: colour and box drawing only where the terminal has them.
fn handler() -> GraphicalReportHandler {
    let colored = std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none();
    let theme = if colored { miette::GraphicalTheme::unicode() } else { miette::GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme).with_width(100).with_links(false)
}
