//! The reference pages of the book are written by the program itself; `FWR_BLESS=1` rewrites them.
//!
//! A page that no longer says what the program says fails, so the book cannot fall behind.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use fwr_compiler::diagnostics::{Code, Sources};
use fwr_compiler::lints::LINTS;
use fwr_compiler::resolve::{Declaration, Parameter};

#[test]
fn the_filters() {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let mut page = String::from(
        "# Filters, measures, encoders\n\nWhat every graph can call. `fwr doc NAME` says the same in a terminal.\n",
    );
    let sections: [(&str, Vec<&Declaration>); 3] = [
        ("Filters", library.filters().collect()),
        ("Measures", library.measures().collect()),
        ("Encoders", library.encoders().collect()),
    ];
    for (title, declarations) in sections {
        write!(page, "\n## {title}\n").expect("text grows");
        for declaration in declarations {
            page.push_str(&entry(declaration, &sources));
        }
    }
    hold("filters.md", &page);
}

#[test]
fn the_diagnostics() {
    let mut page = String::from(
        "# Diagnostics\n\nEvery code that there is. `fwr explain CODE` prints its page, with a graph that fails and \
         one that does not.\n\n| code | what it is |\n|---|---|\n",
    );
    for code in Code::ALL {
        writeln!(page, "| [{code}](../../compiler/src/diagnostics/pages/{code}.md) | {} |", code.title())
            .expect("text grows");
    }
    hold("diagnostics.md", &page);
}

#[test]
fn the_lints() {
    let mut page = String::from(
        "# Lints\n\nEvery lint, and its level where nobody sets one. `fwr lints` prints the same list.\n\n\
         | lint | code | level | what it is about |\n|---|---|---|---|\n",
    );
    for lint in LINTS {
        let (name, code, level, title) = (lint.name, lint.code, lint.level, lint.code.title());
        writeln!(page, "| `{name}` | [{code}](../../compiler/src/diagnostics/pages/{code}.md) | {level} | {title} |")
            .expect("text grows");
    }
    hold("lints.md", &page);
}

#[test]
fn the_command_line() {
    let top = fwr(&["--help"]);
    let mut page = format!("# Commands and options\n\nWhat `fwr COMMAND --help` prints.\n\n```text\n{top}\n```\n");
    let commands: Vec<&str> = top
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 5, "the help lists the commands: {commands:?}");
    for command in commands {
        write!(page, "\n## fwr {command}\n\n```text\n{}\n```\n", fwr(&[command, "--help"])).expect("text grows");
    }
    hold("command_line.md", &page);
}

/// A declaration as a section: its documentation without the example, its picture in the gallery, and a table of its
/// parameters.
fn entry(declaration: &Declaration, sources: &Sources) -> String {
    let name = declaration.name();
    let mut text = format!("\n### {name}\n\n");
    let mut fenced = false;
    let mut docs = Vec::new();
    for line in &declaration.docs {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            docs.push(line.trim_end());
        }
    }
    text.push_str(docs.join("\n").trim());
    if Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/gallery/{name}.jpg")).exists() {
        write!(text, "\n\n![{name}: before and after](../gallery/{name}.jpg)").expect("text grows");
    }
    text.push_str("\n\n| parameter | takes | default | |\n|---|---|---|---|\n");
    for Parameter { name, ty, default, docs, .. } in &declaration.params {
        let default = default.as_ref().map_or(String::new(), |default| {
            format!("`{}`", &sources.get(default.span.source).text[default.span.range()])
        });
        writeln!(text, "| `{name}` | {ty} | {default} | {} |", docs.join(" ").replace('|', "\\|")).expect("text grows");
    }
    text
}

fn fwr(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr")).args(args).env("NO_COLOR", "1").output().expect("fwr runs");
    assert!(output.status.success(), "fwr {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("help is text");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Compares a page with what it must be, or rewrites it.
fn hold(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference").join(name);
    if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
        std::fs::write(&path, page).expect("the page can be written");
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/reference/{name} is behind: FWR_BLESS=1 cargo test --test reference rewrites it");
}
