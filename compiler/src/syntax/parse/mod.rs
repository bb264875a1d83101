//! From tokens to the syntax tree, by recursive descent, going on after every error.
//!
//! The text is first cut at its items ([`boundaries`]), so that an error in one
//! never hides those in another. A failed rule has already reported why; its
//! caller skips to a place where reading can go on.

mod attributes;
mod blocks;
mod boundaries;
mod branches;
mod choices;
mod errors;
mod expressions;
mod filters;
mod foreign;
mod items;
mod lists;
mod loops;
mod methods;
mod other_tools;
mod outputs;
mod primary;
mod records;
mod starts;
mod types;
mod uses;

use std::collections::BTreeSet;

use super::ast::{File, Ident};
use super::lex::{Kind, Token, lex};
use super::{KEYWORDS, SourceId, Span};
use crate::diagnostics::{Code, Diagnostic};

/// How many expressions, lists and blocks may stand inside each other.
const NESTING: u32 = 64;

/// How tall the tree of an expression may be: what works on trees recurses.
const HEIGHT: u32 = 256;

/// Diagnostics of one text; somebody who opened a picture as a graph needs no more.
const MOST: usize = 64;

/// Diagnostics after which no more items are read: what is wrong with them would not be shown.
const ENOUGH: usize = 256;

/// Reads `text`. Whatever is wrong with it, what could be read is in the tree.
///
/// With an error among the diagnostics, items, `let`s and arguments may be
/// missing from the tree: whoever checks it further would report names that
/// are there in the text.
pub fn parse(source: SourceId, text: &str) -> (File, Vec<Diagnostic>) {
    let lexed = lex(source, text);
    let (ranges, broken) = boundaries::cut(&lexed.tokens);
    let mut diagnostics = lexed.slips;
    let lexed_places: BTreeSet<Option<(u32, u32)>> =
        diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels).map(|label| place(label.span)).collect();

    let mut parser = Parser::new(&lexed.tokens);
    let docs = parser.file_docs();
    let mut items = Vec::new();
    for range in ranges {
        if diagnostics.len() > ENOUGH {
            break;
        }
        let upset =
            broken.partition_point(|(at, _)| *at < range.start) < broken.partition_point(|(at, _)| *at < range.end);
        parser.items(range, &mut items);
        // What the lexer said about a place is not said again.
        parser.found.retain(|diagnostic| !lexed_places.contains(&place_of(diagnostic)));
        // A bracket that is never closed upsets all that follows in its item: one cause, one diagnostic.
        if upset {
            parser.found.clear();
        }
        diagnostics.append(&mut parser.found);
    }
    diagnostics.extend(broken.into_iter().map(|(_, diagnostic)| diagnostic));
    uses::check_edition(&items, &mut diagnostics);
    methods::refuse_methods(&items, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map_or(0, |label| label.span.start));
    diagnostics.truncate(MOST);
    (File { docs, items, comments: lexed.comments }, diagnostics)
}

/// Where a diagnostic points first.
fn place_of(diagnostic: &Diagnostic) -> Option<(u32, u32)> {
    diagnostic.labels.first().and_then(|label| place(label.span))
}

fn place(span: Span) -> Option<(u32, u32)> {
    Some((span.start, span.end))
}

/// A rule that failed and has reported why.
#[derive(Debug)]
struct Failed;

type Parsed<T> = Result<T, Failed>;

struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// One past the last token of the item at hand.
    end: usize,
    /// Parentheses and brackets that are open in the block at hand: inside them line ends mean nothing.
    brackets: u32,
    nesting: u32,
    found: Vec<Diagnostic>,
    /// Keywords that were given to things as names: their uses are not mistakes of their own.
    misnamed: Vec<&'a str>,
}

impl<'t, 'a> Parser<'t, 'a> {
    fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, at: 0, end: tokens.len() - 1, brackets: 0, nesting: 0, found: Vec::new(), misnamed: Vec::new() }
    }

    /// The `n`th token from here; past the item's last, an end.
    fn peek(&self, n: usize) -> Token<'a> {
        let at = (self.at + n).min(self.end);
        if at < self.end { self.tokens[at] } else { Token { kind: Kind::End, text: "", ..self.tokens[at] } }
    }

    fn token(&self) -> Token<'a> {
        self.peek(0)
    }

    fn previous(&self) -> Token<'a> {
        self.tokens[self.at.saturating_sub(1)]
    }

    fn advance(&mut self) -> Token<'a> {
        let token = self.token();
        self.at = (self.at + 1).min(self.end);
        token
    }

    fn at_symbol(&self, symbol: &str) -> bool {
        is_symbol(self.token(), symbol)
    }

    fn at_word(&self, word: &str) -> bool {
        is_word(self.token(), word)
    }

    /// At a word that can be a name.
    fn at_name(&self) -> bool {
        is_name(self.token())
    }

    fn eat_symbol(&mut self, symbol: &str) -> Option<Span> {
        self.at_symbol(symbol).then(|| self.advance().span)
    }

    fn eat_word(&mut self, word: &str) -> Option<Span> {
        self.at_word(word).then(|| self.advance().span)
    }

    /// `symbol`, or a failure that says where it is missing.
    fn need_symbol(&mut self, symbol: &str, place: &str) -> Parsed<Span> {
        match self.eat_symbol(symbol) {
            Some(span) => Ok(span),
            None => Err(self.expected(&format!("`{symbol}`"), place, None)),
        }
    }

    /// A name for `what`.
    fn name(&mut self, what: &str, example: &str) -> Parsed<Ident> {
        if self.at_name() {
            let token = self.advance();
            return Ok(Ident { name: token.text.to_owned(), span: token.span });
        }
        let token = self.token();
        if token.kind == Kind::Word && !token.starts_line {
            self.advance();
            self.misnamed.push(token.text);
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found the keyword `{}`, expected a name for {what}", token.text),
                )
                .label(token.span, "a word of the language")
                .help(format!("choose another name, `{}_` for example", token.text)),
            );
            return Ok(Ident { name: token.text.to_owned(), span: token.span });
        }
        Err(self.expected("a name", &format!("for {what}"), Some(example)))
    }

    /// Runs `rule` one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.nesting >= NESTING {
            return Err(self.too_deep(self.token().span));
        }
        self.nesting += 1;
        let result = rule(self);
        self.nesting -= 1;
        result
    }
}

fn is_symbol(token: Token<'_>, symbol: &str) -> bool {
    token.kind == Kind::Symbol && token.text == symbol
}

fn is_word(token: Token<'_>, word: &str) -> bool {
    token.kind == Kind::Word && token.text == word
}

fn is_name(token: Token<'_>) -> bool {
    token.kind == Kind::Word && !KEYWORDS.contains(&token.text)
}

#[cfg(test)]
mod tests {
    use super::super::SourceId;
    use super::parse;

    const GRAPH: &str = r#"//! A whole graph.

/// The capture.
input tape: media = "capture.avi"
param strength: 0..1 = 0.5 // trailing

let picture = tape.video
  |> deinterlace(rate: double)
  |> unsharp(amount: 2 * strength)

output "restored.mkv" {
  video: picture |> encode(ffv1)
  audio: tape.audio
  copy: [subtitles, chapters]
}

filter soften_twice(clip: video, amount: 0..1 = 0.3) -> video {
  let once = clip |> soften(amount: amount)
  soften(once, amount: amount)
}

extern filter crop(
  /// From the left.
  left: int<0px..65536px> = 0px,
) -> video<like clip, u8 | u10, width: clip.width - left - right, rate: clip.rate * (if rate == double then 2 else 1)>
extern encoder ffv1(clip: video<u8 | u10>, slices: one_of(4, 9, 16) = 4) -> stream

kernel unsharp(src: plane, amount: 0..4 = 0.6, planes: planes = luma) -> plane {
  let blur = sum for dy in -1..1, dx in -1..1 { src[dx, dy] }
  src[0,0]
    - amount * (src[0,0] - blur)
}

expect {
  flicker(picture) < 0.02
  -1 < frames(picture)
}
"#;

    #[test]
    fn a_whole_graph_is_read() {
        let (file, diagnostics) = parse(SourceId(0), GRAPH);
        assert_eq!(diagnostics, []);
        assert_eq!(file.items.len(), 9);
        assert_eq!(file.docs, ["A whole graph."]);
        assert_eq!(file.comments.len(), 1);
    }
}
