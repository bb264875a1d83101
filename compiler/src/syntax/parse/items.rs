//! Items: `input`, `param`, `let`, `output`, filters of every kind, `expect`.

use std::ops::Range;

use super::super::Span;
use super::super::ast::{Expect, Field, Filter, FilterKind, Input, Item, ItemKind, Let, Output, Param};
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, nearest};

/// How items start, for "did you mean".
const STARTS: &[&str] = &["input", "param", "let", "output", "filter", "extern", "kernel", "expect"];

impl Parser<'_, '_> {
    /// The `//!` lines at the top.
    pub(super) fn file_docs(&mut self) -> Vec<String> {
        let mut docs = Vec::new();
        while self.token().kind == Kind::FileDoc {
            docs.push(doc_text(self.advance().text));
        }
        docs
    }

    /// The item in `range`, and whatever stands behind it up to the next keyword.
    pub(super) fn items(&mut self, range: Range<usize>, items: &mut Vec<Item>) {
        self.at = range.start;
        self.end = range.end;
        while self.at < self.end {
            self.brackets = 0;
            self.nesting = 0;
            let before = self.at;
            match self.item() {
                Ok(item) => items.push(item),
                Err(Failed) => self.skip_to_line(before),
            }
        }
    }

    fn item(&mut self) -> Parsed<Item> {
        let docs = self.item_docs();
        let start = self.token();
        if start.kind == Kind::End {
            self.refuse_lone_docs();
            return Err(Failed);
        }
        let kind = self.item_kind()?;
        let span = start.span.to(self.previous().span);
        let next = self.token();
        if next.kind != Kind::End && !next.starts_line {
            return Err(self.expected("an operator or a new line", "after the value", None));
        }
        Ok(Item { docs, kind, span })
    }

    fn item_kind(&mut self) -> Parsed<ItemKind> {
        let token = self.token();
        let word = if token.kind == Kind::Word { token.text } else { "" };
        let keyword = match word {
            "input" | "param" | "let" | "output" | "filter" | "extern" | "kernel" | "expect" => word,
            _ => self.foreign_start()?,
        };
        match keyword {
            "input" => {
                self.advance();
                self.input().map(ItemKind::Input)
            }
            "param" => {
                self.advance();
                self.param(Vec::new()).map(ItemKind::Param)
            }
            "let" => {
                self.advance();
                self.let_with_height().map(|(binding, _)| ItemKind::Let(binding))
            }
            "assignment" => self.assignment().map(ItemKind::Let),
            "output" => {
                self.advance();
                self.output().map(ItemKind::Output)
            }
            "expect" => {
                self.advance();
                self.expect().map(ItemKind::Expect)
            }
            _ => self.filter(keyword).map(ItemKind::Filter),
        }
    }

    /// Something else where an item should start: gives the keyword that it stands for, if it can be told.
    fn foreign_start(&mut self) -> Parsed<&'static str> {
        let token = self.token();
        if is_name(token) && is_symbol(self.peek(1), "=") {
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found `{} =` at the start of an item, expected `let`", token.text),
                )
                .label(token.span, "`let` is missing")
                .help(format!("write `let {} = …`", token.text)),
            );
            return Ok("assignment");
        }
        let meant = match token.text {
            "var" | "const" | "auto" | "val" | "set" => Some("let"),
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
                .help(format!("write `{meant}`")),
            );
            return Ok(meant);
        }
        if matches!(token.text, "use" | "model") && token.kind == Kind::Word {
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found `{}`, which this version does not know yet", token.text))
                    .label(token.span, "kept for a later version")
                    .help("remove the item; every filter of the library is there without it"),
            );
            return Err(Failed);
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
        let after_value = self.at > 0 && !matches!(token.kind, Kind::Word) && token.starts_line;
        let found = self.describe(token);
        let help = if after_value {
            "an expression goes on in the next line only with an operator between two values; \
             items start with `input`, `param`, `let`, `output`, `filter`, `kernel` or `expect`"
        } else {
            "items start with `input`, `param`, `let`, `output`, `filter`, `kernel` or `expect`; \
             name a value with `let name = …`"
        };
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found {found}, expected the start of an item"))
                .label(token.span, "no item starts like this")
                .help(help),
        );
        Err(Failed)
    }

    fn input(&mut self) -> Parsed<Input> {
        let name = self.name("the input", "input tape: media")?;
        self.colon("type")?;
        let ty = self.ty()?;
        let default = if self.eat_symbol("=").is_some() { Some(self.expression()?) } else { None };
        Ok(Input { name, ty, default })
    }

    /// A parameter of the graph, or of a filter.
    fn param(&mut self, docs: Vec<String>) -> Parsed<Param> {
        let name = self.name("the parameter", "strength: 0..1 = 0.5")?;
        if !self.at_symbol(":") {
            let missing = format!("`:` and what `{}` accepts", name.name);
            return Err(self.expected(&missing, "", Some(&format!("{}: 0..1 = 0.5", name.name))));
        }
        self.advance();
        let ty = self.ty()?;
        let default = if self.eat_symbol("=").is_some() { Some(self.expression()?) } else { None };
        let end = default.as_ref().map_or(ty.span, |default| default.span);
        let span = name.span.to(end);
        Ok(Param { docs, name, ty, default, span })
    }

    /// `clip = core.…`: a `let` without its keyword.
    fn assignment(&mut self) -> Parsed<Let> {
        self.let_with_height().map(|(binding, _)| binding)
    }

    fn output(&mut self) -> Parsed<Output> {
        let path = if self.at_symbol("{") { None } else { Some(self.expression()?) };
        if !self.at_symbol("{") {
            return Err(self.expected(
                "`{` and what goes into the output",
                "",
                Some("output \"restored.mkv\" { video: picture }"),
            ));
        }
        self.advance();
        let mut fields = Vec::new();
        let mut failed = false;
        while self.eat_symbol("}").is_none() {
            match self.field() {
                Ok(field) => fields.push(field),
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_field() {
                        return Err(Failed);
                    }
                }
            }
        }
        if failed { Err(Failed) } else { Ok(Output { path, fields }) }
    }

    fn field(&mut self) -> Parsed<Field> {
        if self.token().kind == Kind::ItemDoc {
            self.refuse_docs("a line of an output");
            return Err(Failed);
        }
        let name = self.name("what goes into the output", "video: picture")?;
        self.colon("value")?;
        let value = self.expression()?;
        if let Some(comma) = self.eat_symbol(",") {
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found `,` after `{}`, but the lines of an output need none", name.name),
                )
                .label(comma, "not needed")
                .help("remove the `,` and write each on a line of its own"),
            );
        }
        let next = self.token();
        let another = is_name(next) && is_symbol(self.peek(1), ":");
        if !next.starts_line && !is_symbol(next, "}") && !another {
            return Err(self.expected("an operator, a new line or `}`", "after the value", None));
        }
        Ok(Field { name, value })
    }

    fn filter(&mut self, keyword: &str) -> Parsed<Filter> {
        self.advance();
        let kind = match keyword {
            "kernel" => FilterKind::Kernel,
            "extern" if self.eat_word("filter").is_some() => FilterKind::Extern,
            "extern" if self.eat_word("encoder").is_some() => FilterKind::Encoder,
            "extern" => {
                return Err(self.expected(
                    "`filter` or `encoder`",
                    "after `extern`",
                    Some("extern filter crop(clip: video) -> video"),
                ));
            }
            _ => FilterKind::Composed,
        };
        let name = self.name("the filter", "filter soften_twice(clip: video) -> video")?;
        self.need_symbol("(", "in front of the parameters")?;
        let (params, _) = self.list(")", "parameters", |parser| {
            let docs = parser.item_docs();
            if parser.at_symbol(")") {
                parser.refuse_lone_docs();
                return Err(Failed);
            }
            parser.param(docs)
        })?;
        if self.eat_symbol("->").is_none() {
            return Err(self.expected("`->` and what the filter gives", "", Some("-> video")));
        }
        let returns = self.ty()?;
        let native = matches!(kind, FilterKind::Extern | FilterKind::Encoder);
        let body = if self.at_symbol("{") {
            if native {
                let brace = self.token().span;
                self.report(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found a body for the extern `{}`, expected none", name.name),
                    )
                    .label(brace, "native code does this part")
                    .help("remove the body, or write `filter` or `kernel` without `extern`"),
                );
                return Err(Failed);
            }
            Some(self.block()?.0)
        } else if native {
            None
        } else {
            return Err(self.expected("`{` and a body", &format!("for `{}`", name.name), Some("{ clip |> soften() }")));
        };
        Ok(Filter { kind, name, params, returns, body })
    }

    fn expect(&mut self) -> Parsed<Expect> {
        self.need_symbol("{", "in front of the conditions")?;
        let mut conditions = Vec::new();
        while self.eat_symbol("}").is_none() {
            conditions.push(self.expression()?);
            let next = self.token();
            if !next.starts_line && !is_symbol(next, "}") {
                return Err(self.expected("an operator, a new line or `}`", "after the condition", None));
            }
        }
        Ok(Expect { conditions })
    }

    /// `///` lines.
    fn item_docs(&mut self) -> Vec<String> {
        let mut docs = Vec::new();
        while self.token().kind == Kind::ItemDoc {
            docs.push(doc_text(self.advance().text));
        }
        docs
    }

    /// `///` with nothing to document below it; it was read already.
    fn refuse_lone_docs(&mut self) {
        let span = self.previous().span;
        self.no_docs(span, "with nothing below it");
    }

    /// `///` where nothing can be documented: passes over it.
    pub(super) fn refuse_docs(&mut self, place: &str) {
        let span = self.advance().span;
        self.no_docs(span, &format!("before {place}"));
    }

    fn no_docs(&mut self, span: Span, place: &str) {
        self.report(
            Diagnostic::new(Code::SYNTAX, format!("found `///` {place}, expected an item or parameter to document"))
                .label(span, "documents nothing")
                .help("write `//` for a comment"),
        );
    }

    /// Passes over the rest of an item that started at `start`: up to a line that is not indented and
    /// stands outside of the item's brackets.
    fn skip_to_line(&mut self, start: usize) {
        let failed_at = self.at.max(start + 1);
        let mut depth = 0usize;
        self.at = start;
        while self.token().kind != Kind::End {
            let token = self.token();
            if self.at >= failed_at && depth == 0 && token.flush {
                return;
            }
            if token.kind == Kind::Symbol {
                match token.text {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            self.advance();
        }
    }

    /// Passes over tokens up to the next `name:` at the start of a line; false if there is none.
    fn skip_to_field(&mut self) -> bool {
        loop {
            let token = self.token();
            if token.kind == Kind::End || is_symbol(token, "}") {
                return false;
            }
            if token.starts_line && is_name(token) && matches!(self.peek(1).text, ":" | "=") {
                return true;
            }
            self.advance();
        }
    }
}

/// The text of a documentation line: without marker and one blank.
fn doc_text(line: &str) -> String {
    let text = line[3..].trim_end();
    text.strip_prefix(' ').unwrap_or(text).to_owned()
}
