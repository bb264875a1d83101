//! Types: `0..4`, `one_of(same, double)`, `video<like clip, progressive>`, `list<number, 9>`, `media?`.

use super::super::ast::{Choice, Expr, Ident, Property, TypeArg, TypeExpr, TypeField, TypeKind};
use super::super::lex::{Kind, Token};
use super::{Parsed, Parser, is_name, is_symbol, is_word};
use crate::diagnostics::{Code, Diagnostic};

/// Types that a `(` behind them is no call of.
const TYPES: &[&str] = &["one_of", "int", "number", "list", "video", "audio", "media", "text", "bool"];

impl Parser<'_, '_> {
    /// A type.
    pub(super) fn ty(&mut self) -> Parsed<TypeExpr> {
        self.nested(|parser| {
            let ty = parser.required_type()?;
            let Some(mark) = parser.eat_symbol("?") else { return Ok(ty) };
            while let Some(again) = parser.eat_symbol("?") {
                parser.report(
                    Diagnostic::new(Code::SYNTAX, "found a second `?`, expected one")
                        .label(again, "once is enough")
                        .label(mark, "the first")
                        .help("remove the second `?`"),
                );
            }
            let span = ty.span.to(mark);
            Ok(TypeExpr { kind: TypeKind::Optional(Box::new(ty)), span })
        })
    }

    fn required_type(&mut self) -> Parsed<TypeExpr> {
        let start = self.token();
        if self.at_bound() {
            let (low, high) = self.bounds("amount: 0..1")?;
            let span = low.span.to(high.span);
            return Ok(TypeExpr { kind: TypeKind::Range(Box::new(low), Box::new(high)), span });
        }
        if self.at_symbol("{") {
            return self.record_type();
        }
        if let Some(failed) = self.refuse_foreign_type() {
            return Err(failed);
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
        if start.text == "list" {
            return self.list_type(start);
        }
        if !self.at_symbol("<") {
            return Ok(TypeExpr { kind: TypeKind::Named(name, Vec::new()), span: start.span });
        }
        self.advance();
        let (args, close) = self.list(">", "requirements", Self::type_args)?;
        let args = args.into_iter().flatten().collect();
        Ok(TypeExpr { kind: TypeKind::Named(name, args), span: start.span.to(close) })
    }

    /// `[0, 1]`, `"a" | "b"`, `720x576`, `int(1..5)` where a type should be.
    fn refuse_foreign_type(&mut self) -> Option<super::Failed> {
        let (token, next) = (self.token(), self.peek(1));
        let help = match token.kind {
            Kind::Symbol if token.text == "[" => {
                "write `0..1` for a range, `one_of(0, 1)` for a choice, `list<0..1>` for a list"
            }
            Kind::Text => "write `one_of(\"a\", \"b\")` for a choice of texts, `text` for any text",
            Kind::Size => "write `video<720x576>` for pictures of this size",
            Kind::Word if is_symbol(next, "(") && token.text != "one_of" && is_name(token) => {
                "write what it takes between `<` and `>`, as in `int<1..5>`"
            }
            _ => return None,
        };
        let found = self.describe(if token.kind == Kind::Word { next } else { token });
        let span = if token.kind == Kind::Word { next.span } else { token.span };
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found {found}, expected a type")).label(span, "no type").help(help),
        );
        Some(super::Failed)
    }

    /// `<0..1, 3>` behind `list`.
    fn list_type(&mut self, start: Token<'_>) -> Parsed<TypeExpr> {
        if self.eat_symbol("<").is_none() {
            return Err(self.expected("`<` and the type of the elements", "after `list`", Some("list<0..1>")));
        }
        let outside = self.brackets;
        self.brackets += 1;
        let parts = self.list_parts();
        self.brackets = outside;
        let (element, count) = parts?;
        let close = self.need_symbol(">", "after the type of the elements")?;
        let kind = TypeKind::List(Box::new(element), count.map(Box::new));
        Ok(TypeExpr { kind, span: start.span.to(close) })
    }

    fn list_parts(&mut self) -> Parsed<(TypeExpr, Option<Expr>)> {
        let element = self.ty()?;
        let count = self.eat_symbol(",").is_some() && !self.at_symbol(">");
        let count = if count { Some(self.arithmetic()?) } else { None };
        self.eat_symbol(",");
        Ok((element, count))
    }

    /// `{ clean: video, removed: mask }`
    fn record_type(&mut self) -> Parsed<TypeExpr> {
        let open = self.advance();
        let (fields, close) = self.list("}", "results", |parser| {
            let name = parser.name("the result", "{ clean: video, removed: mask }")?;
            parser.colon("type")?;
            let ty = parser.ty()?;
            Ok(TypeField { name, ty })
        })?;
        let span = open.span.to(close);
        if fields.is_empty() {
            self.report(
                Diagnostic::new(Code::SYNTAX, "found a type without results, expected at least one")
                    .label(span, "nothing comes out")
                    .help("write it like this: `{ clean: video, removed: mask }`"),
            );
        }
        Ok(TypeExpr { kind: TypeKind::Record(fields), span })
    }

    /// What stands between two commas: one requirement, or several side by side.
    fn type_args(&mut self) -> Parsed<Vec<TypeArg>> {
        if self.eat_word("like").is_some() {
            let clip = self.name("the clip that the result is like", "like clip")?;
            return Ok(vec![TypeArg::Like(clip)]);
        }
        if is_name(self.token()) && (is_symbol(self.peek(1), ":") || is_symbol(self.peek(1), "=")) {
            let name = self.name("the property", "width: 720px")?;
            self.colon("type")?;
            let choices = self.choices()?;
            return Ok(vec![TypeArg::Property(Property { name, choices })]);
        }
        let mut args = Vec::new();
        loop {
            args.push(TypeArg::Any(self.alternatives(Self::requirement)?));
            self.eat_word("and");
            self.refuse_spaced_size();
            let next = self.token();
            let word = is_name(next) && !matches!(self.peek(1).text, ":" | "=");
            if !word && !matches!(next.kind, Kind::Size | Kind::Number) {
                return Ok(args);
            }
        }
    }

    /// `720 x 576`, the number being read.
    fn refuse_spaced_size(&mut self) {
        let (width, times, height) = (self.previous(), self.token(), self.peek(1));
        if width.kind != Kind::Number || !is_word(times, "x") || height.kind != Kind::Number {
            return;
        }
        self.advance();
        self.advance();
        let span = width.span.to(height.span);
        let found = format!("{} x {}", width.text, height.text);
        self.slip(span, &found, &format!("{}x{}", width.text, height.text));
    }

    /// `progressive`, `720x576`, `25fps`, `1..5`
    fn requirement(&mut self) -> Parsed<Choice> {
        if self.token().kind == Kind::Size {
            return self.size().map(Choice::Size);
        }
        if self.at_bound() {
            let low = self.arithmetic()?;
            return self.range_from(low, Self::arithmetic);
        }
        let name = self.name("what the clip must be", "progressive")?;
        Ok(Choice::Value(Expr { span: name.span, kind: super::super::ast::ExprKind::Name(name.name) }))
    }

    /// At a value: the lower bound of a range.
    fn at_bound(&self) -> bool {
        let token = self.token();
        match token.kind {
            Kind::Number => true,
            Kind::Symbol => matches!(token.text, "-" | "("),
            Kind::Word if is_name(token) => {
                let next = self.peek(1);
                let called = next.text == "(" && !TYPES.contains(&token.text);
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
