//! Every diagnostic code has a page that explains it, and every page a code.

use fwr_compiler::diagnostics::Code;

use crate::{SourceFile, assert_none, files};

/// Fewer words than this explain nothing.
const SHORTEST: usize = 25;

#[test]
fn every_code_has_a_page_that_explains_it() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_none(faults(&files("compiler/src/diagnostics/pages", &[""]), &codes));
}

#[test]
fn a_bad_page_is_found() {
    let page = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let pages = [page("p/E0001.md", "# E0002: Something\n\nShort.\n"), page("p/notes.txt", "")];
    assert_eq!(
        faults(&pages, &["E0001", "E0003"]),
        [
            "p/E0001.md does not start with `# E0001: TITLE`",
            "p/E0001.md explains its code in 1 words",
            "p/notes.txt belongs to no code",
            "E0003 has no page",
        ]
    );
}

fn faults(pages: &[SourceFile], codes: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    for page in pages {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let Some(code) = name.strip_suffix(".md").filter(|code| codes.contains(code)) else {
            problems.push(format!("{} belongs to no code", page.path));
            continue;
        };
        let heading = page.text.lines().next().unwrap_or_default();
        if heading.strip_prefix(&format!("# {code}: ")).is_none_or(|title| title.trim().is_empty()) {
            problems.push(format!("{} does not start with `# {code}: TITLE`", page.path));
        }
        let words = words_of_prose(&page.text);
        if words < SHORTEST {
            problems.push(format!("{} explains its code in {words} words", page.path));
        }
    }
    for code in codes.iter().filter(|code| !pages.iter().any(|page| page.path.ends_with(&format!("/{code}.md")))) {
        problems.push(format!("{code} has no page"));
    }
    problems
}

/// Words outside headings and fenced blocks.
fn words_of_prose(text: &str) -> usize {
    let mut fenced = false;
    let mut words = 0;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced && !line.starts_with('#') {
            words += line.split_whitespace().count();
        }
    }
    words
}
