//! Documents tell the truth: links lead somewhere, and the paths that the architecture names exist.

use crate::{SourceFile, assert_none, files, root, text};

#[test]
fn links_between_documents_lead_somewhere() {
    assert_none(broken_links(&files("", &[".md"])));
}

#[test]
fn paths_in_the_architecture_exist() {
    let paths = paths_in(&text("docs/architecture.md"));
    assert!(paths.len() > 10, "the architecture names {} paths only", paths.len());
    assert_none(paths.into_iter().filter(|path| !exists(path)).map(|path| format!("there is no {path}")).collect());
}

#[test]
fn a_broken_link_is_found() {
    let text = "[a](../README.md#top) [b](missing.md) [c](https://example.org) [d](#here)\n```\n[e](code.md)\n```\n";
    let file = SourceFile { path: "docs/page.md".to_owned(), text: text.to_owned() };
    assert_eq!(broken_links(&[file]), ["docs/page.md links to missing.md, which does not exist"]);
}

#[test]
fn a_missing_path_is_found() {
    let paths = paths_in("`compiler/src/nowhere.rs`, `src[0, 0]`, `fwr plan`, `tests/`, `stdlib/filters/NAME.fwr`");
    assert_eq!(paths, ["compiler/src/nowhere.rs", "tests/"]);
    assert!(!exists(&paths[0]) && exists(&paths[1]));
}

fn broken_links(documents: &[SourceFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for document in documents {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut fenced = false;
        for line in document.text.lines() {
            fenced ^= line.trim_start().starts_with("```");
            if fenced {
                continue;
            }
            for target in line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()) {
                let file = target.split('#').next().unwrap_or_default();
                let elsewhere = file.is_empty() || target.contains("://") || target.starts_with("mailto:");
                if !elsewhere && !exists(&format!("{folder}/{file}")) {
                    problems.push(format!("{} links to {target}, which does not exist", document.path));
                }
            }
        }
    }
    problems
}

/// The paths in backticks : words with a `/` and no placeholder in capitals.
fn paths_in(document: &str) -> Vec<String> {
    document
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('/') && !word.contains(char::is_whitespace))
        .filter(|word| word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)))
        .filter(|word| {
            !word.split(['/', '.']).any(|part| part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase()))
        })
        .map(str::to_owned)
        .collect()
}

fn exists(path: &str) -> bool {
    root().join(path.trim_start_matches('/')).exists()
}
