//! Loops: `sum for dx in -1..1 { … }` in kernels, `for r in [1px, 2px] { … }` elsewhere.

use super::super::ast::{Carry, ExprKind, For, Ident, Over, Reduce};
use super::expressions::Tree;
use super::{Parsed, Parser, is_name, is_word};

impl Parser<'_, '_> {
    /// At the `for` of a reduction, whose name was just read. At the start of a line, outside of
    /// parentheses, `for` starts a value of its own.
    pub(super) fn at_reduction(&self) -> bool {
        let next = self.token();
        is_word(next, "for") && (!next.starts_line || self.brackets > 0)
    }

    /// `sum for dy in -1..1, dx in -1..1 { … }`, `for` being next.
    pub(super) fn reduce(&mut self, op: Ident) -> Parsed<Tree> {
        self.advance();
        let mut over = Vec::new();
        loop {
            let name = self.name("the loop variable", "dx in -1..1")?;
            if self.eat_word("in").is_none() {
                return Err(self.expected("`in` and a range", "", Some("dx in -1..1")));
            }
            let (low, high) = self.bounds("dx in -1..1")?;
            over.push((name, low, high));
            if self.eat_symbol(",").is_none() {
                break;
            }
        }
        let (body, height) = self.nested(Self::block)?;
        let span = op.span.to(body.span);
        self.node(ExprKind::Reduce(Reduce { op, over, body: Box::new(body) }), span, height)
    }

    /// `for name in … { … }`, `for` being next.
    pub(super) fn loop_over(&mut self) -> Parsed<Tree> {
        self.nested(|parser| {
            let start = parser.advance().span;
            let name = parser.name("the loop variable", "for r in [1px, 2px] { soften(clip, radius: r) }")?;
            if parser.eat_word("in").is_none() {
                return Err(parser.expected("`in` and a list or range", "", Some("for r in [1px, 2px]")));
            }
            let low = parser.arithmetic()?;
            let over = if parser.eat_symbol("..").is_some() {
                Over::Range(Box::new(low), Box::new(parser.arithmetic()?))
            } else {
                Over::Values(Box::new(low))
            };
            let mut height = 0;
            let carry = if parser.at_word("carry") && is_name(parser.peek(1)) {
                parser.advance();
                let (carry, tall) = parser.carry()?;
                height = tall;
                Some(carry)
            } else {
                None
            };
            let (body, tall) = parser.block()?;
            let span = start.to(body.span);
            let kind = ExprKind::For(For { name, over, carry, body: Box::new(body) });
            parser.node(kind, span, height.max(tall))
        })
    }

    /// `picture = tape.video`, behind `carry`.
    fn carry(&mut self) -> Parsed<(Carry, u32)> {
        let name = self.name("what is carried", "carry picture = tape.video")?;
        if self.eat_symbol("=").is_none() {
            return Err(self.expected("`=` and a value", "for the first round", Some("carry picture = tape.video")));
        }
        let start = self.tree()?;
        Ok((Carry { name, start: Box::new(start.expr) }, start.height))
    }
}
