//! What stands at the start of an item, and what people write there instead.

use super::super::ast::Let;
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix, nearest};

/// How items start, for "did you mean".
const STARTS: &[&str] =
    &["input", "param", "let", "output", "filter", "extern", "kernel", "expect", "use", "model", "lints", "edition"];

/// The same, for people.
const ITEMS: &str = "items start with `input`, `param`, `let`, `output`, `filter`, `kernel`, `model`, `use`, `lints`, \
                     `edition` or `expect`";

impl Parser<'_, '_> {
    /// The keyword that the item here starts with, or is meant to; `assignment` for a `let` without one.
    pub(super) fn item_start(&mut self) -> Parsed<&'static str> {
        let token = self.token();
        let next = self.peek(1);
        let contextual = is_symbol(next, "{") || next.kind != Kind::Symbol;
        match STARTS.iter().find(|start| token.kind == Kind::Word && **start == token.text) {
            Some(start) if !is_name(token) || contextual => Ok(start),
            _ => self.foreign_start(),
        }
    }

    /// Something else where an item should start: gives the keyword that it stands for, if it can be told.
    fn foreign_start(&mut self) -> Parsed<&'static str> {
        let token = self.token();
        if let Some(call) = self.at_filter_string(false) {
            return Err(self.refuse_filter_string(&call, false));
        }
        if let Some(failed) = self.refuse_vapoursynth_line() {
            return Err(failed);
        }
        if is_name(token) && is_symbol(self.peek(1), "=") {
            self.missing_let(token.text, token.span, "at the start of an item");
            return Ok("assignment");
        }
        if matches!(token.text, "pub" | "export" | "public" | "private") && self.peek(1).kind == Kind::Word {
            self.needless("what a file defines can always be used");
            return self.item_start();
        }
        if let Some(failed) = self.refuse_statement() {
            return Err(failed);
        }
        let meant = match token.text {
            "var" | "const" | "auto" | "val" | "set" | "static" | "global" | "final" => Some("let"),
            "def" | "fn" | "func" | "function" => Some("filter"),
            "parameter" | "arg" => Some("param"),
            "source" | "in" => Some("input"),
            "sink" | "out" | "save" => Some("output"),
            word if is_name(token) && is_name(self.peek(1)) => nearest(word, STARTS.iter().copied()),
            _ => None,
        };
        if let Some(meant) = meant.filter(|_| token.kind == Kind::Word) {
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found `{}` at the start of an item, expected `{meant}`", token.text),
                )
                .label(token.span, format!("`{meant}` is meant?"))
                .help(format!("write `{meant}`"))
                .fix(Fix::maybe(format!("write `{meant}`")).replace(token.span, meant)),
            );
            return Ok(meant);
        }
        if token.kind == Kind::FileDoc {
            self.report(
                Diagnostic::new(Code::SYNTAX, "found `//!` below the top of the file, expected `///` or `//`")
                    .label(token.span, "documents the whole file, so it stands first")
                    .help("write `///` to document the next item, or move the line to the top"),
            );
            self.advance();
            return Err(Failed);
        }
        if let Some(failed) = self.refuse_bare_value() {
            return Err(failed);
        }
        let after_value = self.at > 0 && !matches!(token.kind, Kind::Word) && token.starts_line;
        let found = self.describe(token);
        let help = if after_value {
            format!("an expression goes on in the next line only with an operator between two values; {ITEMS}")
        } else {
            format!("{ITEMS}; name a value with `let name = …`")
        };
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found {found}, expected the start of an item"))
                .label(token.span, "no item starts like this")
                .help(help),
        );
        Err(Failed)
    }

    /// `clip = core.…`: a `let` without its keyword.
    pub(super) fn assignment(&mut self) -> Parsed<Let> {
        self.let_with_height().map(|(binding, _)| binding)
    }
}
