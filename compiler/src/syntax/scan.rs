//! The tokens of a text as written, for tools that work on a text while it is being written.

use super::lex::{Kind, lex, split_number};
use super::{SourceId, Span};

/// What a token is, as far as tools need to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A number with its unit.
    Number,
    /// Text in quotes, perhaps not closed.
    Text,
    /// A `///` or `//!` line.
    Doc,
    /// A `//` line.
    Comment,
    /// Punctuation or an operator.
    Symbol,
    /// Anything else.
    Other,
}

/// A token with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenToken {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the first on its line, but for blanks.
    pub starts_line: bool,
}

/// Every token and comment of `text`, in order. Takes any text.
pub fn scan(source: SourceId, text: &str) -> Vec<WrittenToken> {
    let lexed = lex(source, text);
    let mut tokens: Vec<WrittenToken> = lexed
        .tokens
        .iter()
        .filter_map(|token| {
            let kind = match token.kind {
                Kind::End => return None,
                Kind::Word => TokenKind::Word,
                Kind::Number => TokenKind::Number,
                Kind::Text => TokenKind::Text,
                Kind::ItemDoc | Kind::FileDoc => TokenKind::Doc,
                Kind::Symbol => TokenKind::Symbol,
                _ => TokenKind::Other,
            };
            Some(WrittenToken { kind, span: token.span, starts_line: token.starts_line })
        })
        .collect();
    tokens.extend(lexed.comments.iter().map(|comment| {
        let before = &text[..comment.span.start as usize];
        let starts_line = before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty());
        WrittenToken { kind: TokenKind::Comment, span: comment.span, starts_line }
    }));
    tokens.sort_by_key(|token| token.span.start);
    tokens
}

/// A number as written, cut into its digits and its unit: `2frames` is `2` and `frames`.
pub fn digits_and_unit(number: &str) -> (&str, &str) {
    split_number(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stand_among_the_tokens_in_order() {
        let text = "let a = 2px // half\n// whole line\n&& \"open";
        let found: Vec<_> = scan(SourceId(0), text)
            .into_iter()
            .map(|token| (token.kind, &text[token.span.range()], token.starts_line))
            .collect();
        use TokenKind::{Comment, Number, Symbol, Text, Word};
        let expected = [
            (Word, "let", true),
            (Word, "a", false),
            (Symbol, "=", false),
            (Number, "2px", false),
            (Comment, "// half", false),
            (Comment, "// whole line", true),
            (Word, "&&", true),
            (Text, "\"open", false),
        ];
        assert_eq!(found, expected);
        assert_eq!(digits_and_unit("1e-3s"), ("1e-3", "s"));
    }
}
