//! Kernels from source to IR or diagnostics: each `kernel/*.txt` holds sections with what they give.
//!
//! A section is `=== title`, then optionally `args: name = value, …`, then the
//! source of a kernel, then `---` and the IR in text form or the diagnostics.
//! `check:` in place of `args:` checks the definition alone. With
//! `FWR_BLESS=1` the expectations are rewritten.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fwr_compiler::diagnostics::{Diagnostic, Sources};
use fwr_compiler::kernel::{Kernel, check, lower, verify};
use fwr_compiler::syntax::ast::{Filter, ItemKind};
use fwr_compiler::syntax::parse;
use fwr_compiler::types::{Args, Constant, Unit};

#[test]
fn kernels_lower_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kernel");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let found: String = text.split("=== ").skip(1).map(run_section).collect();
        if env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
            fs::write(&file, &found).unwrap();
        } else if found != text {
            let first = text.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b);
            let _ = writeln!(wrong, "{}: {first:?}\n{found}", file.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The section with what it gives now.
fn run_section(section: &str) -> String {
    let (input, _) = section.split_once("\n---\n").expect("a section has `---`");
    let (title, rest) = input.split_once('\n').expect("a title");
    let first = rest.lines().next().unwrap_or("");
    let source = if first.starts_with("args:") || first == "check:" {
        rest.split_once('\n').map_or("", |(_, source)| source)
    } else {
        rest
    };
    let mut sources = Sources::default();
    let id = sources.add("kernel.fwr", source);
    let (file, problems) = parse(id, source);
    assert!(problems.is_empty(), "{title}: {problems:?}");
    let def = file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Filter(def) => Some(def),
        _ => None,
    });
    let def = def.unwrap_or_else(|| panic!("{title}: no kernel"));
    let outcome = if first == "check:" {
        describe(&check(def), &sources)
    } else {
        match lower(def, &args(first.strip_prefix("args:").unwrap_or(""))) {
            Ok((kernel, _)) => print(def, &kernel),
            Err(diagnostics) => describe(&diagnostics, &sources),
        }
    };
    format!("=== {input}\n---\n{outcome}\n")
}

fn print(def: &Filter, kernel: &Kernel) -> String {
    assert_eq!(verify(kernel), Ok(()), "{}", def.name.name);
    let text = kernel.to_string();
    assert_eq!(text.parse::<Kernel>().as_ref(), Ok(kernel));
    text
}

/// One line a diagnostic: place, code, headline, then its labels' texts and its help.
fn describe(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(text, "{} {}", diagnostic.code, diagnostic.message);
        for label in &diagnostic.labels {
            let (line, column) = sources.line_column(label.span);
            let source = &sources.get(label.span.source).text[label.span.range()];
            let _ = writeln!(text, "  {line}:{column} `{}` {}", source.lines().next().unwrap_or(""), label.text);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    if text.is_empty() { "nothing to report\n".to_owned() } else { text }
}

/// `amount = 0.5, keep = top, smooth = true, weights = [1 2 1]`
fn args(text: &str) -> Args {
    let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
    let single = |text: &str| match text {
        "true" => Constant::Bool(true),
        "false" => Constant::Bool(false),
        _ => {
            text.parse().map_or_else(|_| Constant::Name(text.to_owned()), |number| Constant::Number(number, Unit::None))
        }
    };
    let value = |text: &str| match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(items) => Constant::List(items.split_whitespace().map(single).collect()),
        None => single(text),
    };
    Args(pairs.map(|(name, text)| (name.trim().to_owned(), value(text.trim()))).collect())
}
