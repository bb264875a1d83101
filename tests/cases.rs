//! Runs the case files in `tests/cases`: commands with the output and exit code that they must have.
//!
//! A case file holds any number of cases:
//!
//! ```text
//! === what the case shows
//! $ fwr check graph.fwr
//! --- file graph.fwr
//! input clip: media
//! --- stdout
//! --- stderr
//! the text that must come
//! --- exit 1
//! ```
//!
//! Every case runs in an empty folder with its files and `media/`, the clips of
//! `tests/media`. Sections `stdout` and `stderr` may be left out; what comes must
//! then be empty. `FWR_BLESS=1 cargo test --test cases` writes what came into the
//! files, for a person to read over before it is committed.

mod support;

use std::path::{Path, PathBuf};

use support::case::Case;
use support::run::{Outcome, run_case};

#[test]
fn every_case_gives_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let bless = std::env::var_os("FWR_BLESS").is_some();
    let files = case_files(&root);
    assert!(!files.is_empty(), "there are case files in {}", root.display());
    let mut failures = Vec::new();
    let mut count = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("case files are readable");
        let mut cases = Case::parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
        for case in &mut cases {
            count += 1;
            let outcome = run_case(case);
            if outcome != Outcome::expected(case) {
                failures.push(format!("{}: {}\n{}", file.display(), case.name, outcome.difference(case)));
                outcome.record(case);
            }
        }
        if bless {
            std::fs::write(&file, Case::print(&cases)).expect("case files are writable");
        }
    }
    if bless {
        eprintln!("{} of {count} cases rewritten", failures.len());
        return;
    }
    assert!(failures.is_empty(), "{} of {count} cases differ:\n\n{}", failures.len(), failures.join("\n\n"));
}

fn case_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of case files is there")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    for file in &files {
        assert_eq!(file.extension().and_then(|end| end.to_str()), Some("txt"), "{} is no case file", file.display());
    }
    files
}
