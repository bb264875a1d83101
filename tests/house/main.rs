//! Holds the house's rules: which part may know of which, how files look, that documents tell the truth.
//!
//! Each rule is a function from what it looks at to the list of what breaks it,
//! so that each is also tried on something that does break it.

mod bindings;
mod diagnostics;
mod documents;
mod editors;
mod files;
mod gallery;
mod layers;
mod purity;
mod readme;

use std::fs;
use std::path::Path;

/// A text file of the repository.
struct SourceFile {
    /// Its path from the repository's root, with `/`.
    path: String,
    /// What it says.
    text: String,
}

/// Every file under `folder` (`""` for the whole repository) whose name ends in one of `extensions`, in order of path.
fn files(folder: &str, extensions: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(folder, extensions, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no {extensions:?} under `{folder}`: the rule looks in the wrong place");
    found
}

/// The text of one file.
fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &str, extensions: &[&str], found: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}")) {
        let entry = entry.expect("a readable folder");
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if name.starts_with('.') || path == "target" || path == "demo-output" {
            continue;
        }
        if entry.path().is_dir() {
            collect(&path, extensions, found);
        } else if extensions.iter().any(|extension| name.ends_with(extension)) {
            let text = text(&path);
            found.push(SourceFile { path, text });
        }
    }
}

/// Fails with every problem on a line of its own.
#[track_caller]
fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n  {}\n", problems.join("\n  "));
}

/// The line without its comment, as far as one can tell without parsing.
fn code_of(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}
