//! Whole lines of other tools: filters of FFmpeg, calls of VapourSynth and AviSynth, statements of scripts.

use super::super::lex::Kind;
use super::{Failed, Parser, is_name, is_symbol};
use crate::diagnostics::{Code, Diagnostic};

impl Parser<'_, '_> {
    /// `scale=1280:720`, the name being next; gives the call that it stands for. Behind a pipe even `hqdn3d=4`
    /// can be nothing else.
    pub(super) fn at_filter_string(&self, piped: bool) -> Option<String> {
        let (name, equals) = (self.peek(0), self.peek(1));
        if !is_name(name) || !is_symbol(equals, "=") || equals.spaced || self.peek(2).spaced {
            return None;
        }
        let mut args = vec![String::new()];
        let mut at = 2;
        let mut telling = piped;
        loop {
            let token = self.peek(at);
            if token.kind == Kind::End
                || token.starts_line
                || is_symbol(token, ",")
                || is_symbol(token, "|>")
                || is_symbol(token, "}")
            {
                telling |= is_symbol(token, ",");
                break;
            }
            match token.text {
                "(" if token.kind == Kind::Symbol => return None,
                ":" if token.kind == Kind::Symbol => {
                    telling = true;
                    args.push(String::new());
                }
                "=" if token.kind == Kind::Symbol => args.last_mut()?.push_str(": "),
                text => args.last_mut()?.push_str(text),
            }
            at += 1;
        }
        telling.then(|| super::errors::shorten(&format!("{}({})", name.text, args.join(", "))))
    }

    /// Reports a filter as FFmpeg writes it, which is next; `call` is how to write it.
    pub(super) fn refuse_filter_string(&mut self, call: &str, piped: bool) -> Failed {
        let start = self.advance();
        while self.token().kind != Kind::End && !self.token().starts_line {
            self.advance();
        }
        let span = start.span.to(self.previous().span);
        let help =
            if piped { format!("write `|> {call}`") } else { format!("write `let picture = tape.video |> {call}`") };
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found `{}=` with a list of values, expected a call", start.text))
                .label(span, "a filter as FFmpeg writes it")
                .help(help),
        );
        Failed
    }

    /// `clip = core.std.Levels(clip, gamma=1.2)`, with or without `let`: one finding for the whole line,
    /// the name being next. `None` if it is something else.
    pub(super) fn refuse_vapoursynth_line(&mut self) -> Option<Failed> {
        let [name, equals, core, dot] = [0, 1, 2, 3].map(|n| self.peek(n));
        let spelled =
            is_name(name) && is_symbol(equals, "=") && matches!(core.text, "core" | "vs") && is_symbol(dot, ".");
        if !spelled {
            return None;
        }
        let mut at = 4;
        while is_name(self.peek(at)) && is_symbol(self.peek(at + 1), ".") {
            at += 2;
        }
        let filter = self.peek(at);
        if !is_name(filter) || !is_symbol(self.peek(at + 1), "(") {
            return None;
        }
        let mut args = vec![String::new()];
        let mut depth = 1;
        let mut end = at + 2;
        while depth > 0 && self.peek(end).kind != Kind::End {
            let token = self.peek(end);
            match (token.kind, token.text) {
                (Kind::Symbol, "(" | "[") => depth += 1,
                (Kind::Symbol, ")" | "]") => depth -= 1,
                _ => {}
            }
            let arg = args.last_mut()?;
            match token.text {
                _ if depth == 0 => {}
                "," if depth == 1 => args.push(String::new()),
                "," => arg.push_str(", "),
                "=" => arg.push_str(": "),
                text => arg.push_str(text),
            }
            end += 1;
        }
        let span = core.span.to(self.peek(end - 1).span);
        let clip = args.remove(0);
        // A name is given once, so the result needs one of its own.
        let fresh = if clip == name.text { format!("{clip}2") } else { name.text.to_owned() };
        let help = if is_source(filter.text) {
            "write `input tape: media`, and use `tape.video`; the file is named when the graph is run".to_owned()
        } else {
            let call = format!("{}({})", super::expressions::snake(filter.text), args.join(", "));
            super::errors::shorten(&format!("write `let {fresh} = {clip} |> {call}`"))
        };
        self.at = (self.at + end).min(self.end);
        self.report(
            Diagnostic::new(
                Code::FOREIGN,
                format!("found a call of VapourSynth's `{}`, expected a filter of this language", filter.text),
            )
            .label(span, "filters have no namespaces, and a name is given once")
            .help(help),
        );
        Some(Failed)
    }

    /// A value where an item should start: `clip.set_output()`, `AviSource("a.avi")`, `picture |> soften()`.
    pub(super) fn refuse_bare_value(&mut self) -> Option<Failed> {
        let token = self.token();
        let line = (1..).take_while(|&n| self.peek(n).kind != Kind::End && !self.peek(n).starts_line).count();
        let has = |text: &str| (1..=line).any(|n| self.peek(n).text == text);
        let behaves = matches!(self.peek(1).text, "." | "(" | "|>") && self.peek(1).kind == Kind::Symbol;
        if !is_name(token) || !behaves || self.peek(1).starts_line && !is_symbol(self.peek(1), "|>") {
            return None;
        }
        let text = self.written(self.at, self.at + 1 + line);
        let help = if has("set_output") {
            format!("write `output \"restored.mkv\" {{ video: {} }}`", token.text)
        } else if is_source(token.text) || (1..=line).any(|n| is_source(self.peek(n).text)) {
            "write `input tape: media`, and use `tape.video`; the file is named when the graph is run".to_owned()
        } else {
            format!("name it, `let picture = {text}`, and write the name in an `output`")
        };
        self.report(
            Diagnostic::new(Code::FOREIGN, "found a value without a name, expected an item")
                .label(token.span, "nothing is done with this value")
                .help(help),
        );
        Some(Failed)
    }

    /// `import a`, `return a` and `[0:v]…` where an item should start.
    pub(super) fn refuse_statement(&mut self) -> Option<Failed> {
        let token = self.token();
        let (what, help) = match (token.kind, token.text) {
            (Kind::Word, "import" | "include" | "from" | "require") => {
                let quoted = self.peek(1).kind == Kind::Text;
                let path = if quoted { self.peek(1).text } else { "\"filters/tape.fwr\"" };
                (
                    "an import",
                    format!("write `use {path}` for a file, `use presets.vhs` for a preset; filters need neither"),
                )
            }
            (Kind::Word, "return") => {
                ("`return`", "write what comes out as `output \"restored.mkv\" { video: picture }`".to_owned())
            }
            (Kind::Word, "class" | "struct" | "enum" | "type" | "interface") => (
                "the definition of a type",
                "remove it; several results are `-> { clean: video, removed: mask }`, a choice is `one_of(a, b)`"
                    .to_owned(),
            ),
            (Kind::Word, "if" | "for" | "while" | "match") => {
                ("a statement", format!("name its value: `let picture = {} …`", token.text))
            }
            (Kind::Symbol, "[") if self.peek(1).kind != Kind::End && is_symbol(self.peek(2), ":") => (
                "a pad as FFmpeg writes it",
                "name streams: `input tape: media`, `let picture = tape.video |> …`".to_owned(),
            ),
            (Kind::Symbol, "-") if is_name(self.peek(1)) && !self.peek(1).spaced => (
                "an option of a command line",
                "write what it does as filters: `let picture = tape.video |> …`".to_owned(),
            ),
            _ => return None,
        };
        self.report(
            Diagnostic::new(Code::FOREIGN, format!("found {what}, expected an item"))
                .label(token.span, "no item")
                .help(help),
        );
        Some(Failed)
    }
}

/// Whether a name is that of a source filter of another program.
fn is_source(name: &str) -> bool {
    let plain = name.to_ascii_lowercase().replace('_', "");
    plain.ends_with("source") && plain.len() > "source".len() || plain.ends_with("movie")
}
