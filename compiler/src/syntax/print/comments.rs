//! Comments, blank lines and line breaks: what a syntax tree does not hold of its text.

use super::super::Span;
use super::super::ast::Comment;
use super::super::lex::{Kind, Token};
use super::layout::{Doc, blank, comment, concat, hardline, nil, straggler};
use super::when;

/// The text of a tree, and how far its comments are printed.
pub(super) struct Margins<'f> {
    text: &'f str,
    comments: &'f [Comment],
    /// Where tokens start.
    tokens: Vec<u32>,
    /// Where `///` lines start.
    docs: Vec<u32>,
    /// Where the first `//!` line starts.
    pub(super) file_docs: Option<u32>,
}

/// What stands in the text between two things that are printed.
pub(super) struct Gap {
    /// Comments at the end of the line before.
    pub(super) trailing: Doc,
    /// The author left a blank line before the comments on lines of their own; without such, before what follows.
    blank: bool,
    /// Comments on lines of their own, each with its line break.
    pub(super) own: Doc,
    /// The author left a blank line between these and what follows.
    blank_after: bool,
    /// There is a comment of either kind.
    pub(super) any: bool,
    /// There is a comment on a line of its own.
    pub(super) any_own: bool,
}

impl Gap {
    /// Before a thing that follows another.
    pub(super) fn between(self) -> Doc {
        concat([when(self.blank, blank), self.own, when(self.blank_after, blank)])
    }

    /// Before the first thing: no blank line below the opening bracket.
    pub(super) fn first(self) -> Doc {
        concat([self.own, when(self.blank_after, blank)])
    }

    /// After the last thing: no blank line above the closing bracket.
    pub(super) fn last(self) -> Doc {
        concat([when(self.blank, blank), self.own])
    }
}

impl<'f> Margins<'f> {
    pub(super) fn new(text: &'f str, comments: &'f [Comment], tokens: &[Token<'_>]) -> Self {
        let of = |kind| move |token: &&Token<'_>| token.kind == kind;
        let docs = tokens.iter().filter(of(Kind::ItemDoc)).map(|token| token.span.start).collect();
        let file_docs = tokens.first().filter(of(Kind::FileDoc)).map(|token| token.span.start);
        let tokens = tokens.iter().map(|token| token.span.start).collect();
        Self { text, comments, tokens, docs, file_docs }
    }

    /// Where the token stands that comes `count` tokens before the one at `start`.
    pub(super) fn back(&self, start: u32, count: usize) -> u32 {
        let position = self.tokens.partition_point(|token| *token < start);
        position.checked_sub(count).map_or(start, |before| self.tokens[before])
    }

    /// Where the first token at or behind `place` stands.
    pub(super) fn after(&self, place: u32) -> u32 {
        let position = self.tokens.partition_point(|token| *token < place);
        self.tokens.get(position).copied().unwrap_or(place)
    }

    /// What stands before `start`, a thing with `docs` documentation lines above it.
    pub(super) fn gap(&mut self, start: u32, docs: usize) -> Gap {
        let documented = if docs == 0 {
            start
        } else {
            let above = self.docs.partition_point(|doc| *doc < start);
            above.checked_sub(docs).map_or(start, |first| self.docs[first])
        };
        let mut gap = Gap { trailing: nil(), blank: false, own: nil(), blank_after: false, any: false, any_own: false };
        let mut trailing = Vec::new();
        let mut own = Vec::new();
        while let Some((next, rest)) = self.comments.split_first()
            && next.span.start < start
        {
            self.comments = rest;
            gap.any = true;
            let text = format!("//{}", next.text);
            if self.ends_line_of_code(next.span) {
                trailing.push(comment(text));
                continue;
            }
            if self.blank_before(next.span.start) {
                gap.blank |= !gap.any_own;
                own.extend(gap.any_own.then(blank));
            }
            gap.any_own = true;
            own.extend([comment(text), hardline()]);
        }
        if self.blank_before(documented) {
            gap.blank |= !gap.any_own;
            gap.blank_after = gap.any_own;
        }
        gap.trailing = concat(trailing);
        gap.own = concat(own);
        gap
    }

    /// Comments before `start` that nothing else has printed: they go to the end of the line.
    pub(super) fn stragglers(&mut self, start: u32) -> Doc {
        let mut docs = Vec::new();
        while let Some((next, rest)) = self.comments.split_first()
            && next.span.start < start
        {
            self.comments = rest;
            docs.push(straggler(format!("//{}", next.text)));
        }
        concat(docs)
    }

    /// Whether a comment that is not printed yet stands before `place`.
    pub(super) fn comment_before(&self, place: u32) -> bool {
        self.comments.first().is_some_and(|next| next.span.start < place)
    }

    /// Whether the author broke the line between two things.
    pub(super) fn broken_between(&self, end: u32, start: u32) -> bool {
        self.text.get(end as usize..start as usize).is_some_and(|between| between.contains('\n'))
    }

    /// Whether the author wrote two things with only blanks between them.
    pub(super) fn side_by_side(&self, end: u32, start: u32) -> bool {
        let between = self.text.get(end as usize..start as usize).unwrap_or("");
        !between.is_empty() && between.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// The text of `span`.
    pub(super) fn text_of(&self, span: Span) -> &'f str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn ends_line_of_code(&self, span: Span) -> bool {
        let before = self.text.get(..span.start as usize).unwrap_or("");
        !before.trim_end_matches([' ', '\t', '\u{FEFF}']).is_empty()
            && !before.trim_end_matches([' ', '\t', '\u{FEFF}']).ends_with('\n')
    }

    /// Whether an empty line stands right before `place`.
    fn blank_before(&self, place: u32) -> bool {
        let before = self.text.get(..place as usize).unwrap_or("");
        let code = before.trim_end_matches([' ', '\t', '\r', '\n', '\u{FEFF}']);
        !code.is_empty() && before[code.len()..].matches('\n').count() > 1
    }
}
