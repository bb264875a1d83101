//! Types: `0..4`, `one_of(same, double)`, `video<like clip, progressive>`.

use super::super::ast::{Expr, Ident, TypeArg, TypeExpr, TypeKind};
use super::super::lex::Kind;
use super::{Parsed, Parser, is_name};

impl Parser<'_, '_> {
    /// A type.
    pub(super) fn ty(&mut self) -> Parsed<TypeExpr> {
        let start = self.token();
        if self.at_bound() {
            let (low, high) = self.bounds("amount: 0..1")?;
            let span = low.span.to(high.span);
            return Ok(TypeExpr { kind: TypeKind::Range(Box::new(low), Box::new(high)), span });
        }
        if !is_name(start) {
            return Err(self.expected("a type", "", Some("0..1")));
        }
        self.advance();
        let name = Ident { name: start.text.to_owned(), span: start.span };
        if start.text == "one_of" {
            self.need_symbol("(", "after `one_of`")?;
            let (choices, close) = self.list(")", "choices", Self::expression)?;
            return Ok(TypeExpr { kind: TypeKind::OneOf(choices), span: start.span.to(close) });
        }
        if !self.at_symbol("<") {
            return Ok(TypeExpr { kind: TypeKind::Named(name, Vec::new()), span: start.span });
        }
        self.advance();
        let (args, close) = self.list(">", "requirements", Self::type_arg)?;
        Ok(TypeExpr { kind: TypeKind::Named(name, args), span: start.span.to(close) })
    }

    /// What stands between `<` and `>`.
    fn type_arg(&mut self) -> Parsed<TypeArg> {
        if self.eat_word("like").is_some() {
            return Ok(TypeArg::Like(self.name("the clip that the result is like", "like clip")?));
        }
        if self.at_bound() {
            let (low, high) = self.bounds("int<1..5>")?;
            return Ok(TypeArg::Range(low, high));
        }
        let name = self.name("what the clip must be", "progressive")?;
        if self.at_symbol(":") || self.at_symbol("=") {
            self.colon("type")?;
            return Ok(TypeArg::Set(name, self.setting()?));
        }
        let mut names = vec![name];
        while self.eat_symbol("|").is_some() || self.eat_word("or").is_some() {
            names.push(self.name("another alternative", "u8 | u10")?);
        }
        Ok(TypeArg::AnyOf(names))
    }

    /// At a value: the lower bound of a range.
    fn at_bound(&self) -> bool {
        let token = self.token();
        match token.kind {
            Kind::Number => true,
            Kind::Symbol => matches!(token.text, "-" | "("),
            Kind::Word if is_name(token) => {
                let next = self.peek(1);
                let called = next.text == "(" && token.text != "one_of";
                next.kind == Kind::Symbol && (called || matches!(next.text, ".." | "." | "+" | "-" | "*" | "/" | "%"))
            }
            _ => false,
        }
    }

    /// `low..high`
    pub(super) fn bounds(&mut self, example: &str) -> Parsed<(Expr, Expr)> {
        let low = self.arithmetic()?;
        if self.eat_symbol("..").is_none() {
            return Err(self.expected("`..`", "between the bounds of the range", Some(example)));
        }
        Ok((low, self.arithmetic()?))
    }
}
