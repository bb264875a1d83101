//! What is being done, step by step: a moving line on a terminal, a line each elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::stderr::say;

/// Shows steps of which nobody knows how many there are.
pub(crate) struct Steps {
    what: &'static str,
    style: Style,
}

enum Style {
    Silent,
    Line(ProgressBar),
    Lines,
}

impl Steps {
    /// For steps of `what`: `measuring`.
    pub(crate) fn new(what: &'static str, quiet: bool) -> Self {
        let style = match (quiet, std::io::IsTerminal::is_terminal(&std::io::stderr())) {
            (true, _) => Style::Silent,
            (_, true) => Style::Line(line(what)),
            _ => Style::Lines,
        };
        Self { what, style }
    }

    /// Says that a step begins.
    pub(crate) fn begin(&self, step: &str) {
        match &self.style {
            Style::Silent => {}
            Style::Line(line) => line.set_message(step.to_owned()),
            Style::Lines => say!("{} {step}", self.what),
        }
    }

    /// Clears the moving line.
    pub(crate) fn finish(&self) {
        if let Style::Line(line) = &self.style {
            line.finish_and_clear();
        }
    }
}

fn line(what: &str) -> ProgressBar {
    let line = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{prefix} {spinner} {msg}, {elapsed} so far");
    line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    line.set_prefix(what.to_owned());
    line.enable_steady_tick(Duration::from_millis(200));
    line
}
