//! A text with its lines: offsets in bytes here, positions in UTF-16 units in the protocol.

use fwr_compiler::syntax::Span;
use lsp_types::{Position, Range, TextDocumentContentChangeEvent};

/// A text that knows where its lines start.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    text: String,
    starts: Vec<usize>,
}

impl Text {
    pub(crate) fn new(text: String) -> Self {
        let starts = starts_of(&text);
        Self { text, starts }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The place of a byte; one inside a character, or beyond the end, is moved back to a place that there is.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let units = self.text[self.starts[line]..offset].chars().map(char::len_utf16).sum::<usize>();
        Position::new(line as u32, units as u32)
    }

    /// The byte at a place; beyond the end of a line it is the end of that line.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let mut left = position.character as usize;
        for (at, character) in self.line(position.line as usize).char_indices() {
            if left < character.len_utf16() {
                return start + at;
            }
            left -= character.len_utf16();
        }
        start + self.line(position.line as usize).len()
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        self.range_of(span.range())
    }

    pub(crate) fn range_of(&self, range: std::ops::Range<usize>) -> Range {
        Range::new(self.position(range.start), self.position(range.end))
    }

    /// A line without its end.
    pub(crate) fn line(&self, number: usize) -> &str {
        let start = self.starts[number];
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// Makes a change that the client reports.
    pub(crate) fn change(&mut self, change: TextDocumentContentChangeEvent) {
        match change.range {
            None => self.text = change.text,
            Some(range) => {
                let start = self.offset(range.start);
                let end = self.offset(range.end).max(start);
                self.text.replace_range(start..end, &change.text);
            }
        }
        self.starts = starts_of(&self.text);
    }
}

/// Where lines start; `\n`, `\r\n` and `\r` alone end one.
fn starts_of(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    std::iter::once(0).chain((0..bytes.len()).filter(|at| ends(*at)).map(|at| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = Text::new("a\u{1F3A5}é\r\nβ\rlast".to_owned());
        assert_eq!(text.position(1), Position::new(0, 1));
        assert_eq!(text.position(5), Position::new(0, 3));
        assert_eq!(text.position(7), Position::new(0, 4));
        assert_eq!(text.position(9), Position::new(1, 0));
        assert_eq!(text.position(12), Position::new(2, 0));
        assert_eq!(text.offset(Position::new(0, 2)), 1, "inside the surrogate pair");
        assert_eq!(text.offset(Position::new(0, 99)), 7);
        assert_eq!(text.offset(Position::new(9, 0)), text.as_str().len());
    }

    #[test]
    fn changes_apply_in_order() {
        let mut text = Text::new("let å = 1\n".to_owned());
        let change = |line, from, to, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(line, from), Position::new(line, to))),
            range_length: None,
            text: text.to_owned(),
        };
        text.change(change(0, 4, 5, "\u{1F3A5}x"));
        text.change(change(0, 7, 7, "y"));
        assert_eq!(text.as_str(), "let \u{1F3A5}xy = 1\n");
        text.change(TextDocumentContentChangeEvent { range: None, range_length: None, text: "new".to_owned() });
        assert_eq!(text.as_str(), "new");
    }

    proptest! {
        #[test]
        fn offsets_survive_the_way_there_and_back(text in "[a-zé\u{1F3A5}\r\n]{0,40}") {
            let text = Text::new(text);
            for (at, _) in text.as_str().char_indices() {
                // The middle of `\r\n` is no place of its own.
                if !text.as_str()[..at].ends_with('\r') {
                    prop_assert_eq!(text.offset(text.position(at)), at);
                }
            }
        }
    }
}
