//! Runs the case files in `tests/cases`: commands with the output and exit code that they must have.
//!
//! A case file holds any number of cases, and a case any number of commands:
//!
//! ```text
//! === what the case shows
//! --- file graph.fwr
//! input clip: media
//! $ fwr check graph.fwr
//! --- stdin
//! --- stdout
//! --- stderr
//! the text that must come
//! --- exit 1
//! $ ls
//! --- stdout
//! graph.fwr
//! --- exit 0
//! ```
//!
//! Every case runs in a folder of its own with its files (`--- file NAME`,
//! `--- folder NAME`, `--- link NAME -> TARGET`), with `media/`, the clips of
//! `tests/media`, and with `clips/`, those of `support/made_clips.rs`. Besides `fwr`,
//! cases know `ls` and `cat NAME`. Sections that are left out are empty.
//! `FWR_BLESS=1 cargo test --test cases` writes what came into the files, for a
//! person to read over before it is committed; `FWR_CASES=word` runs only the
//! case files whose name has that word in it.

mod support;

use std::path::{Path, PathBuf};

use support::case::Case;
use support::files_at_once::run_all;
use support::run::{Outcome, run_case};

#[test]
fn every_case_gives_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    run_all(&case_files(&root), run_file);
}

/// Runs the cases of a file; gives what differs.
fn run_file(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("case files are readable");
    let mut cases = Case::parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
    let mut failures = Vec::new();
    for case in &mut cases {
        let mut differences = Vec::new();
        for (outcome, step) in run_case(case).into_iter().zip(&mut case.steps) {
            if outcome != Outcome::expected(step) {
                differences.push(outcome.difference(step));
                outcome.record(step);
            }
        }
        if !differences.is_empty() {
            failures.push(format!("{}: {}\n{}", file.display(), case.name, differences.join("\n")));
        }
    }
    if bless() {
        std::fs::write(file, Case::print(&cases)).expect("case files are writable");
    }
    failures
}

fn bless() -> bool {
    std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty())
}

fn case_files(folder: &Path) -> Vec<PathBuf> {
    let wanted = std::env::var("FWR_CASES").unwrap_or_default();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of case files is there")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    for file in &files {
        assert_eq!(file.extension().and_then(|end| end.to_str()), Some("txt"), "{} is no case file", file.display());
    }
    files.retain(|file| file.file_stem().is_some_and(|name| name.to_string_lossy().contains(&wanted)));
    files
}
