//! A graph with something wrong: what its comments say must be found, and what `fwr check` finds.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A file of `tests/broken` that ends in `.fwr`.
pub struct BrokenGraph {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A finding, as far as the rules of the corpus look at it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line of the main label, from 1; 0 where the finding has no place.
    pub line: usize,
    /// The code.
    pub code: String,
}

/// What `fwr check` says of a graph.
pub struct Findings {
    /// What a person reads.
    pub shown: String,
    /// The same for programs.
    pub json: Vec<Value>,
    /// The exit code.
    pub exit: i32,
}

impl BrokenGraph {
    /// Every graph below `folder`, in the order of their names; files in folders called `parts` are used by others.
    pub fn all(folder: &Path) -> Vec<Self> {
        let mut graphs = Vec::new();
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
            .expect("the folder of broken graphs is readable")
            .map(|entry| entry.expect("a readable entry").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() && path.file_name().is_some_and(|name| name != "parts") {
                graphs.extend(Self::all(&path));
            } else if path.extension().is_some_and(|end| end == "fwr") {
                let text = std::fs::read_to_string(&path).expect("broken graphs are text");
                graphs.push(Self { path, text });
            }
        }
        graphs
    }

    /// The file that holds what must be said of it.
    pub fn expectation(&self) -> PathBuf {
        self.path.with_extension("expected")
    }

    /// What its comments say must be found: `//~ CODE` on the line, `//~^ CODE` below it, `//~? CODE` without a place.
    pub fn annotations(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            let Some((_, note)) = line.split_once("//~") else { continue };
            let codes = note.trim_start_matches(['^', '?']);
            let up = note.len() - note.trim_start_matches('^').len();
            let line = if note.starts_with('?') { 0 } else { index + 1 - up };
            places.extend(codes.split_whitespace().map(|code| Place { line, code: code.to_owned() }));
        }
        places.sort();
        places
    }

    /// Runs `fwr check` on it, for people and for programs.
    pub fn check(&self) -> Findings {
        let folder = self.path.parent().expect("a folder");
        let name = self.path.file_name().expect("a name");
        let shown = check(folder, &[name]);
        let json = check(folder, &[name, "--json".as_ref()]);
        let said = String::from_utf8_lossy(&json.stderr).into_owned();
        let json = serde_json::from_slice(&json.stdout)
            .unwrap_or_else(|_| panic!("{} gives no JSON array: {said}", self.path.display()));
        Findings {
            shown: trimmed(&String::from_utf8_lossy(&shown.stderr)),
            json,
            exit: shown.status.code().unwrap_or(-1),
        }
    }
}

impl BrokenGraph {
    /// What is still said of it after `fwr check --fix` mended a copy; `None` if nothing has a certain fix.
    pub fn mended(&self, findings: &Findings) -> Option<Findings> {
        if !findings.json.iter().any(has_certain_fix) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder for the copy");
        copy(self.path.parent().expect("a folder"), folder.path());
        let name = self.path.file_name().expect("a name");
        check(folder.path(), &[name, "--fix".as_ref()]);
        let copy = Self { path: folder.path().join(name), text: String::new() };
        Some(copy.check())
    }
}

/// Copies the files of a folder, and those in its folder `parts`.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let into = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            std::fs::create_dir(&into).expect("a folder in the copy");
            copy(&path, &into);
        } else {
            std::fs::copy(&path, into).expect("a file in the copy");
        }
    }
}

fn has_certain_fix(found: &Value) -> bool {
    found["fixes"].as_array().is_some_and(|fixes| fixes.iter().any(|fix| fix["applicability"] == "certain"))
}

impl Findings {
    /// Those of `before` that have a certain fix and are said here all the same.
    pub fn not_mended(&self, before: &Self) -> Vec<String> {
        let said = |found: &Value| format!("{} {}", text(found, "code"), text(found, "message"));
        let left: Vec<String> = self.json.iter().map(said).collect();
        before.json.iter().filter(|found| has_certain_fix(found)).map(said).filter(|said| left.contains(said)).collect()
    }

    /// Codes with the lines of their main labels, sorted.
    pub fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self
            .json
            .iter()
            .map(|found| Place {
                line: found["labels"][0]["line"].as_u64().unwrap_or(0) as usize,
                code: text(found, "code").to_owned(),
            })
            .collect();
        places.sort();
        places
    }

    /// What breaks the rules that hold for every message.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for found in &self.json {
            let (code, message) = (text(found, "code"), text(found, "message"));
            let mut fault = |what: &str| faults.push(format!("{code} {what}: {message}"));
            if text(found, "help").is_empty() {
                fault("has no help line");
            }
            if message.starts_with(char::is_uppercase) {
                fault("starts with a capital letter");
            }
            if message.ends_with('.') {
                fault("ends with a full stop");
            }
            if message.to_lowercase().contains("invalid") {
                fault("says `invalid`, which says nothing");
            }
            if message.contains('\n') || message.chars().count() > 160 {
                fault("is too long for a headline");
            }
        }
        let errors = self.json.iter().any(|found| found["severity"] == "error");
        if self.exit != i32::from(errors) {
            faults.push(format!("the exit code is {}", self.exit));
        }
        faults
    }
}

fn check(folder: &Path, arguments: &[&std::ffi::OsStr]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fwr"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

fn text<'a>(found: &'a Value, field: &str) -> &'a str {
    found[field].as_str().unwrap_or_default()
}

/// Without trailing blanks, which nobody sees in a file.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_end())
}
