//! The syntax tests in `syntax/*.txt`: a text and what must come of it.
//!
//! A case is `==== name`, the input, then sections `---- tokens`, `---- ast`,
//! `---- format`, `---- errors` or `---- fixed` (the text after its certain fixes) with what is expected. `FWR_BLESS=1 cargo test -p
//! fwr-compiler --test syntax` rewrites the expectations; without it a difference fails.

use std::fmt::Write as _;
use std::path::PathBuf;

use fwr_compiler::syntax::{self, SourceId};

const SOURCE: SourceId = SourceId(0);

#[test]
fn every_case_gives_what_it_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/syntax");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("the cases are there").map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    assert!(!files.is_empty());

    let bless = std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty());
    let mut differences = String::new();
    for file in files {
        assert_eq!(file.extension().and_then(|e| e.to_str()), Some("txt"), "{} is no case file", file.display());
        let text = std::fs::read_to_string(&file).expect("readable");
        let actual = run_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        if actual == text {
            continue;
        }
        if bless {
            std::fs::write(&file, actual).expect("writable");
        } else {
            let _ = writeln!(differences, "{}:\n{}", file.display(), difference(&text, &actual));
        }
    }
    assert!(differences.is_empty(), "{differences}\nFWR_BLESS=1 accepts these");
}

/// The file with its expectations replaced by what comes out.
fn run_file(text: &str) -> Result<String, String> {
    let (preface, cases) = split(text, "==== ");
    if preface.lines().any(|line| line.starts_with("---- ")) {
        return Err("a section stands before the first case".to_owned());
    }
    if cases.is_empty() {
        return Err("no case".to_owned());
    }
    let mut out = preface;
    for (name, rest) in cases {
        let (input, sections) = split(&rest, "---- ");
        if sections.is_empty() {
            return Err(format!("{name} expects nothing"));
        }
        let _ = write!(out, "==== {name}\n{input}");
        for (kind, _) in sections {
            let result = run(&kind, &input).ok_or_else(|| format!("{name}: no section is called {kind:?}"))?;
            let _ = write!(out, "---- {kind}\n{result}");
        }
        // One empty line before the next case.
        out.push('\n');
    }
    Ok(out)
}

/// The lines before the first that starts with `mark`, then what follows each mark: its line and the lines below.
fn split(text: &str, mark: &str) -> (String, Vec<(String, String)>) {
    let mut before = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(mark), parts.last_mut()) {
            (Some(name), _) => parts.push((name.trim_end().to_owned(), String::new())),
            (None, Some((_, part))) => part.push_str(line),
            (None, None) => before.push_str(line),
        }
    }
    (before, parts)
}

fn run(kind: &str, input: &str) -> Option<String> {
    Some(match kind {
        "tokens" => syntax::tokens(input),
        "ast" => {
            let (file, diagnostics) = syntax::parse(SOURCE, input);
            if diagnostics.is_empty() { syntax::dump(&file, input) } else { errors(input) }
        }
        "format" => match syntax::format(input, SOURCE) {
            Ok(formatted) => {
                assert_eq!(syntax::format(&formatted, SOURCE).as_ref(), Ok(&formatted), "formatting again changes it");
                formatted
            }
            Err(diagnostics) => format!("REFUSED\n{}", show(&diagnostics, input)),
        },
        "errors" => errors(input),
        "fixed" => fixed(input),
        _ => return None,
    })
}

fn errors(input: &str) -> String {
    let (_, diagnostics) = syntax::parse(SOURCE, input);
    show(&diagnostics, input)
}

/// The text after its certain fixes, round by round as `fwr check --fix` makes them.
fn fixed(input: &str) -> String {
    let mut text = input.to_owned();
    for _ in 0..16 {
        let (_, diagnostics) = syntax::parse(SOURCE, &text);
        let next = fwr_compiler::diagnostics::apply_certain(&text, SOURCE, &diagnostics);
        if next.made.is_empty() {
            return text;
        }
        text = next.text;
    }
    panic!("fixing never ends: {text}");
}

fn show(diagnostics: &[fwr_compiler::diagnostics::Diagnostic], input: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(out, "{}: {}", diagnostic.code, diagnostic.message);
        for label in &diagnostic.labels {
            let range = label.span.range();
            let before = &input[..range.start];
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            let _ = writeln!(out, "  {line}:{column} `{}` {}", &input[range].replace('\n', "⏎"), label.text);
        }
        let _ = writeln!(out, "  help: {}", diagnostic.help.as_ref().expect("every syntax error says what to do"));
    }
    out
}

/// The lines that differ, with their numbers.
fn difference(expected: &str, actual: &str) -> String {
    let mut out = String::new();
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    for at in 0..expected.len().max(actual.len()) {
        let (old, new) = (expected.get(at), actual.get(at));
        if old != new {
            let _ = writeln!(out, "{}: - {}\n{}: + {}", at + 1, old.unwrap_or(&"∅"), at + 1, new.unwrap_or(&"∅"));
        }
        if out.lines().count() > 40 {
            out.push_str("…\n");
            break;
        }
    }
    out
}
