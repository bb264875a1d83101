//! Cuts a text into tokens with the pest grammar, and takes foreign spellings for what they mean.

use pest::Parser as _;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::ast::Comment;
use super::slips::Slips;
use super::{SourceId, Span};
use crate::diagnostics::Diagnostic;
use crate::types::Unit;

#[derive(Parser)]
#[grammar = "syntax/grammar.pest"]
struct Grammar;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    /// A number with its unit, if it has one.
    Number,
    /// A width and a height: `720x576`.
    Size,
    /// Text in quotes.
    Text,
    /// A `///` line.
    ItemDoc,
    /// A `//!` line.
    FileDoc,
    /// Punctuation or an operator.
    Symbol,
    /// A character that the language does not use; already reported.
    Stray,
    /// The end of the text.
    End,
}

/// One token with what stands before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As written; for a foreign spelling, what it stands for.
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// First on its line, but for blanks.
    pub(super) starts_line: bool,
    /// A blank or a comment stands before it.
    pub(super) spaced: bool,
    /// First on its line without any blank before it.
    pub(super) flush: bool,
}

/// A text as tokens; the last is [`Kind::End`].
pub(super) struct Tokens<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) comments: Vec<Comment>,
    pub(super) slips: Vec<Diagnostic>,
}

/// Cuts `text` into tokens. Never fails: what is no token is reported and passed over.
pub(super) fn lex(source: SourceId, text: &str) -> Tokens<'_> {
    let mut lexer = Lexer { source, text, slips: Slips::default(), out: Vec::new(), comments: Vec::new(), last: 0 };
    let pairs = Grammar::parse(Rule::tokens, text).expect("the grammar takes every text");
    for pair in pairs.flat_map(Pair::into_inner) {
        lexer.take(&pair);
    }
    lexer.finish()
}

struct Lexer<'a> {
    source: SourceId,
    text: &'a str,
    slips: Slips,
    out: Vec<Token<'a>>,
    comments: Vec<Comment>,
    /// End of the token or comment before.
    last: usize,
}

impl<'a> Lexer<'a> {
    fn take(&mut self, pair: &Pair<'a, Rule>) {
        let text = pair.as_str();
        let span = Span::new(self.source, pair.as_span().start(), pair.as_span().end());
        match pair.as_rule() {
            Rule::EOI => return,
            Rule::comment => self.comments.push(Comment { text: text[2..].trim_end().to_owned(), span }),
            Rule::foreign_comment => self.slips.comment(span, text),
            Rule::file_doc => self.push(Kind::FileDoc, text, span),
            Rule::item_doc => self.push(Kind::ItemDoc, text, span),
            Rule::text => {
                if text.starts_with('\'') {
                    self.slips.quotes(span, text);
                }
                self.slips.escapes(span, text);
                self.push(Kind::Text, text, span);
            }
            Rule::open_text => {
                // The brackets and commas at the end of the line are more likely code than text.
                let inner = text.trim_end_matches([')', ']', '{', '}', ',', ' ', '\t']);
                let end = span.range().start + inner.len();
                let inner_span = Span::new(self.source, span.range().start, end);
                self.slips.open_text(inner_span, inner);
                self.push(Kind::Text, inner, inner_span);
                for (at, _) in text[inner.len()..].match_indices([')', ']', '{', '}', ',']) {
                    let mark = &text[inner.len() + at..][..1];
                    self.push(Kind::Symbol, mark, Span::new(self.source, end + at, end + at + 1));
                }
            }
            Rule::number => {
                if let Some(unit) = pair.clone().into_inner().find(|part| part.as_rule() == Rule::unit)
                    && Unit::from_name(unit.as_str()).is_none()
                {
                    let at = Span::new(self.source, unit.as_span().start(), unit.as_span().end());
                    self.slips.unit(at, unit.as_str(), text);
                }
                self.push(Kind::Number, text, span);
            }
            Rule::size => self.push(Kind::Size, text, span),
            Rule::word => self.word(text, span),
            Rule::symbol => match text {
                ";" => {
                    let rest = self.text[span.range().end..].trim_start_matches([' ', '\t', '\r']);
                    self.slips.semicolon(span, rest.is_empty() || rest.starts_with(['\n', '/']));
                }
                "&&" => self.foreign("&&", Kind::Word, "and", span),
                "||" => self.foreign("||", Kind::Word, "or", span),
                "&" => self.foreign("&", Kind::Word, "and", span),
                "!" => self.foreign("!", Kind::Word, "not", span),
                "===" => self.foreign("===", Kind::Symbol, "==", span),
                "!==" => self.foreign("!==", Kind::Symbol, "!=", span),
                "=<" => self.foreign("=<", Kind::Symbol, "<=", span),
                "..=" => self.foreign("..=", Kind::Symbol, "..", span),
                ":=" => self.foreign(":=", Kind::Symbol, "=", span),
                _ => self.push(Kind::Symbol, text, span),
            },
            _ => match self.slips.stray(span, text) {
                Some(meant) => self.push(Kind::Symbol, meant, span),
                None if text.chars().all(char::is_whitespace) => {}
                None => self.push(Kind::Stray, text, span),
            },
        }
        self.last = span.range().end;
    }

    /// An operator of another language, taken for the one that it stands for.
    fn foreign(&mut self, found: &'static str, kind: Kind, meant: &'static str, span: Span) {
        self.slips.operator(span, found, meant);
        self.push(kind, meant, span);
    }

    /// A word; right after a bare number and a blank, a unit's name is that number's unit.
    fn word(&mut self, text: &'a str, span: Span) {
        let gap = &self.text[self.last..span.range().start];
        if let Some(number) = self.out.last_mut()
            && number.kind == Kind::Number
            && number.span.range().end == self.last
            && !gap.contains('\n')
            && Unit::from_name(text).is_some()
            && split_number(number.text).1.is_empty()
        {
            self.slips.spaced_unit(number.span.to(span), number.text, text);
            number.span = number.span.to(span);
            number.text = &self.text[number.span.range()];
            return;
        }
        self.push(Kind::Word, text, span);
    }

    fn push(&mut self, kind: Kind, text: &'a str, span: Span) {
        let start = span.range().start;
        let gap = &self.text[self.last.min(start)..start];
        let starts_line = self.out.is_empty() || gap.contains('\n');
        let flush = start == 0 || gap.ends_with('\n');
        self.out.push(Token { kind, text, span, starts_line, spaced: !gap.is_empty() || starts_line, flush });
    }

    fn finish(mut self) -> Tokens<'a> {
        let end = self.text.len();
        self.push(Kind::End, "", Span::new(self.source, end, end));
        Tokens { tokens: self.out, comments: self.comments, slips: self.slips.finish() }
    }
}

/// A number as written, cut into digits and unit (a blank between them is a slip that was reported).
pub(super) fn split_number(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let run = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = run(0);
    if bytes.get(end) == Some(&b'.') {
        end = run(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = run(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    (&text[..end], text[end..].trim_start())
}
