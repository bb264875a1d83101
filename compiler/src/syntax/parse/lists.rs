//! Lists between brackets, separated by commas.

use super::super::Span;
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_symbol};
use crate::diagnostics::Fix;

impl Parser<'_, '_> {
    /// Elements separated by commas up to `close`, which is eaten; a comma after the last is fine.
    ///
    /// After a failed element, reading goes on behind the next comma. Gives the
    /// elements that could be read and the closing bracket.
    pub(super) fn list<T>(
        &mut self,
        close: &str,
        what: &str,
        mut element: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let outside = self.brackets;
        self.brackets += 1;
        let result = self.elements(close, what, &mut element);
        self.brackets = outside;
        result
    }

    fn elements<T>(
        &mut self,
        close: &str,
        what: &str,
        element: &mut impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let mut elements = Vec::new();
        let mut failed = false;
        loop {
            if let Some(span) = self.eat_symbol(close) {
                return if failed { Err(Failed) } else { Ok((elements, span)) };
            }
            match element(self) {
                Ok(element) => elements.push(element),
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_comma(close) {
                        return Err(Failed);
                    }
                }
            }
            if self.eat_symbol(",").is_none() && !self.at_symbol(close) {
                // Two elements side by side: the comma between them is what is missing.
                let next = self.token();
                let starts_element = matches!(next.kind, Kind::Word | Kind::Number | Kind::Text | Kind::Size);
                if starts_element {
                    let (before, known) = (self.previous().span, self.found.len());
                    self.expected("`,`", &format!("between two {what}"), None);
                    let between_values =
                        self.previous().kind != Kind::Symbol || matches!(self.previous().text, ")" | "]" | "}");
                    if let Some(found) = self.found.get_mut(known).filter(|_| between_values) {
                        found.fixes.push(Fix::certain("write `,`").insert_after(before, ","));
                    }
                } else {
                    self.expected(&format!("`,` or `{close}`"), &format!("after the {what}"), None);
                }
                failed = true;
                if !starts_element && !self.skip_to_comma(close) {
                    return Err(Failed);
                }
                self.eat_symbol(",");
            }
        }
    }

    /// Passes over tokens up to a comma or `close` of this list; false if neither comes.
    fn skip_to_comma(&mut self, close: &str) -> bool {
        let mut depth = 0usize;
        loop {
            let token = self.token();
            if token.kind == Kind::End {
                return false;
            }
            if depth == 0 && (is_symbol(token, ",") || is_symbol(token, close)) {
                return true;
            }
            if token.kind == Kind::Symbol {
                match token.text {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" if depth == 0 => return false,
                    ")" | "]" | "}" => depth -= 1,
                    _ => {}
                }
            }
            self.advance();
        }
    }
}
