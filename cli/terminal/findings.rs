//! Shows diagnostics: drawn for people on stderr, as JSON for programs.

use fwr_compiler::diagnostics::{Diagnostic, Rendered, Severity, Sources};
use miette::GraphicalReportHandler;

use crate::exit::Exit;

use super::stderr::say;

/// More than anybody reads; each takes as long to draw as its text is long.
const MOST: usize = 100;

/// Draws findings on stderr, errors last so that they stay in view, and gives the exit they call for.
pub(crate) fn show(diagnostics: &[Diagnostic], sources: &Sources, quiet: bool) -> Exit {
    let handler = handler();
    let (mut ordered, mut errors): (Vec<&Diagnostic>, Vec<&Diagnostic>) = diagnostics
        .iter()
        .filter(|found| !quiet || found.severity() == Severity::Error)
        .partition(|found| found.severity() == Severity::Warning);
    let all = ordered.len() + errors.len();
    errors.truncate(MOST);
    ordered.truncate(MOST - errors.len());
    ordered.append(&mut errors);
    let hidden = all - ordered.len();
    for (position, found) in ordered.iter().enumerate() {
        let mut text = String::new();
        match handler.render_report(&mut text, &Rendered::new(found, sources)) {
            Ok(()) => say!("{}", text.trim_end()),
            Err(_) => say!("{}: {}", found.code, found.message),
        }
        // Once for each code, where its last finding is.
        let last = ordered[position + 1..].iter().all(|other| other.code != found.code);
        if last && found.severity() == Severity::Error && found.code.page().lines().count() > 1 {
            say!("  `fwr explain {}` says more", found.code);
        }
        say!("");
    }
    if hidden > 0 {
        say!("{hidden} more are not shown; `fwr check --format json` lists all of them\n");
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
