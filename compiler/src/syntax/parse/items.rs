//! Items: what documents them, what is said about them, and what they are.

use std::ops::Range;

use super::super::Span;
use super::super::ast::{Input, Item, ItemKind, Param};
use super::super::lex::Kind;
use super::{Failed, Parsed, Parser};
use crate::diagnostics::{Code, Diagnostic, Fix};

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
        let attributes = self.attributes()?;
        if self.token().kind == Kind::End
            && let Some(last) = attributes.last()
        {
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found `@{}` with nothing below it, expected an item", last.name.name),
                )
                .label(last.span, "says something about nothing")
                .help("write it above the item that it is about, or remove it"),
            );
            return Err(Failed);
        }
        let kind = self.item_kind()?;
        let span = start.span.to(self.previous().span);
        let next = self.token();
        if next.kind != Kind::End && !next.starts_line {
            return Err(self.expected("an operator or a new line", "after the value", None));
        }
        Ok(Item { docs, attributes, kind, span })
    }

    fn item_kind(&mut self) -> Parsed<ItemKind> {
        let before = self.found.len();
        let keyword = self.item_start()?;
        // An item of another language differs in more than its first word: that is said once.
        let foreign = self.found.len() > before;
        if keyword == "assignment" {
            return self.assignment().map(ItemKind::Let);
        }
        self.advance();
        let kind = match keyword {
            "edition" => self.edition().map(ItemKind::Edition),
            "use" => self.use_file().map(ItemKind::Use),
            "lints" => self.lints().map(ItemKind::Lints),
            "input" => self.input().map(ItemKind::Input),
            "param" => self.param(Vec::new()).map(ItemKind::Param),
            "let" => self.let_with_height().map(|(binding, _)| ItemKind::Let(binding)),
            "output" => self.output().map(ItemKind::Output),
            "expect" => self.expect().map(ItemKind::Expect),
            "model" => self.model().map(ItemKind::Model),
            _ => self.filter(keyword).map(ItemKind::Filter),
        };
        if foreign && kind.is_err() {
            self.found.truncate(before + 1);
        }
        kind
    }

    fn input(&mut self) -> Parsed<Input> {
        let name = self.name("the input", "input tape: media")?;
        self.colon("type")?;
        let ty = self.ty()?;
        let default = if self.eat_symbol("=").is_some() { Some(self.expression()?) } else { None };
        Ok(Input { name, ty, default })
    }

    /// A parameter of the graph, or of a filter.
    pub(super) fn param(&mut self, docs: Vec<String>) -> Parsed<Param> {
        let name = self.name("the parameter", "strength: 0..1 = 0.5")?;
        if !self.at_symbol(":") {
            let missing = format!("`:` and what `{}` accepts", name.name);
            let typed = self.at_name() && !self.token().starts_line;
            let example = match (name.name.as_str(), typed) {
                // `video clip`, as C and AviSynth write it.
                ("clip" | "video", true) => format!("{}: video", self.token().text),
                ("int" | "float" | "bool" | "string" | "val", true) => format!("{}: 0..1 = 0.5", self.token().text),
                ("clip" | "c" | "src" | "source" | "video" | "picture" | "input", _) => format!("{}: video", name.name),
                _ => format!("{}: 0..1 = 0.5", name.name),
            };
            return Err(self.expected(&missing, "", Some(&example)));
        }
        self.advance();
        let ty = self.ty()?;
        let default = if self.eat_symbol("=").is_some() { Some(self.expression()?) } else { None };
        let end = default.as_ref().map_or(ty.span, |default| default.span);
        let span = name.span.to(end);
        Ok(Param { docs, name, ty, default, span })
    }

    /// `///` lines.
    pub(super) fn item_docs(&mut self) -> Vec<String> {
        let mut docs = Vec::new();
        while self.token().kind == Kind::ItemDoc {
            docs.push(doc_text(self.advance().text));
        }
        docs
    }

    /// `///` with nothing to document below it; it was read already.
    pub(super) fn refuse_lone_docs(&mut self) {
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
                .help("write `//` for a comment")
                .fix(Fix::maybe("make it a comment").replace(Span { end: span.start + 3, ..span }, "//")),
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
}

/// The text of a documentation line: without marker and one blank.
fn doc_text(line: &str) -> String {
    let text = line[3..].trim_end();
    text.strip_prefix(' ').unwrap_or(text).to_owned()
}
