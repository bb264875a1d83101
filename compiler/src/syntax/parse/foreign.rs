//! Spellings of other languages that take more than a token to tell: each gets one finding, with the
//! text to write instead, and where that is certain, reading goes on as if it stood there.

use super::super::Span;
use super::super::ast::{Expr, ExprKind, Ident};
use super::super::lex::Kind;
use super::expressions::Tree;
use super::{Failed, Parsed, Parser, is_name, is_symbol, is_word};
use crate::diagnostics::{Code, Diagnostic, Fix};

/// Constants of other languages.
const CONSTANTS: &[(&str, &str)] = &[
    ("True", "true"),
    ("TRUE", "true"),
    ("False", "false"),
    ("FALSE", "false"),
    ("None", "none"),
    ("null", "none"),
    ("NULL", "none"),
    ("nil", "none"),
];

impl Parser<'_, '_> {
    /// Reports `found`, for which `meant` is written here.
    pub(super) fn slip(&mut self, span: Span, found: &str, meant: &str) {
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found `{found}`, expected `{meant}`"))
                .label(span, format!("write `{meant}` here"))
                .help(format!("write `{meant}`"))
                .fix(Fix::certain(format!("write `{meant}`")).replace(span, meant)),
        );
    }

    /// Reports a word that does nothing here, and passes over it.
    pub(super) fn needless(&mut self, why: &str) {
        let token = self.advance();
        // What follows is moved up to it, so that no blank is left over.
        let rest = Span { end: self.token().span.start.max(token.span.end), ..token.span };
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found `{}`, expected none: {why}", token.text))
                .label(token.span, "not needed")
                .help(format!("remove `{}`", token.text))
                .fix(Fix::certain(format!("remove `{}`", token.text)).remove(rest)),
        );
    }

    /// The tokens `from..to` as written, each blank between them as one space.
    pub(super) fn written(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (at, token) in self.tokens[from.min(to)..to.min(self.end)].iter().enumerate() {
            if at > 0 && token.spaced {
                text.push(' ');
            }
            text.push_str(token.text);
        }
        super::errors::shorten(&text)
    }

    /// `True`, `None` and the like, the name being read already.
    pub(super) fn foreign_constant(&mut self, name: &Ident) -> Option<Tree> {
        let (_, meant) = CONSTANTS.iter().find(|(other, _)| *other == name.name)?;
        if self.at_symbol("(") || self.at_symbol("[") || self.at_symbol(".") {
            return None;
        }
        self.slip(name.span, &name.name, meant);
        let kind = match *meant {
            "none" => ExprKind::Name("none".to_owned()),
            other => ExprKind::Bool(other == "true"),
        };
        Some(Tree { expr: Expr { kind, span: name.span }, height: 1 })
    }

    /// `f"text"`: the letter is read, the text is next.
    pub(super) fn prefixed_text(&mut self, prefix: &Ident) {
        let text = self.token().text;
        self.report(
            Diagnostic::new(
                Code::FOREIGN,
                format!("found `{}` in front of a text, expected the text alone", prefix.name),
            )
            .label(prefix.span, "not needed")
            .help(format!("write {}; names are not replaced in texts", super::errors::shorten(text)))
            .fix(Fix::maybe(format!("remove `{}`", prefix.name)).remove(prefix.span)),
        );
    }

    /// `c ? a : b` behind `c`, which started at the token `start`.
    pub(super) fn ternary(&mut self, condition: Tree, start: usize) -> Parsed<Tree> {
        let mark = self.at;
        let question = self.advance();
        if self.at_symbol("?") {
            let condition = self.written(start, mark);
            let span = question.span.to(self.token().span);
            self.report(
                Diagnostic::new(Code::FOREIGN, "found `??`, expected `if given(…)`")
                    .label(span, "not used here")
                    .help(format!("write `if given({condition}) then {condition} else …`")),
            );
            return Err(Failed);
        }
        let yes_from = self.at;
        let yes = self.tree()?;
        let yes_to = self.at;
        if self.eat_symbol(":").is_none() {
            self.at = mark;
            return Err(self.expected("an operator", "after the value", None));
        }
        let no_from = self.at;
        let no = self.tree()?;
        let text = format!(
            "if {} then {} else {}",
            self.written(start, mark),
            self.written(yes_from, yes_to),
            self.written(no_from, self.at)
        );
        let span = condition.expr.span.to(no.expr.span);
        self.report(
            Diagnostic::new(Code::FOREIGN, "found `?` and `:`, expected `if`, `then` and `else`")
                .label(question.span, "a choice as C writes it")
                .help(format!("write `{text}`")),
        );
        let height = condition.height.max(yes.height).max(no.height);
        let kind = ExprKind::If(Box::new(condition.expr), Box::new(yes.expr), Box::new(no.expr));
        self.node(kind, span, height)
    }

    /// `a <- b`, `a += 1` and a type behind the name of a `let`; true if the value is next.
    pub(super) fn foreign_let(&mut self, name: &Ident) -> bool {
        let token = self.token();
        if is_symbol(token, "<") && is_symbol(self.peek(1), "-") && !self.peek(1).spaced {
            self.advance();
            let arrow = token.span.to(self.advance().span);
            self.slip(arrow, "<-", "=");
            return true;
        }
        if matches!(token.text, "->" | "=>") {
            self.advance();
            self.slip(token.span, token.text, "=");
            return true;
        }
        if matches!(token.text, "+=" | "-=" | "*=" | "/=") {
            self.advance();
            let (name, sign) = (&name.name, &token.text[..1]);
            self.report(
                Diagnostic::new(Code::FOREIGN, format!("found `{}`, expected `=`: a value never changes", token.text))
                    .label(token.span, "write a new value here")
                    .help(format!("write `let {name}2 = {name} {sign} …`, and use `{name}2` from there on")),
            );
            return true;
        }
        if !is_symbol(token, ":") {
            return false;
        }
        self.advance();
        // `let a: int = 5`: what stands up to the `=` is a type.
        let typed = (0..8).take_while(|&n| !self.peek(n).starts_line).find(|&n| is_symbol(self.peek(n), "="));
        let end = match typed {
            Some(count) => (0..=count).map(|_| self.advance().span).last().unwrap_or(token.span),
            None => token.span,
        };
        let span = token.span.to(end);
        let found = if typed.is_some() { "a type" } else { "`:`" };
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found {found} after `let {}`, expected `=`", name.name))
                .label(span, "write `=` here")
                .help(format!("write `let {} = …`; the type follows from the value", name.name))
                .fix(Fix::certain("write `=`").replace(span, " =")),
        );
        true
    }

    /// `x = …` and `return …` inside a body: true if a `let` is meant and its name is next.
    pub(super) fn foreign_statement(&mut self) -> bool {
        let (token, next) = (self.token(), self.peek(1));
        if is_word(token, "return") && !next.starts_line && (next.kind != Kind::Symbol || next.text == "(") {
            self.needless("the last value of a body is its result");
            return false;
        }
        let assigned = is_name(token) && is_symbol(next, "=");
        if assigned {
            self.missing_let(token.text, token.span, "in a body");
        }
        assigned
    }

    /// Reports `name = …` without `let`.
    pub(super) fn missing_let(&mut self, name: &str, span: Span, place: &str) {
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found `{name} =` {place}, expected `let`"))
                .label(span, "`let` is missing")
                .help(format!("write `let {name} = …`"))
                .fix(Fix::certain(format!("write `let {name} =`")).insert_before(span, "let ")),
        );
    }

    /// `if (c) { a } else { b }` and `if c: a`, at the brace or colon.
    pub(super) fn refuse_braces(&mut self, condition: &str) -> Option<Failed> {
        let token = self.token();
        if !is_symbol(token, "{") && !is_symbol(token, ":") {
            return None;
        }
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found `{}` after the condition, expected `then`", token.text))
                .label(token.span, "write `then` here")
                .help(format!("write `if {condition} then … else …`, without braces or colons")),
        );
        Some(Failed)
    }
}
