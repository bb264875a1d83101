//! What a file says about itself and about others: `edition`, `use`, `lints`.

use super::super::ast::{Edition, Item, ItemKind, LintLevel, Lints, Use, UsePath};
use super::super::lex::Kind;
use super::primary::unescape;
use super::{Failed, Parsed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic, Fix, nearest};

/// How serious a lint can be.
const LEVELS: &[&str] = &["allow", "warn", "deny"];

impl Parser<'_, '_> {
    /// The number behind `edition`.
    pub(super) fn edition(&mut self) -> Parsed<Edition> {
        let token = self.token();
        if token.kind != Kind::Number || token.starts_line {
            return Err(self.expected("a year", "after `edition`", Some("edition 2026")));
        }
        self.advance();
        Ok(Edition { name: token.text.to_owned(), span: token.span })
    }

    /// What is used, behind `use`.
    pub(super) fn use_file(&mut self) -> Parsed<Use> {
        let token = self.token();
        let path = if token.kind == Kind::Text && !token.starts_line {
            self.advance();
            UsePath::File { path: unescape(token.text), span: token.span }
        } else if self.at_name() && !token.starts_line {
            self.used_names()?
        } else {
            let example = "use presets.vhs` or `use \"filters/tape.fwr\"";
            return Err(self.expected("a preset, or a path in quotes,", "after `use`", Some(example)));
        };
        let alias = match self.eat_word("as") {
            Some(_) => Some(self.name("what is used", "use \"old-tape.fwr\" as old")?),
            None => None,
        };
        let used = Use { path, alias };
        if used.module().is_none() {
            let name = name_like(&unescape(token.text));
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found {} without `as`, but its file name cannot be a name here", token.text),
                )
                .label(token.span, "not a name: letters, digits and `_`")
                .help(format!("write `use {} as {name}`", token.text))
                .fix(Fix::maybe(format!("call it `{name}`")).insert_after(token.span, format!(" as {name}"))),
            );
        }
        Ok(used)
    }

    /// `presets.vhs`
    fn used_names(&mut self) -> Parsed<UsePath> {
        let first = self.token();
        let mut names = vec![self.name("a preset", "use presets.vhs")?];
        while self.eat_symbol(".").is_some() {
            names.push(self.name("a preset", "use presets.vhs")?);
        }
        let next = self.token();
        let path = matches!(next.text, "/" | "-" | "\\") && matches!(next.kind, Kind::Symbol | Kind::Stray);
        if path && !next.starts_line {
            let mut text: String = names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join(".");
            while self.token().kind != Kind::End && !self.token().starts_line && !self.at_word("as") {
                text.push_str(self.advance().text);
            }
            let span = first.span.to(self.previous().span);
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found the path {text} without quotes, expected a text"))
                    .label(span, "a path")
                    .help(format!("write `use \"{text}\"`"))
                    .fix(Fix::certain(format!("write \"{text}\"")).replace(span, format!("\"{text}\""))),
            );
            return Ok(UsePath::File { path: text, span });
        }
        Ok(UsePath::Library(names))
    }

    /// Levels, behind `lints`.
    pub(super) fn lints(&mut self) -> Parsed<Lints> {
        self.need_symbol("{", "in front of the levels")?;
        let mut levels = Vec::new();
        let mut failed = false;
        while self.eat_symbol("}").is_none() {
            let start = self.at;
            match self.lint_level() {
                Ok(level) => levels.push(level),
                Err(Failed) => {
                    failed = true;
                    if !self.skip_to_field(start) {
                        return Err(Failed);
                    }
                }
            }
        }
        if failed { Err(Failed) } else { Ok(Lints { levels }) }
    }

    fn lint_level(&mut self) -> Parsed<LintLevel> {
        if self.token().kind == Kind::ItemDoc {
            self.refuse_docs("the levels of lints");
            return Err(Failed);
        }
        let level = self.name("a level", "allow: [unused]")?;
        if !LEVELS.contains(&level.name.as_str()) {
            let help = match (level.name.as_str(), nearest(&level.name, LEVELS.iter().copied())) {
                (_, Some(near)) => format!("write `{near}`"),
                ("forbid" | "error", None) => "write `deny`".to_owned(),
                ("ignore" | "off" | "disable", None) => "write `allow`".to_owned(),
                _ => "write `allow`, `warn` or `deny`".to_owned(),
            };
            self.report(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found the level `{}`, expected `allow`, `warn` or `deny`", level.name),
                )
                .label(level.span, "not a level")
                .help(help),
            );
        }
        self.colon("list of lints")?;
        let lints = if self.eat_symbol("[").is_some() {
            self.list("]", "lints", |parser| parser.name("a lint", "allow: [unused]"))?.0
        } else if is_name(self.token()) {
            let lint = self.name("a lint", "allow: [unused]")?;
            self.report(
                Diagnostic::new(Code::SYNTAX, format!("found `{}` without brackets, expected a list", lint.name))
                    .label(lint.span, "a list in brackets is expected")
                    .help(format!("write `{}: [{}]`", level.name, lint.name))
                    .fix(Fix::certain("write brackets").replace(lint.span, format!("[{}]", lint.name))),
            );
            vec![lint]
        } else {
            return Err(self.expected("`[` and the names of lints", "", Some("allow: [unused]")));
        };
        self.end_of_line(&level.name, "`lints`")?;
        Ok(LintLevel { level, lints })
    }
}

/// A name made of the stem of a path.
fn name_like(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = file.strip_suffix(".fwr").unwrap_or(file);
    let name: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if super::super::is_name(&name) { name } else { format!("file_{name}") }
}

/// Whether the item here is one of a word that is a name elsewhere: `edition 2026`, `lints {`.
pub(super) fn starts_contextual(word: super::Token<'_>, next: super::Token<'_>) -> bool {
    word.kind == Kind::Word
        && match word.text {
            "edition" => next.kind == Kind::Number && !next.starts_line,
            "lints" => is_symbol(next, "{"),
            _ => false,
        }
}

/// An edition below something else is reported: it says how all the rest is read.
pub(super) fn check_edition(items: &[Item], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = items.first() else { return };
    for item in &items[1..] {
        if let ItemKind::Edition(edition) = &item.kind {
            diagnostics.push(
                Diagnostic::new(
                    Code::SYNTAX,
                    format!("found `edition {}` below another item, expected it first", edition.name),
                )
                .label(item.span, "says how all of the file is read")
                .label(first.span, "stands above it")
                .help("move it to the top, below the documentation of the file"),
            );
        }
    }
}
