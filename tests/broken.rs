//! The corpus of broken graphs: each must be found out, at the right place, in words that help.
//!
//! `tests/broken/TOPIC/WHAT_IS_WRONG.fwr` is a graph that somebody might write, and the
//! `.expected` beside it what `fwr check` says of it. A comment `//~ E0203` in the graph
//! stands on the line where the main label must be (`//~^ E0203` on the line below it,
//! `//~? E0501` for a finding without a place); these comments are compared by themselves, so that a label
//! cannot move unseen. Every finding must be annotated: one cause, one finding.
//! What has a certain fix must be gone after `fwr check --fix`.
//! Files in folders called `parts` are there to be used by graphs.
//!
//! `FWR_BLESS=1 cargo test --test broken` writes what came into the `.expected` files, for a
//! person to read over before it is committed; `FWR_CASES=word` looks only at the
//! graphs whose path has that word in it.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Sources};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::resolve::NoFiles;
use support::broken_graph::{BrokenGraph, Place};
use support::suggestion::Suggestion;

/// Fewer graphs than this do not stand for what people get wrong.
const FEWEST: usize = 80;

/// Codes of the language that no graph can show without media, a command line or another machine.
const NOT_BY_A_GRAPH: &[&str] = &["E0406", "E0503", "E0505", "W0404"];

#[test]
fn every_broken_graph_is_found_out() {
    let wanted = std::env::var("FWR_CASES").unwrap_or_default();
    let mut graphs = BrokenGraph::all(&root());
    graphs.retain(|graph| graph.path.to_string_lossy().contains(&wanted));
    let (failures, next) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let work = || {
        while let Some(graph) = graphs.get(next.fetch_add(1, Ordering::SeqCst)) {
            let found = problems(graph);
            if !found.is_empty() {
                let report = format!("{}:\n{}", graph.path.display(), found.join("\n"));
                failures.lock().expect("no test panicked here").push(report);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut failures = failures.into_inner().expect("no test panicked here");
    failures.sort();
    assert!(failures.is_empty(), "{} graphs:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn the_corpus_is_large_enough_and_has_no_orphans() {
    let graphs = BrokenGraph::all(&root());
    assert!(graphs.len() >= FEWEST, "{} broken graphs", graphs.len());
    let mut known: BTreeSet<PathBuf> =
        graphs.iter().flat_map(|graph| [graph.path.clone(), graph.expectation()]).collect();
    known.insert(root().join("suggestions.txt"));
    let orphans: Vec<PathBuf> = files(&root()).into_iter().filter(|file| !known.contains(file)).collect();
    assert!(orphans.is_empty(), "these belong to no broken graph: {orphans:?}");
}

#[test]
fn every_code_of_the_language_is_shown_by_a_broken_graph() {
    let shown: BTreeSet<String> =
        BrokenGraph::all(&root()).iter().flat_map(BrokenGraph::annotations).map(|place| place.code).collect();
    let of_the_language = |code: &&str| ["E0", "W0"].iter().any(|family| code.starts_with(family));
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.id())
        .filter(of_the_language)
        .filter(|code| !shown.contains(*code) && !NOT_BY_A_GRAPH.contains(code))
        .collect();
    assert!(missing.is_empty(), "no broken graph shows {}", missing.join(", "));
    let needless: Vec<&&str> = NOT_BY_A_GRAPH.iter().filter(|code| shown.contains(**code)).collect();
    assert!(needless.is_empty(), "there are graphs for {needless:?}: take them off the list");
}

#[test]
fn what_is_meant_is_suggested() {
    let text = std::fs::read_to_string(root().join("suggestions.txt")).expect("the suggestions are there");
    let cases = Suggestion::parse(&text);
    assert!(cases.len() >= 60, "{} suggestions", cases.len());
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let mut missing = Vec::new();
    for Suggestion { written, meant, graph } in cases {
        let mut sources = sources.clone();
        let source = sources.add("graph.fwr", graph);
        let program = compile::load(source, &mut sources, &library, &NoFiles);
        let found = compile::check(&program, &Bindings::default()).diagnostics;
        let helps: Vec<&str> = found.iter().filter_map(|found| found.help.as_deref()).collect();
        let names_it = |help: &&str| {
            help.contains(&format!("`{meant}`"))
                || help.contains(&format!("`{meant}("))
                || help.ends_with(&format!(": {meant}"))
        };
        if !helps.iter().any(names_it) {
            missing.push(format!("{written} must suggest `{meant}`, says: {}", helps.join(" / ")));
        }
    }
    assert!(missing.is_empty(), "{} suggestions are missing:\n{}", missing.len(), missing.join("\n"));
}

/// What is wrong with what is said of a graph.
fn problems(graph: &BrokenGraph) -> Vec<String> {
    let findings = graph.check();
    let mut problems = findings.faults();
    let (expected, found) = (graph.annotations(), findings.places());
    if expected.is_empty() {
        problems.push("no comment says what must be found".to_owned());
    }
    if expected != found {
        problems.push(format!("annotated: {}\nfound:     {}", list(&expected), list(&found)));
    }
    if let Some(after) = graph.mended(&findings) {
        problems.extend(after.not_mended(&findings).into_iter().map(|said| format!("--fix does not mend: {said}")));
    }
    let shown = std::fs::read_to_string(graph.expectation()).unwrap_or_default();
    if shown != findings.shown {
        if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
            std::fs::write(graph.expectation(), &findings.shown).expect("expectations are writable");
        } else {
            problems.push(format!("--- expected\n{shown}--- found\n{}", findings.shown));
        }
    }
    problems
}

fn list(places: &[Place]) -> String {
    let one = |place: &Place| match place.line {
        0 => format!("{} without a place", place.code),
        line => format!("{} on line {line}", place.code),
    };
    places.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Every file below `folder`, but for those in `parts`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if !path.is_dir() {
            found.push(path);
        } else if path.file_name().is_some_and(|name| name != "parts") {
            found.extend(files(&path));
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}
