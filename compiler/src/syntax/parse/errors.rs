//! What was found and what was expected, in people's words.

use super::super::Span;
use super::super::lex::{Kind, Token};
use super::{Failed, HEIGHT, NESTING, Parser};
use crate::diagnostics::{Code, Diagnostic};

impl Parser<'_, '_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        // A place that was reported once is not reported again by a rule further out.
        let place = diagnostic.labels.first().map(|label| label.span);
        let known = |old: &Diagnostic| old.labels.first().map(|label| label.span) == place;
        if self.found.len() <= super::ENOUGH && !self.found.last().is_some_and(known) {
            self.found.push(diagnostic);
        }
    }

    /// Reports that `what` is missing `place` (`after the name`; may be empty); `example` is how to write it.
    pub(super) fn expected(&mut self, what: &str, place: &str, example: Option<&str>) -> Failed {
        let token = self.token();
        if token.kind == Kind::Stray {
            // Reported as what it is: the same cause.
            return Failed;
        }
        let previous = self.previous();
        // What is missing at the end of a line is missing there, not at the start of the next.
        let at_line_end = self.at > 0 && (token.starts_line || token.kind == Kind::End);
        let found = match token.kind {
            Kind::Symbol => self.describe(token),
            _ if at_line_end && self.at + 1 < self.tokens.len() => "the end of the line".to_owned(),
            _ => self.describe(token),
        };
        let place = if place.is_empty() { String::new() } else { format!(" {place}") };
        let diagnostic = Diagnostic::new(Code::SYNTAX, format!("found {found}, expected {what}{place}"));
        let diagnostic = if at_line_end {
            diagnostic.label(previous.span, format!("{what} should follow"))
        } else {
            diagnostic.label(token.span, format!("expected {what}"))
        };
        let operator = what.starts_with("an operator") || what.contains("`>`") || what.contains("`,` or");
        let comma = self.decimal_comma().filter(|_| operator);
        let help = match (comma.as_deref().or(special_help(token)).filter(|_| operator), example) {
            (Some(help), _) => help.to_owned(),
            (None, Some(example)) => format!("write it like this: `{example}`"),
            (None, None) if at_line_end => format!("write {what} after `{}`", shorten(previous.text)),
            (None, None) => format!("write {what} before `{}`", shorten(token.text)),
        };
        self.report(diagnostic.help(help));
        Failed
    }

    /// `1,5` with the comma here: the number that it is.
    fn decimal_comma(&self) -> Option<String> {
        let (before, comma, after) = (self.previous(), self.token(), self.peek(1));
        let stuck = comma.kind == Kind::Symbol && comma.text == "," && !comma.spaced && !after.spaced;
        (stuck && before.kind == Kind::Number && after.kind == Kind::Number)
            .then(|| format!("write `{}.{}`", before.text, after.text))
    }

    /// Reports an expression, list or block too deep inside others.
    pub(super) fn too_deep(&mut self, span: Span) -> Failed {
        self.report(
            Diagnostic::new(
                Code::TOO_DEEP,
                format!("found expressions more than {NESTING} deep inside each other, expected at most {NESTING}"),
            )
            .label(span, "too deep here")
            .help("name an inner part with `let` and use the name here"),
        );
        Failed
    }

    /// Reports a chain of operators that is too long.
    pub(super) fn too_long(&mut self, span: Span) -> Failed {
        self.report(
            Diagnostic::new(
                Code::TOO_DEEP,
                format!("found more than {HEIGHT} operators in one expression, expected at most {HEIGHT}"),
            )
            .label(span, "too long here")
            .help("name a part with `let`, or write `sum for i in 1..9 { … }`"),
        );
        Failed
    }

    /// A token in people's words.
    pub(super) fn describe(&self, token: Token<'_>) -> String {
        let text = shorten(token.text);
        match token.kind {
            Kind::Word if super::super::KEYWORDS.contains(&token.text) => format!("the keyword `{text}`"),
            Kind::Word => format!("the name `{text}`"),
            Kind::Number => format!("the number {text}"),
            Kind::Size => format!("the size {text}"),
            Kind::Text => format!("the text {text}"),
            Kind::ItemDoc | Kind::FileDoc => "a line of documentation".to_owned(),
            Kind::Symbol | Kind::Stray => format!("`{text}`"),
            Kind::End if self.end + 1 < self.tokens.len() => "the end of the line".to_owned(),
            Kind::End => "the end of the file".to_owned(),
        }
    }
}

/// The first characters of a text, for a message.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// What to write for an operator of another language that has no short form here.
fn special_help(token: Token<'_>) -> Option<&'static str> {
    let help = match (token.kind, token.text) {
        (Kind::Symbol, "?") => "write `if condition then one else other`",
        (Kind::Symbol, "**" | "^") => "write `pow(base, exponent)`",
        (Kind::Symbol, "=") => "write `==` to compare; `=` only gives a name or parameter its value",
        (Kind::Symbol, ">=") => "write `> =` with a blank when `>` ends a type and `=` starts its default",
        (Kind::Symbol, "->" | "=>") => "write `|>` to pass a clip on, `>=` to compare",
        (Kind::Symbol, "..") => "a range stands in types, `for` and `match` only; a list is `[1, 2, 3]`",
        (Kind::Symbol, "+=" | "-=" | "*=" | "/=") => "a value never changes: give the new value a name with `let`",
        (Kind::Word, "for") => "write the loop first: `for x in xs { … }`",
        (Kind::Word, "mod") => "write `%`",
        (Kind::Word, "div") => "write `floor(a / b)`",
        (Kind::Word, "is" | "eq" | "equals") => "write `==`",
        (Kind::Word, "isnt" | "ne") => "write `!=`",
        (Kind::Word, "if") => "write the condition first: `if condition then one else other`",
        (Kind::Word, "in") => "write `match` to ask for one of several: `match x { a | b => true  else => false }`",
        _ => return None,
    };
    Some(help)
}
