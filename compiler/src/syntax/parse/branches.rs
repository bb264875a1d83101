//! One of several values: `if c then a else b`, `match x { a => b  else => c }`.

use super::super::Span;
use super::super::ast::{Arm, BinaryOp, ExprKind, Match};
use super::super::lex::Kind;
use super::expressions::Tree;
use super::{Failed, Parsed, Parser, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix};

impl Parser<'_, '_> {
    /// `if c then a else b`, its last part binding at least as tightly as `least`; `if` being next.
    pub(super) fn conditional(&mut self, least: u8) -> Parsed<Tree> {
        let start = self.token();
        self.nested(|parser| {
            parser.advance();
            let from = parser.at;
            let condition = parser.condition()?;
            if parser.eat_word("then").is_none() {
                let text = parser.written(from, parser.at);
                if let Some(failed) = parser.refuse_braces(&text) {
                    return Err(failed);
                }
                return Err(parser.expected("`then`", "after the condition", Some("if fast then 1 else 2")));
            }
            // `then` and `else` enclose it, so a pipe needs no parentheses.
            // An `if` in it counts as deep as with the parentheses that the formatter gives it.
            let yes = if parser.at_word("if") { parser.nested(Self::tree)? } else { parser.tree()? };
            if parser.eat_word("else").is_none() {
                return Err(parser.expected("`else` and a value", "for the other case", Some("if fast then 1 else 2")));
            }
            let no = parser.choice_of(least)?;
            let span = start.span.to(no.expr.span);
            let height = condition.height.max(yes.height).max(no.height);
            let kind = ExprKind::If(Box::new(condition.expr), Box::new(yes.expr), Box::new(no.expr));
            parser.node(kind, span, height)
        })
    }

    /// What is between `if` and `then`; `=` and `=>` are taken for the comparisons that they look like.
    fn condition(&mut self) -> Parsed<Tree> {
        let left = self.binary(BinaryOp::Or.precedence())?;
        let token = self.token();
        let (op, meant) = match (token.kind, token.text) {
            (Kind::Symbol, "=") => (BinaryOp::Eq, "=="),
            (Kind::Symbol, "=>") => (BinaryOp::Ge, ">="),
            _ => return Ok(left),
        };
        self.advance();
        self.slip(token.span, token.text, meant);
        let right = self.binary(BinaryOp::Or.precedence())?;
        let span = left.expr.span.to(right.expr.span);
        let height = left.height.max(right.height);
        self.node(ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)), span, height)
    }

    /// `match subject { pattern => value … }`, `match` being next.
    pub(super) fn matching(&mut self) -> Parsed<Tree> {
        let start = self.advance().span;
        self.matching_from(start)
    }

    /// The rest of a `match`, its keyword at `start` being read.
    pub(super) fn matching_from(&mut self, start: Span) -> Parsed<Tree> {
        self.nested(|parser| {
            let subject = parser.binary(BinaryOp::Or.precedence())?;
            parser.need_symbol("{", "in front of the cases")?;
            let outside = std::mem::take(&mut parser.brackets);
            let arms = parser.arms(start);
            parser.brackets = outside;
            let (arms, tallest, close) = arms?;
            let kind = ExprKind::Match(Match { subject: Box::new(subject.expr), arms });
            parser.node(kind, start.to(close), subject.height.max(tallest))
        })
    }

    fn arms(&mut self, start: Span) -> Parsed<(Vec<Arm>, u32, Span)> {
        let mut arms: Vec<Arm> = Vec::new();
        let mut tallest = 0;
        loop {
            if let Some(close) = self.eat_symbol("}") {
                if arms.is_empty() {
                    self.report(
                        Diagnostic::new(Code::SYNTAX, "found `match` without cases, expected at least one")
                            .label(start.to(close), "nothing to choose from")
                            .help("write cases, as in `match clip.scan { progressive => a  else => b }`"),
                    );
                    return Err(Failed);
                }
                return Ok((arms, tallest, close));
            }
            let (arm, height) = self.arm()?;
            tallest = tallest.max(height);
            if let Some(last) = arms.last().filter(|last| last.is_else()) {
                self.report(
                    Diagnostic::new(Code::SYNTAX, "found a case below `else`, expected `else` last")
                        .label(arm.span, "never reached")
                        .label(last.span, "takes everything")
                        .help("move the `else` case to the end"),
                );
            }
            arms.push(arm);
        }
    }

    fn arm(&mut self) -> Parsed<(Arm, u32)> {
        if matches!(self.token().text, "case" | "when") && self.peek(1).kind != Kind::Symbol {
            self.needless("a case starts with its value");
        }
        let start = self.token().span;
        let patterns = if self.at_word("else") {
            self.advance();
            Vec::new()
        } else if self.at_word("_") && is_symbol(self.peek(1), "=>") {
            self.advance();
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `_` as a case, expected `else`")
                    .label(start, "write `else` here")
                    .help("write `else => …`")
                    .fix(Fix::certain("write `else`").replace(start, "else")),
            );
            Vec::new()
        } else {
            self.patterns()?
        };
        if self.at_word("if") {
            let guard = self.token().span;
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `if` in a case, expected `=>`")
                    .label(guard, "a case has no condition")
                    .help("write the condition in the value: `a => if b then c else d`"),
            );
            return Err(Failed);
        }
        if !self.arrow("=>") {
            return Err(self.expected("`=>` and a value", "after the case", Some("progressive => clip")));
        }
        let value = self.tree()?;
        let span = start.to(value.expr.span);
        self.eat_symbol(",");
        Ok((Arm { patterns, value: value.expr, span }, value.height))
    }

    /// Eats `arrow`, or what is written for it elsewhere.
    pub(super) fn arrow(&mut self, arrow: &'static str) -> bool {
        if self.eat_symbol(arrow).is_some() {
            return true;
        }
        let token = self.token();
        let instead = if arrow == "=>" { &["->", ":", "="] as &[_] } else { &["=>", ":"] };
        if !instead.iter().any(|other| is_symbol(token, other)) {
            return false;
        }
        self.advance();
        self.slip(token.span, token.text, arrow);
        true
    }
}
