//! Drives `fwr lsp` over its real protocol: frames of JSON-RPC through pipes, as an editor does.
//!
//! Most of it is data, in `cases/*.txt`:
//!
//! ```text
//! === what the case shows
//! --- file graph.fwr
//! input tape: media
//! let a = tape.video |> cro¦p(left: 8px)
//! --- hover
//! what the editor is told
//! --- type "x"
//! --- diagnostics
//! what the editor is told then
//! ```
//!
//! `--- file NAME` is a text that is open in the editor, `--- disk NAME` one that is
//! only on disk. `¦` is the cursor, two are a selection; neither is in the text.
//! What can be asked is in `ask.rs`. `FWR_BLESS=1 cargo test --test language_server`
//! writes what came into the files, for a person to read over;
//! `FWR_CASES=word` runs only files with that word in their names.

mod ask;
mod case;
mod client;
mod conversation;
#[path = "../support/files_at_once.rs"]
mod files_at_once;
mod show;

use std::path::{Path, PathBuf};

use case::Case;
use files_at_once::run_all;

#[test]
fn every_case_gives_what_it_says() {
    run_all(&case_files(), run_file);
}

/// Runs the cases of a file; gives what differs.
fn run_file(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("case files are readable");
    let mut cases = Case::parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
    let mut failures = Vec::new();
    for case in &mut cases {
        let found = ask::run(case);
        let mut differences = Vec::new();
        for (step, found) in case.steps.iter_mut().zip(found) {
            if found.trim_end() != step.expected.trim_end() {
                let expected = step.expected.trim_end();
                differences.push(format!(
                    "--- {}, expected\n{expected}\n--- found\n{}",
                    step.request,
                    found.trim_end()
                ));
                step.expected = found;
            }
        }
        if !differences.is_empty() {
            failures.push(format!("{}: {}\n{}", file.display(), case.name, differences.join("\n")));
        }
    }
    if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
        std::fs::write(file, Case::print(&cases)).expect("case files are writable");
    }
    failures
}

fn case_files() -> Vec<PathBuf> {
    let wanted = std::env::var("FWR_CASES").unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language_server/cases");
    let entries = std::fs::read_dir(folder).expect("the folder of case files is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.sort();
    for file in &files {
        assert_eq!(file.extension().and_then(|end| end.to_str()), Some("txt"), "{} is no case file", file.display());
    }
    files.retain(|file| file.file_stem().is_some_and(|name| name.to_string_lossy().contains(&wanted)));
    files
}
