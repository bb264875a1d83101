//! Cuts a text at its items and matches its brackets, before anything is read in detail.

use std::ops::Range;

use super::super::lex::{Kind, Token};
use super::uses::starts_contextual;
use super::{is_symbol, is_word};
use crate::diagnostics::{Code, Diagnostic};

/// Words that start an item and can stand nowhere else at the start of a line.
const STARTS: &[&str] = &["input", "param", "output", "filter", "extern", "kernel", "expect", "use", "model"];

/// Bracket errors of one text; more are noise.
const MOST: usize = 16;

/// The token ranges of the items, and the bracket errors by the token at which they were noticed or opened.
///
/// An item starts at its keyword at the start of a line outside of brackets; where
/// brackets are left open, at a keyword that is not indented.
pub(super) fn cut(tokens: &[Token<'_>]) -> (Vec<Range<usize>>, Vec<(usize, Diagnostic)>) {
    let mut cutter =
        Cutter { tokens, starts: Vec::new(), open: Vec::new(), broken: Vec::new(), strict: false, attributed: None };
    let mut at = 0;
    while at < tokens.len() {
        at = cutter.step(at);
    }
    let Cutter { starts, mut broken, .. } = cutter;

    let end = tokens.len() - 1;
    let first = tokens.iter().position(|token| token.kind != Kind::FileDoc).unwrap_or(0).min(end);
    let mut ranges = Vec::new();
    let mut from = first;
    for start in starts {
        let with_docs = documented(tokens, start, from);
        if with_docs > from {
            ranges.push(from..with_docs);
        }
        from = with_docs;
    }
    if from < end {
        ranges.push(from..end);
    }
    broken.sort_by_key(|(at, _)| *at);
    (ranges, broken)
}

struct Cutter<'t, 'a> {
    tokens: &'t [Token<'a>],
    starts: Vec<usize>,
    open: Vec<usize>,
    broken: Vec<(usize, Diagnostic)>,
    /// A bracket was left open: from there on, a `let` that is not indented is an item too.
    strict: bool,
    /// The token behind an attribute, which belongs to the same item.
    attributed: Option<usize>,
}

impl Cutter<'_, '_> {
    /// Looks at one token; gives where to go on.
    fn step(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        if token.starts_line && is_word(token, "let") {
            self.close_before_let(at);
        }
        if token.kind == Kind::End || self.starts_item(at) {
            if let Some(&opener) = self.open.first() {
                let inside = (opener..at).find(|&i| self.tokens[i].flush && is_word(self.tokens[i], "let"));
                self.report_open();
                if let (false, Some(inside)) = (self.strict, inside) {
                    // Once: afterwards every such `let` is an item.
                    self.strict = true;
                    self.starts.retain(|start| *start < inside);
                    self.broken.retain(|(at, _)| *at < inside);
                    return inside;
                }
                self.strict = true;
            }
            self.starts.push(at);
            self.attributed = self.behind_attribute(at);
            return at + 1;
        }
        if self.attributed == Some(at) {
            self.attributed = self.behind_attribute(at);
        }
        if token.kind == Kind::Symbol {
            match token.text {
                "(" | "[" | "{" => self.open.push(at),
                ")" | "]" | "}" => self.close(at),
                _ => {}
            }
        }
        at + 1
    }

    /// A `let` at the start of a line stands in braces or nowhere: what else is open should be closed.
    fn close_before_let(&mut self, at: usize) {
        let braces = self.open.iter().rposition(|&open| is_symbol(self.tokens[open], "{")).map_or(0, |brace| brace + 1);
        let Some(&left) = self.open.get(braces) else { return };
        let text = self.tokens[left].text;
        let closer = closer_of(text);
        let diagnostic =
            Diagnostic::new(Code::NOT_CLOSED, format!("found `let`, expected `{closer}` first, to close `{text}`"))
                .label(self.tokens[left].span, format!("this `{text}` is not closed"))
                .label(self.tokens[at].span, format!("`{closer}` should stand before this"))
                .help(format!("write `{closer}` where what `{text}` opened ends"));
        self.report(left, diagnostic);
        self.open.truncate(braces);
    }

    fn starts_item(&self, at: usize) -> bool {
        let token = self.tokens[at];
        let outside = self.open.is_empty();
        if self.attributed == Some(at) {
            return false;
        }
        if token.starts_line && is_symbol(token, "@") {
            return outside || token.flush;
        }
        if !token.starts_line || token.kind != Kind::Word {
            return false;
        }
        if token.text == "let" {
            return outside || (self.strict && token.flush);
        }
        let after_extern = at > 0 && is_word(self.tokens[at - 1], "extern");
        let next = self.tokens[at + 1];
        // `input: rgb` is a line of a model.
        let starts = STARTS.contains(&token.text) && !is_symbol(next, ":") || starts_contextual(token, next);
        starts && !after_extern && (outside || token.flush)
    }

    /// Where the attribute at `at` ends, if there is one: behind its name and its parentheses.
    fn behind_attribute(&self, at: usize) -> Option<usize> {
        let token = |at: usize| self.tokens[at.min(self.tokens.len() - 1)];
        if token(at).kind == Kind::ItemDoc {
            return Some(at + 1);
        }
        if !is_symbol(token(at), "@") || token(at + 1).kind != Kind::Word {
            return None;
        }
        if !is_symbol(token(at + 2), "(") {
            return Some(at + 2);
        }
        let mut depth = 0usize;
        for (inside, token) in self.tokens.iter().enumerate().skip(at + 2) {
            match token.text {
                "(" if token.kind == Kind::Symbol => depth += 1,
                ")" if token.kind == Kind::Symbol => depth -= 1,
                _ if inside > at + 3 && token.flush => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(inside + 1);
            }
        }
        None
    }

    fn close(&mut self, at: usize) {
        let closer = self.tokens[at];
        let opener = opener_of(closer.text);
        let Some(depth) = self.open.iter().rposition(|&open| is_symbol(self.tokens[open], opener)) else {
            // With something else open, or nothing at all: this one closes nothing.
            let mut diagnostic =
                Diagnostic::new(Code::NOT_CLOSED, format!("found `{}`, but no `{opener}` is open here", closer.text))
                    .label(closer.span, "closes nothing");
            diagnostic = match self.open.last() {
                Some(&open) => diagnostic
                    .label(self.tokens[open].span, "this is open")
                    .help(format!("write `{}`, or remove it", closer_of(self.tokens[open].text))),
                None => diagnostic.help(format!("remove the `{}`", closer.text)),
            };
            // What it was meant for is closed by it, so that the rest of the text is not upset too.
            self.open.pop();
            self.report(at, diagnostic);
            return;
        };
        if depth + 1 < self.open.len() {
            let left = self.open[depth + 1];
            let text = self.tokens[left].text;
            let diagnostic = Diagnostic::new(
                Code::NOT_CLOSED,
                format!("found `{}`, expected `{}` first, to close `{text}`", closer.text, closer_of(text)),
            )
            .label(self.tokens[left].span, format!("this `{text}` is not closed"))
            .label(closer.span, format!("`{}` should stand before this", closer_of(text)))
            .help(format!("write `{}` where what `{text}` opened ends", closer_of(text)));
            self.report(left, diagnostic);
        }
        self.open.truncate(depth);
    }

    fn report_open(&mut self) {
        let open = std::mem::take(&mut self.open);
        let Some(&inner) = open.last() else { return };
        let text = self.tokens[inner].text;
        let missing: String = open.iter().rev().map(|&at| closer_of(self.tokens[at].text)).take(8).collect();
        let mut diagnostic =
            Diagnostic::new(Code::NOT_CLOSED, format!("found no `{}` for a `{text}`, expected one", closer_of(text)));
        for &at in open.iter().rev().take(3) {
            diagnostic =
                diagnostic.label(self.tokens[at].span, format!("this `{}` is not closed", self.tokens[at].text));
        }
        self.report(inner, diagnostic.help(format!("write `{missing}` where the item ends")));
    }

    fn report(&mut self, at: usize, diagnostic: Diagnostic) {
        if self.broken.len() < MOST {
            self.broken.push((at, diagnostic));
        }
    }
}

/// Where the documentation above `start` begins.
fn documented(tokens: &[Token<'_>], start: usize, from: usize) -> usize {
    let above = tokens[from..start].iter().rev().take_while(|token| token.kind == Kind::ItemDoc).count();
    start - above
}

fn opener_of(closer: &str) -> &'static str {
    match closer {
        ")" => "(",
        "]" => "[",
        _ => "{",
    }
}

fn closer_of(opener: &str) -> &'static str {
    match opener {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}
