//! Alternatives: of a property in a type or model, and the patterns of a `match`.

use super::super::ast::{BinaryOp, Choice, Expr, Size};
use super::super::lex::{Kind, Token};
use super::attributes::is_literal;
use super::{Failed, Parsed, Parser};
use crate::diagnostics::{Code, Diagnostic};

impl Parser<'_, '_> {
    /// `value | value | low..high`, where each value is arithmetic or an `if`.
    pub(super) fn choices(&mut self) -> Parsed<Vec<Choice>> {
        self.alternatives(|parser| {
            if parser.token().kind == Kind::Size {
                return parser.size().map(Choice::Size);
            }
            let value = parser.setting()?;
            parser.range_from(value, Self::arithmetic)
        })
    }

    /// What is between bars; at least one.
    pub(super) fn alternatives(&mut self, mut choice: impl FnMut(&mut Self) -> Parsed<Choice>) -> Parsed<Vec<Choice>> {
        let mut choices = vec![choice(self)?];
        while self.eat_symbol("|").is_some() || self.eat_word("or").is_some() {
            choices.push(choice(self)?);
        }
        Ok(choices)
    }

    /// `low` alone, or with `..high` behind it.
    pub(super) fn range_from(&mut self, low: Expr, mut bound: impl FnMut(&mut Self) -> Parsed<Expr>) -> Parsed<Choice> {
        Ok(if self.eat_symbol("..").is_some() { Choice::Range(low, bound(self)?) } else { Choice::Value(low) })
    }

    /// `720x576`
    pub(super) fn size(&mut self) -> Parsed<Size> {
        let token = self.advance();
        // The grammar takes nine digits at most, which fit.
        let read = |digits: &str| digits.parse().unwrap_or(u32::MAX);
        let (width, height) = token.text.split_once('x').unwrap_or((token.text, ""));
        Ok(Size { width: read(width), height: read(height), span: token.span })
    }

    /// A size where a value should be.
    pub(super) fn refuse_size(&mut self, token: Token<'_>) -> Failed {
        let (width, height) = token.text.split_once('x').unwrap_or((token.text, ""));
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found the size {}, expected a value", token.text))
                .label(token.span, "a size stands in types only, as in `video<720x576>`")
                .help(format!("write `width: {width}px, height: {height}px`")),
        );
        Failed
    }

    /// The patterns of an arm.
    pub(super) fn patterns(&mut self) -> Parsed<Vec<Choice>> {
        let mut patterns = self.alternatives(|parser| {
            let value = parser.pattern_value()?;
            parser.range_from(value, Self::pattern_value)
        })?;
        while let Some(comma) = self.eat_symbol(",") {
            self.slip(comma, ",", "|");
            let value = self.pattern_value()?;
            patterns.push(self.range_from(value, Self::pattern_value)?);
        }
        Ok(patterns)
    }

    fn pattern_value(&mut self) -> Parsed<Expr> {
        let value = self.operand_of(BinaryOp::Mul)?;
        if is_literal(&value) {
            return Ok(value);
        }
        self.report(
            Diagnostic::new(
                Code::SYNTAX,
                "found an expression as a case, expected a name, a number, a text or a range",
            )
            .label(value.span, "nothing is worked out here")
            .help("write the value itself, or use `if` to compare with what is worked out"),
        );
        Err(Failed)
    }
}
