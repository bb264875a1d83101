//! What every example and preset is planned as and takes, on machines whose profiles come along.
//!
//! Each has a file in `tests/estimates`, named as the graph. The profiles are data and the clip comes along, so that
//! the files hold wherever they are tested. `FWR_BLESS=1 cargo test --test estimates` writes them anew: read the
//! difference, for it says what a change does to plans.

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::files_at_once::run_all;

/// From a laptop to a server.
const MACHINES: &[&str] = &["laptop", "gpu-8gb", "gpu-24gb", "apple-m", "h200"];

#[test]
fn plans_and_estimates_are_those_that_are_on_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let graphs = graphs(root);
    run_all(&graphs, |graph| check(root, graph));
}

#[test]
fn every_file_is_of_a_graph() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names: Vec<String> = graphs(root).iter().map(|graph| stem(graph)).collect();
    for file in listed(&root.join("tests/estimates")) {
        assert!(names.contains(&stem(&file)), "{} is of no graph", file.display());
    }
}

/// What differs from the file.
fn check(root: &Path, graph: &Path) -> Vec<String> {
    let file = root.join("tests/estimates").join(format!("{}.txt", stem(graph)));
    let found = snapshot(root, graph);
    if std::env::var_os("FWR_BLESS").is_some_and(|value| !value.is_empty()) {
        std::fs::write(&file, &found).expect("the files are writable");
        return Vec::new();
    }
    let wanted = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
    match differs {
        Some((found, wanted)) => vec![format!("{}\n  expected {wanted}\n  found    {found}", file.display())],
        None if found.lines().count() != wanted.lines().count() => vec![format!("{}: cut short", file.display())],
        None => Vec::new(),
    }
}

fn snapshot(root: &Path, graph: &Path) -> String {
    let mut text = String::new();
    for machine in MACHINES {
        for command in ["plan", "estimate"] {
            let _ = writeln!(text, "$ fwr {command} {} --on {machine}", graph.display());
            let _ = writeln!(text, "{}", said(root, &[command], graph, machine));
        }
    }
    text
}

/// What a command says, with the paths that it has in the repository.
fn said(root: &Path, command: &[&str], graph: &Path, machine: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fwr"))
        .args(command)
        .arg(graph)
        .arg("tests/media/city.mkv")
        .args(["--on", machine, "--quiet"])
        .current_dir(root)
        .output()
        .expect("fwr can be started");
    let failed = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { told } else { format!("{told}{failed}exit {:?}\n", output.status.code()) }
}

/// Every example and preset, by its path from the root.
fn graphs(root: &Path) -> Vec<PathBuf> {
    let mut graphs = Vec::new();
    for folder in ["examples", "presets"] {
        let files = listed(&root.join(folder));
        let names = files.iter().filter(|file| file.extension().is_some_and(|end| end == "fwr"));
        graphs.extend(names.filter_map(|file| Some(Path::new(folder).join(file.file_name()?))));
    }
    graphs
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
