//! The formatter: any text that parses, in the one canonical layout.

use super::{SourceId, Span, dump, parse, print};
use crate::diagnostics::{Code, Diagnostic};

/// `text` in the canonical layout, with its comments.
///
/// # Errors
/// What is wrong with the text, if it does not parse.
pub fn format(text: &str, source: SourceId) -> Result<String, Vec<Diagnostic>> {
    let (file, diagnostics) = parse(source, text);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let printed = print(&file, text);
    // A formatter must never change what a file says; a fault in this one must not either.
    let (again, diagnostics) = parse(source, &printed);
    let comments = |file: &super::ast::File| {
        let mut all: Vec<String> = file.comments.iter().map(|comment| comment.text.clone()).collect();
        all.sort();
        all
    };
    if !diagnostics.is_empty()
        || dump::without_places(&again) != dump::without_places(&file)
        || comments(&again) != comments(&file)
    {
        return Err(vec![
            Diagnostic::new(Code::INTERNAL, "the formatter would change what this file says, so it did nothing")
                .label(Span::new(source, 0, 0), "")
                .help("report this with the file; it is a fault in FrameWright"),
        ]);
    }
    Ok(printed)
}
