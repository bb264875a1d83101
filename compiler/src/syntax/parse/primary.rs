//! The innermost parts of expressions: numbers, texts, names, calls, reads of neighbours.

use super::super::ast::{Arg, Call, Expr, ExprKind, Ident};
use super::super::lex::{Kind, split_number};
use super::super::{Span, slips};
use super::expressions::Tree;
use super::{Failed, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix};

impl Parser<'_, '_> {
    /// A value with `.member`s behind it.
    pub(super) fn postfix(&mut self) -> Parsed<Tree> {
        let start = self.at;
        let mut value = self.primary()?;
        loop {
            let token = self.token();
            if is_symbol(token, ".") {
                self.advance();
                // `1.` lacks digits; behind a unit, or behind something that was passed over, they would not help.
                let first = self.tokens[start];
                let number = self.at == start + 2
                    && first.kind == Kind::Number
                    && first.text.ends_with(|c: char| c.is_ascii_digit())
                    && first.span.end == token.span.start;
                let member = self.at_name() && !self.token().spaced;
                if number && !member {
                    return Err(self.refuse_lone_point(first.text, value.expr.span.to(token.span)));
                }
                let member = self.name("the property", "tape.video")?;
                let span = value.expr.span.to(member.span);
                let call = self.token();
                if is_symbol(call, "(") && !call.spaced {
                    if let ExprKind::Name(module) = &value.expr.kind
                        && is_name(self.tokens[start])
                    {
                        let module = Ident { name: module.clone(), span: value.expr.span };
                        let (call, height) = self.call(Some(module), member)?;
                        let span = call.span;
                        value = self.node(ExprKind::Call(call), span, height)?;
                        continue;
                    }
                    return Err(self.refuse_method(&value.expr, &member));
                }
                value = self.node(ExprKind::Member(Box::new(value.expr), member), span, value.height)?;
            } else if is_symbol(token, "[")
                && !token.spaced
                && (can_be_read(&value.expr) || is_symbol(self.tokens[start], "("))
            {
                self.advance();
                let (offsets, close, height) = self.trees("]", "offsets")?;
                let span = value.expr.span.to(close);
                value = self.node(ExprKind::Index(Box::new(value.expr), offsets), span, height.max(value.height))?;
            } else if is_symbol(token, "(") && !token.starts_line || is_symbol(token, "[") && !token.spaced {
                self.report(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found `{}` after a value, expected an operator or the end of the value", token.text),
                    )
                    .label(token.span, "only a name can be called or read from")
                    .help("name the value with `let` first"),
                );
                return Err(Failed);
            } else {
                return Ok(value);
            }
        }
    }

    /// `1.`
    fn refuse_lone_point(&mut self, number: &str, span: Span) -> Failed {
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found `{number}.`, expected a digit after the point"))
                .label(span, "")
                .help(format!("write `{number}.0`"))
                .fix(Fix::certain(format!("write `{number}.0`")).insert_after(span, "0")),
        );
        Failed
    }

    /// `clip.std.Levels(…)`
    fn refuse_method(&mut self, object: &Expr, member: &Ident) -> Failed {
        let mut path = vec![member.name.as_str()];
        let mut inner = object;
        while let ExprKind::Member(object, name) = &inner.kind {
            path.push(&name.name);
            inner = object;
        }
        if let ExprKind::Name(name) = &inner.kind {
            path.push(name);
        }
        path.reverse();
        let diagnostic = self.filters_have_no_namespace(&path.join("."), &member.name, object.span.to(member.span));
        self.report(diagnostic);
        Failed
    }

    fn primary(&mut self) -> Parsed<Tree> {
        let token = self.token();
        match token.kind {
            Kind::Number => {
                self.advance();
                let kind = self.number(token.text, token.span)?;
                self.node(kind, token.span, 0)
            }
            Kind::Text => {
                self.advance();
                self.node(ExprKind::Text(unescape(token.text)), token.span, 0)
            }
            Kind::Word if matches!(token.text, "true" | "false") => {
                self.advance();
                self.node(ExprKind::Bool(token.text == "true"), token.span, 0)
            }
            Kind::Word if is_name(token) => self.named(),
            Kind::Symbol if token.text == "(" => {
                self.advance();
                let outside = self.brackets;
                self.brackets += 1;
                let inner = self.tree();
                self.brackets = outside;
                let mut inner = inner?;
                if self.at_symbol(",") {
                    let comma = self.token().span;
                    self.report(
                        Diagnostic::new(Code::SYNTAX, "found `,` in parentheses, expected `)`")
                            .label(comma, "a list stands in brackets")
                            .help("write `[a, b]`"),
                    );
                    return Err(Failed);
                }
                let close = self.need_symbol(")", "to close the parenthesis")?;
                inner.expr.span = token.span.to(close);
                Ok(inner)
            }
            Kind::Symbol if token.text == "[" => {
                self.advance();
                let (items, close, height) = self.trees("]", "elements")?;
                self.node(ExprKind::List(items), token.span.to(close), height)
            }
            Kind::Symbol if token.text == "{" => self.record(),
            Kind::Word if token.text == "match" => self.matching(),
            Kind::Word if token.text == "for" => self.loop_over(),
            Kind::Size => Err(self.refuse_size(token)),
            Kind::Symbol if token.text == "." && self.peek(1).kind == Kind::Number && !self.peek(1).spaced => {
                let digits = self.peek(1);
                self.report(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found `.{}`, expected a digit before the point", digits.text),
                    )
                    .label(token.span.to(digits.span), "")
                    .help(format!("write `0.{}`", digits.text))
                    .fix(Fix::certain(format!("write `0.{}`", digits.text)).insert_before(token.span, "0")),
                );
                Err(Failed)
            }
            Kind::Word if token.text == "if" => {
                self.report(
                    Diagnostic::new(Code::SYNTAX, "found `if` as part of a larger expression, expected `(if`")
                        .label(token.span, "parentheses are missing")
                        .help("write `(if c then a else b)`"),
                );
                Err(Failed)
            }
            Kind::Symbol if token.text == "+" => {
                self.report(
                    Diagnostic::new(Code::SYNTAX, "found `+` where a value should be, expected a value")
                        .label(token.span, "not needed")
                        .help("remove this `+`: numbers have no `+` in front, and nothing counts up"),
                );
                Err(Failed)
            }
            Kind::Word if self.misnamed.contains(&token.text) => Err(Failed),
            _ => {
                let after = self.previous();
                let place = if self.at > 0 && after.kind == Kind::Symbol && !matches!(after.text, ")" | "]" | "}") {
                    format!("after `{}`", after.text)
                } else {
                    String::new()
                };
                Err(self.expected("a value", &place, None))
            }
        }
    }

    fn number(&mut self, text: &str, span: Span) -> Parsed<ExprKind> {
        let (digits, unit) = split_number(text);
        let value: f64 = digits.parse().unwrap_or(f64::INFINITY);
        if !value.is_finite() {
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found {digits}, expected a number below 1.8e308"))
                    .label(span, "too large")
                    .help("write a smaller number"),
            );
            return Err(Failed);
        }
        let unit = slips::unit_or_meant(unit);
        Ok(ExprKind::Number { value, text: digits.to_owned(), unit })
    }

    /// A name, a call, a read of a neighbour, or a reduction.
    fn named(&mut self) -> Parsed<Tree> {
        let token = self.advance();
        let name = Ident { name: token.text.to_owned(), span: token.span };
        if let Some(constant) = self.foreign_constant(&name) {
            return Ok(constant);
        }
        let next = self.token();
        if next.kind == Kind::Text && !next.spaced && name.name.len() <= 2 {
            self.prefixed_text(&name);
            return self.primary();
        }
        if name.name == "while" && is_name(next) && !next.starts_line {
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `while`, expected `for`: a graph has no loops without end")
                    .label(name.span, "no such loop")
                    .help("write `for i in 1..4 carry picture = clip { … }` to repeat a step"),
            );
            return Err(Failed);
        }
        if name.name == "switch" && is_name(next) && !next.starts_line {
            self.slip(name.span, "switch", "match");
            return self.matching_from(name.span);
        }
        if self.at_reduction() {
            return self.reduce(name);
        }
        if is_symbol(next, "(") && !next.starts_line {
            if next.spaced {
                self.report(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found a blank between `{}` and its `(`, expected none", name.name),
                    )
                    .label(name.span.to(next.span), "")
                    .help(format!("write `{}(`", name.name))
                    .fix(Fix::certain("remove the blank").remove(Span {
                        start: name.span.end,
                        end: next.span.start,
                        ..name.span
                    })),
                );
            }
            let (call, height) = self.call(None, name)?;
            let span = call.span;
            return self.node(ExprKind::Call(call), span, height);
        }
        self.node(ExprKind::Name(name.name), token.span, 0)
    }

    /// The parentheses of a call, `(` being next; with the height of the tallest argument.
    pub(super) fn call(&mut self, module: Option<Ident>, name: Ident) -> Parsed<(Call, u32)> {
        self.need_symbol("(", "after the name")?;
        let mut height = 0;
        let (args, close) = self.list(")", "arguments", |parser| {
            let name = parser.argument_name()?;
            let value = parser.tree()?;
            height = height.max(value.height);
            Ok(Arg { name, value: value.expr })
        })?;
        let span = module.as_ref().map_or(name.span, |module| module.span).to(close);
        Ok((Call { module, name, args, span }, height))
    }

    /// `name:` before an argument, if it has one.
    pub(super) fn argument_name(&mut self) -> Parsed<Option<Ident>> {
        let named = self.at_name() && (is_symbol(self.peek(1), ":") || is_symbol(self.peek(1), "="));
        if !named {
            return Ok(None);
        }
        let name = self.name("the argument", "amount: 0.5")?;
        self.colon("argument")?;
        Ok(Some(name))
    }

    /// `:` after a name; `=` is what other languages write.
    pub(super) fn colon(&mut self, what: &str) -> Parsed<()> {
        let before = self.previous();
        let name = before.text;
        if let Some(equals) = self.eat_symbol("=") {
            let value = self.token();
            // With the blanks around it, so that `a = 1` becomes `a: 1`.
            let end = if value.starts_line { equals.end } else { value.span.start };
            let around = Span { start: before.span.end, end, ..equals };
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found `=` after `{name}`, expected `:` in front of its {what}"))
                    .label(equals, "write `:` here")
                    .help(format!("write `{name}: {}`", if value.kind == Kind::Symbol { "…" } else { value.text }))
                    .fix(Fix::certain(format!("write `{name}:`")).replace(around, ": ")),
            );
            return Ok(());
        }
        self.need_symbol(":", &format!("after `{name}`")).map(|_| ())
    }

    fn trees(&mut self, close: &str, what: &str) -> Parsed<(Vec<Expr>, Span, u32)> {
        let mut height = 0;
        let (items, close) = self.list(close, what, |parser| {
            let tree = parser.tree()?;
            height = height.max(tree.height);
            Ok(tree.expr)
        })?;
        Ok((items, close, height))
    }
}

/// Whether there may be something to read by position: a number or text has no parts.
fn can_be_read(expr: &Expr) -> bool {
    !matches!(expr.kind, ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_))
}

/// The text between the quotes, escapes replaced.
pub(super) fn unescape(text: &str) -> String {
    let quote = text.chars().next().unwrap_or('"');
    let inner = &text[quote.len_utf8()..];
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            (plain, false) => out.push(plain),
        }
    }
    out
}
