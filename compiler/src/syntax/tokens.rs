//! The text form of a file's tokens.

use std::fmt::Write as _;

use super::SourceId;
use super::lex::{Kind, lex};
use super::lines::Lines;

/// The tokens of `text`, one a line with its place: what `fwr plan --emit tokens` prints.
///
/// Comments are not tokens; documentation is.
pub fn tokens(text: &str) -> String {
    let lines = Lines::new(text);
    let mut out = String::new();
    for token in lex(SourceId(0), text).tokens {
        let kind = match token.kind {
            Kind::Word if super::KEYWORDS.contains(&token.text) => "keyword",
            Kind::Word => "name",
            Kind::Number => "number",
            Kind::Size => "size",
            Kind::Text => "text",
            Kind::ItemDoc => "doc",
            Kind::FileDoc => "file_doc",
            Kind::Symbol => "symbol",
            Kind::Stray => "stray",
            Kind::End => "end",
        };
        let place = lines.place(token.span.start);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", format!("{place:<8}{kind:<9}{}", token.text).trim_end());
    }
    out
}
