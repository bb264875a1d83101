//! Attributes: `@role(dust)` between an item and its documentation.

use super::super::ast::{Arg, Attribute, Expr, ExprKind, Ident, UnaryOp};
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_symbol};
use crate::diagnostics::{Code, Diagnostic};

impl Parser<'_, '_> {
    /// The attributes here, if there are any.
    pub(super) fn attributes(&mut self) -> Parsed<Vec<Attribute>> {
        let mut attributes = Vec::new();
        loop {
            let token = self.token();
            if is_symbol(token, "@") {
                self.advance();
                attributes.push(self.attribute(token.span)?);
            } else if token.kind == Kind::ItemDoc && !attributes.is_empty() {
                self.advance();
                self.report(
                    Diagnostic::new(Code::SYNTAX, "found `///` below an attribute, expected it above")
                        .label(token.span, "documentation comes first")
                        .help("move this line above the line with `@`"),
                );
            } else {
                return Ok(attributes);
            }
        }
    }

    /// `name(args)` behind the `@` at `at`.
    fn attribute(&mut self, at: super::Span) -> Parsed<Attribute> {
        let token = self.token();
        if token.kind != Kind::Word || token.starts_line {
            return Err(self.expected("the name of an attribute", "after `@`", Some("@role(denoise)")));
        }
        self.advance();
        let name = Ident { name: token.text.to_owned(), span: token.span };
        let open = self.token();
        let mut span = at.to(name.span);
        let mut args = Vec::new();
        if is_symbol(open, "(") && !open.starts_line {
            self.advance();
            let (list, close) = self.list(")", "arguments", Self::attribute_arg)?;
            (args, span) = (list, at.to(close));
        }
        Ok(Attribute { name, args, span })
    }

    fn attribute_arg(&mut self) -> Parsed<Arg> {
        let name = self.argument_name()?;
        let value = self.expression()?;
        if is_literal(&value) {
            return Ok(Arg { name, value });
        }
        self.report(
            Diagnostic::new(Code::SYNTAX, "found an expression in an attribute, expected a name, a number or a text")
                .label(value.span, "nothing is worked out here")
                .help("write the value itself, as in `@role(denoise)` or `@warm_up(8frames)`"),
        );
        Err(Failed)
    }
}

/// A name, a number, a text, `true` or `false`.
pub(super) fn is_literal(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Name(_) | ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) => true,
        ExprKind::Unary(UnaryOp::Neg, inner) => matches!(inner.kind, ExprKind::Number { .. }),
        _ => false,
    }
}
