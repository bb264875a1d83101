//! The formatter: any text that parses, in the one canonical layout.

use super::ast::File;
use super::{SourceId, Span, dump, parse, print};
use crate::diagnostics::{Code, Diagnostic};

/// How often a comment in an odd place may move before it has found its own.
const ROUNDS: usize = 8;

/// `text` in the canonical layout, with its comments. Formatting the result changes nothing.
///
/// # Errors
/// What is wrong with the text, if it does not parse.
pub fn format(text: &str, source: SourceId) -> Result<String, Vec<Diagnostic>> {
    let (file, diagnostics) = parse(source, text);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut printed = print(&file, text);
    for _ in 0..ROUNDS {
        // A formatter must never change what a file says; a fault in this one must not either.
        let (again, diagnostics) = parse(source, &printed);
        if !diagnostics.is_empty() || !same(&again, &file) {
            break;
        }
        let settled = print(&again, &printed);
        if settled == printed {
            return Ok(printed);
        }
        printed = settled;
    }
    Err(vec![
        Diagnostic::new(Code::INTERNAL, "the formatter would change what this file says, so it did nothing")
            .label(Span::new(source, 0, 0), "")
            .help("report this with the file; it is a fault in FrameWright"),
    ])
}

/// Whether two files say the same and hold the same comments.
fn same(a: &File, b: &File) -> bool {
    let comments = |file: &File| {
        let mut all: Vec<String> = file.comments.iter().map(|comment| comment.text.clone()).collect();
        all.sort();
        all
    };
    dump::without_places(a) == dump::without_places(b) && comments(a) == comments(b)
}
