//! Editions: the states of the language that files are written in.

use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{File, ItemKind};

/// The states of the language that this version knows, the newest last.
pub const EDITIONS: &[&str] = &[NEWEST];

/// The newest edition, by which a file that names none is read.
pub const NEWEST: &str = "2026";

/// The edition that a file is read by.
pub fn edition(file: &File) -> &str {
    let written = file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Edition(edition) => Some(edition.name.as_str()),
        _ => None,
    });
    written.unwrap_or(NEWEST)
}

/// A file is of an edition that is known.
pub(super) fn check_edition(file: &File, diagnostics: &mut Vec<Diagnostic>) {
    for item in &file.items {
        let ItemKind::Edition(edition) = &item.kind else { continue };
        if !EDITIONS.contains(&edition.name.as_str()) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UNKNOWN_EDITION,
                    format!("this file is of edition {}, but this version knows {}", edition.name, EDITIONS.join(", ")),
                )
                .label(edition.span, "")
                .help(format!("write `edition {NEWEST}`, or take a version of FrameWright that knows it")),
            );
        }
    }
}
