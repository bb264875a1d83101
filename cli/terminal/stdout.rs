//! Data on stdout: a reader that stops reading ends the program quietly.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use super::stderr::say;

/// Writes `text` as it is.
pub(crate) fn print(text: impl Display) {
    let mut stdout = std::io::stdout().lock();
    let written = write!(stdout, "{text}").and_then(|()| stdout.flush());
    if let Err(error) = written {
        let quiet = error.kind() == ErrorKind::BrokenPipe;
        if !quiet {
            say!("stdout cannot be written: {error}");
        }
        std::process::exit(if quiet { 0 } else { 3 });
    }
}

/// Writes `text` and ends the line.
pub(crate) fn print_line(text: impl Display) {
    print(format_args!("{text}\n"));
}

/// Writes a line for a program that watches a run; a watcher that has gone does not stop the run.
pub(crate) fn event(value: &serde_json::Value) {
    let mut stdout = std::io::stdout().lock();
    if let Err(error) = writeln!(stdout, "{value}") {
        tracing::debug!("nobody reads the events: {error}");
    }
}
