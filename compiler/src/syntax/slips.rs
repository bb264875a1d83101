//! Spellings from other languages and slips of the pen: each kind reported once, every place labelled.

use std::collections::BTreeMap;

use super::Span;
use crate::diagnostics::{Code, Diagnostic, Edit, Fix, nearest};
use crate::types::Unit;

/// Places that one diagnostic labels; the rest would only fill the screen.
const LABELS: usize = 12;

/// Places that one fix mends; after it the rest is found again.
const EDITS: usize = 256;

/// The slips of one text. What repeats joins the diagnostic of its first place.
#[derive(Default)]
pub(super) struct Slips {
    found: Vec<Diagnostic>,
    /// Kind of slip → position in `found`.
    kinds: BTreeMap<&'static str, usize>,
}

impl Slips {
    /// A comment that does not start with `//`.
    pub(super) fn comment(&mut self, span: Span, text: &str) {
        let mark = if text.starts_with('#') { "#" } else { "/*" };
        let first_line = text.lines().next().unwrap_or("").trim_start_matches(['#', '/', '*', ' ']);
        let first_line = first_line.trim_end_matches(['*', '/', ' ']);
        self.add(mark, span, "write `//` here", || {
            Diagnostic::new(Code::FOREIGN, format!("found a comment with `{mark}`, but a comment starts with `//`"))
                .help(format!("write `// {first_line}`"))
        });
        if mark == "#" {
            let hashes = text.len() - text.trim_start_matches('#').len();
            let blank = if text[hashes..].starts_with([' ', '\t']) { "" } else { " " };
            self.mend(mark, "write `//`", Span { end: span.start + hashes as u32, ..span }, format!("//{blank}"));
        }
    }

    /// Text in `'…'`.
    pub(super) fn quotes(&mut self, span: Span, text: &str) {
        let inner = text.trim_matches('\'').replace('"', "\\\"");
        self.add("quotes", span, "single quotes", || {
            Diagnostic::new(Code::FOREIGN, format!("found text in single quotes, {text}, expected double quotes"))
                .help(format!("write \"{inner}\""))
        });
        self.mend("quotes", "write double quotes", span, format!("\"{}\"", inner.replace("\\'", "'")));
    }

    /// Text without its closing quote.
    pub(super) fn open_text(&mut self, span: Span, text: &str) {
        let quote = &text[..1];
        let inner = &text[1..];
        let opener = Span { end: span.start + 1, ..span };
        self.keep(
            Diagnostic::new(
                Code::NOT_CLOSED,
                format!("found text without its closing {quote} before the end of the line"),
            )
            .label(opener, "the text starts here")
            .help(format!("close it on the same line: \"{inner}\"; a line break inside text is written \\n")),
        );
    }

    /// Escapes that mean nothing.
    pub(super) fn escapes(&mut self, span: Span, text: &str) {
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                continue;
            }
            let Some((_, escaped)) = chars.next() else { return };
            if !matches!(escaped, '"' | '\\' | 'n' | 't' | '\'') {
                let start = span.range().start + at;
                let place = Span::new(span.source, start, start + 1 + escaped.len_utf8());
                self.keep(
                    Diagnostic::new(
                        Code::SYNTAX,
                        format!("found `\\{escaped}` in text, but only \\\", \\\\, \\n and \\t mean something there"),
                    )
                    .label(place, "")
                    .help(format!("write `\\\\{escaped}` for a backslash, as in Windows paths, or use `/`"))
                    .fix(Fix::certain("write two backslashes").insert_before(place, "\\")),
                );
            }
        }
    }

    /// A unit that does not exist.
    pub(super) fn unit(&mut self, span: Span, unit: &str, number: &str) {
        let digits = number.strip_suffix(unit).unwrap_or(number);
        let whole = Span { start: span.end - number.len() as u32, ..span };
        if let Some(plain) = plain_number(digits, unit) {
            self.keep(
                Diagnostic::new(
                    Code::FOREIGN,
                    format!("found {number}, a number as other languages write it, expected {plain}"),
                )
                .label(whole, "no unit and no number")
                .help(format!("write `{plain}`"))
                .fix(Fix::certain(format!("write `{plain}`")).replace(whole, plain)),
            );
            return;
        }
        let units: Vec<&str> = Unit::ALL.iter().map(|unit| unit.name()).collect();
        let found =
            Diagnostic::new(Code::WRONG_UNIT, format!("found `{unit}` after {digits}, but there is no unit `{unit}`"))
                .label(span, "not a unit");
        self.keep(match meant_unit(unit) {
            Some(meant) => {
                // Another way to write the same unit is certain; what is only near to one may be another.
                let title = format!("write `{digits}{meant}`");
                let fix = if is_spelling(unit, meant) { Fix::certain(title) } else { Fix::maybe(title) };
                found.help(format!("write `{digits}{meant}`")).fix(fix.replace(span, meant))
            }
            None => found.help(format!("the units are {}", units.join(", "))),
        });
    }

    /// A blank between a number and its unit.
    pub(super) fn spaced_unit(&mut self, span: Span, digits: &str, unit: &str) {
        self.add("spaced unit", span, "the unit belongs to the number", || {
            Diagnostic::new(
                Code::SYNTAX,
                format!("found a blank between {digits} and its unit `{unit}`, expected none"),
            )
            .help(format!("write `{digits}{unit}`"))
        });
        let start = span.range().start + digits.len();
        let blank = Span::new(span.source, start, span.range().end - unit.len());
        self.mend("spaced unit", "remove the blank", blank, String::new());
    }

    /// `;`, at the end of a line or between two statements.
    pub(super) fn semicolon(&mut self, span: Span, ends_line: bool) {
        self.add(";", span, "not needed", || {
            Diagnostic::new(Code::FOREIGN, "found `;`, but nothing has to end a line or statement")
                .help("remove the `;`; each `let` and each value ends by itself")
        });
        if ends_line {
            self.mend(";", "remove the `;`", span, String::new());
        }
    }

    /// An operator of another language.
    pub(super) fn operator(&mut self, span: Span, found: &'static str, meant: &str) {
        self.add(found, span, format!("write `{meant}` here"), || {
            Diagnostic::new(Code::FOREIGN, format!("found `{found}`, which is written `{meant}` here"))
                .help(format!("write `{meant}`"))
        });
        // C binds `!` more tightly, and `&` means bits.
        if !matches!(found, "!" | "&") {
            self.mend(found, &format!("write `{meant}`"), span, meant.to_owned());
        }
    }

    /// A character that the language does not use; gives the symbol that it stands for, if it does.
    pub(super) fn stray(&mut self, span: Span, text: &str) -> Option<&'static str> {
        let meant = match text {
            "\u{2212}" | "\u{2013}" | "\u{2014}" => Some("-"),
            "×" | "·" => Some("*"),
            "÷" => Some("/"),
            "≤" => Some("<="),
            "≥" => Some(">="),
            "≠" => Some("!="),
            "→" => Some("->"),
            "…" => Some(".."),
            _ => None,
        };
        let c = text.chars().next().unwrap_or(' ');
        if let Some(meant) = meant {
            self.add(meant, span, format!("write `{meant}` here"), || {
                Diagnostic::new(Code::FOREIGN, format!("found `{text}`, which is written `{meant}` here"))
                    .help(format!("write `{meant}`"))
            });
            self.mend(meant, &format!("write `{meant}`"), span, meant.to_owned());
        } else if c.is_whitespace() {
            self.add("blank", span, "a special blank", || {
                Diagnostic::new(
                    Code::FOREIGN,
                    format!("found the blank U+{:04X}, expected a plain space", u32::from(c)),
                )
                .help("replace it with a plain space; it may come from a web page or a word processor")
            });
            self.mend("blank", "write a plain space", span, " ".to_owned());
        } else {
            let help = match c {
                '“' | '”' | '„' | '‘' | '’' | '«' | '»' => "write text in straight double quotes: \"…\"",
                '$' | '&' | '~' | '`' | '\\' => {
                    "remove it; what the language has is in the book's chapter on the language"
                }
                _ => "remove it; outside of text and comments there are only letters, digits, `_` and operators",
            };
            let shown = if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") };
            let kind = if help.starts_with("write text") { "quote mark" } else { "stray" };
            self.add(kind, span, "not used in graphs", || {
                Diagnostic::new(Code::FOREIGN, format!("found {shown}, a character that graphs do not use")).help(help)
            });
        }
        meant
    }

    /// Adds a diagnostic of its own; a text with very many has enough with the first.
    fn keep(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < EDITS {
            self.found.push(diagnostic);
        }
    }

    /// Adds an edit to the certain fix of a kind that was just added.
    fn mend(&mut self, kind: &'static str, title: &str, span: Span, text: String) {
        let Some(diagnostic) = self.kinds.get(kind).and_then(|position| self.found.get_mut(*position)) else { return };
        if diagnostic.fixes.is_empty() {
            diagnostic.fixes.push(Fix::certain(title));
        }
        if let Some(fix) = diagnostic.fixes.first_mut().filter(|fix| fix.edits.len() < EDITS) {
            fix.edits.push(Edit { span, text });
        }
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    fn add(&mut self, kind: &'static str, span: Span, label: impl Into<String>, make: impl FnOnce() -> Diagnostic) {
        let position = *self.kinds.entry(kind).or_insert_with(|| {
            self.found.push(make());
            self.found.len() - 1
        });
        let diagnostic = &mut self.found[position];
        if diagnostic.labels.len() < LABELS {
            diagnostic.labels.push(crate::diagnostics::Label { span, text: label.into() });
        }
    }
}

/// The number that `digits` and `suffix` are together in another language: `0.5f`, `10u8`, `1_000`, `0xff`.
fn plain_number(digits: &str, suffix: &str) -> Option<String> {
    let lower = suffix.to_ascii_lowercase();
    if digits == "0"
        && let Some(hex) = lower.strip_prefix('x').or(lower.strip_prefix('b'))
    {
        let radix = if lower.starts_with('x') { 16 } else { 2 };
        return u32::from_str_radix(hex, radix).ok().map(|value| value.to_string());
    }
    if suffix.starts_with('_') && suffix.bytes().all(|byte| byte == b'_' || byte.is_ascii_digit()) {
        return Some(format!("{digits}{}", suffix.replace('_', "")));
    }
    let typed = matches!(
        lower.as_str(),
        "f32" | "f64" | "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "u64" | "i64" | "usize" | "l" | "ll" | "u" | "ul"
    );
    (typed || matches!(suffix, "f" | "F" | "d") && digits.contains(['.', 'e', 'E'])).then(|| digits.to_owned())
}

/// Whether `unit` is only another way to write `meant`.
fn is_spelling(unit: &str, meant: &str) -> bool {
    let lower = unit.to_lowercase();
    lower == meant.to_lowercase()
        || matches!(
            lower.as_str(),
            "pixel"
                | "pixels"
                | "sec"
                | "secs"
                | "second"
                | "seconds"
                | "msec"
                | "milliseconds"
                | "hertz"
                | "percent"
                | "pct"
                | "degree"
                | "degrees"
        )
}

/// The unit that was probably meant.
fn meant_unit(unit: &str) -> Option<&'static str> {
    let known = match unit.to_lowercase().as_str() {
        "pixel" | "pixels" | "p" => "px",
        "f" | "fr" | "frm" => "frames",
        "sec" | "secs" | "second" | "seconds" => "s",
        "msec" | "milliseconds" => "ms",
        "hertz" => "Hz",
        "percent" | "pct" => "%",
        "mb" | "m" => "MiB",
        "gb" | "g" => "GiB",
        "degree" | "degrees" => "deg",
        "lu" => "LUFS",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known);
    }
    if let Some(same) = Unit::ALL.iter().map(|known| known.name()).find(|known| known.eq_ignore_ascii_case(unit)) {
        return Some(same);
    }
    // One letter is near to every other letter.
    if unit.chars().count() < 2 {
        return None;
    }
    nearest(unit, Unit::ALL.iter().map(|unit| unit.name()).filter(|known| known.len() > 1))
        .and_then(|near| Unit::ALL.iter().map(|unit| unit.name()).find(|known| *known == near))
}

/// The unit written `unit`, or the one that was probably meant.
pub(super) fn unit_or_meant(unit: &str) -> Unit {
    Unit::from_name(unit).or_else(|| meant_unit(unit).and_then(Unit::from_name)).unwrap_or(Unit::None)
}
