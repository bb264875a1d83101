//! What the fuzzer's targets hold for every text, tried briefly: on its findings, on damaged graphs, on huge texts.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a crate of its own for the fuzzer")]
mod properties;

use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// Everything that must hold, on one text.
fn hold(bytes: &[u8]) {
    properties::parse(bytes);
    properties::format(bytes);
    properties::check(bytes);
    properties::fix(bytes);
    properties::kernel(bytes);
}

#[test]
fn what_the_fuzzer_found_stays_mended() {
    let found = files("tests/fuzzed", "");
    assert!(!found.is_empty(), "there are findings");
    for file in found {
        // Named here, so that a panic says which file it is about.
        eprintln!("{}", file.display());
        hold(&std::fs::read(&file).expect("findings are readable"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_graphs_are_checked_laid_out_and_fixed(
        graph in proptest::sample::select(graphs()),
        wounds in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), 0_usize..40), 0..5),
    ) {
        let mut text = graph.into_bytes();
        for (kind, at, from, length) in wounds {
            let at = at % (text.len() + 1);
            let from = from % (text.len() + 1);
            let part = text[from..text.len().min(from + length)].to_vec();
            match kind % 3 {
                0 => drop(text.drain(at..text.len().min(at + length))),
                1 => drop(text.splice(at..at, part)),
                _ => drop(text.splice(at..text.len().min(at + part.len()), part)),
            }
        }
        hold(&text);
    }
}

/// Every graph of the examples and of the library.
fn graphs() -> Vec<String> {
    let folders = ["examples", "presets", "stdlib"];
    let files = folders.iter().flat_map(|folder| files(folder, "fwr"));
    files.map(|file| std::fs::read_to_string(file).expect("graphs are readable")).collect()
}

/// The files under `folder` that end in `extension` (in anything, if that is empty), by name.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if extension.is_empty() || path.extension().is_some_and(|end| end == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
