//! How long an editor waits: from one keystroke to its findings, and for what it asks then.
//!
//! Drives `fwr lsp` through pipes, as an editor does. Graphs are those of `benches/check.rs`.
//!
//! `cargo bench --bench language_server [-- ROUNDS]`

#[path = "../tests/language_server/client.rs"]
#[allow(dead_code, reason = "the tests of the server use all of it")]
mod client;
#[path = "support/graphs.rs"]
mod graphs;
#[path = "support/median.rs"]
mod median;

use client::Client;
use median::median;
use serde_json::{Value, json};

const SIZES: &[usize] = &[10, 50, 200, 1000];
const URI: &str = "file:///graphs/bench.fwr";

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(41);
    println!("medians of {rounds} rounds, milliseconds, through pipes to and from `fwr lsp`\n");
    println!(
        "{:>6} {:>7} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "calls", "lines", "keystroke", "mistake", "hover", "complete", "hints"
    );
    for calls in SIZES {
        let mut editor = Editor::open(graphs::graph(*calls));
        let keystroke = median(rounds, || editor.type_digit());
        let mistake = median(rounds, || editor.type_mistake());
        let hover = median(rounds, || editor.ask("textDocument/hover"));
        let complete = median(rounds, || editor.ask("textDocument/completion"));
        let hints = median(rounds, || editor.ask("textDocument/inlayHint"));
        println!(
            "{calls:>6} {:>7} {keystroke:>10.2} {mistake:>10.2} {hover:>10.2} {complete:>10.2} {hints:>10.2}",
            editor.text.lines().count()
        );
        assert!(editor.client.shut_down().success());
    }
}

/// An editor with one graph open.
struct Editor {
    client: Client,
    text: String,
    version: i64,
    /// A digit in the middle of the graph, by line and column; the text is ASCII.
    line: usize,
    column: usize,
    _folder: tempfile::TempDir,
}

impl Editor {
    fn open(text: String) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut client = Client::connect(folder.path());
        let document = json!({ "uri": URI, "languageId": "fwr", "version": 1, "text": text });
        client.notify("textDocument/didOpen", json!({ "textDocument": document }));
        // The last digit of a `gamma: 1.15`, as near the middle as there is one: any digit will do there.
        let middle = text.lines().count() / 2;
        let (line, column) = text
            .lines()
            .enumerate()
            .filter_map(|(line, text)| {
                Some((line, text.find("gamma: ")? + text[text.find("gamma: ")?..].find(')')? - 1))
            })
            .min_by_key(|(line, _)| line.abs_diff(middle))
            .expect("the graph adjusts levels");
        let found = client.notification("textDocument/publishDiagnostics");
        assert!(errors(&found) == 0, "{found}");
        Self { client, text, version: 1, line, column, _folder: folder }
    }

    /// Types one digit in place of another, and waits for the findings.
    fn type_digit(&mut self) {
        let digit = if self.version & 1 == 0 { "1" } else { "2" };
        let found = self.replace(1, digit);
        assert!(errors(&found) == 0, "{found}");
    }

    /// Types something that does not parse and takes it back; the time is of both.
    fn type_mistake(&mut self) {
        assert!(errors(&self.replace(1, "(")) > 0);
        self.replace(1, "1");
    }

    fn replace(&mut self, length: usize, text: &str) -> Value {
        self.version += 1;
        let start = json!({ "line": self.line, "character": self.column });
        let end = json!({ "line": self.line, "character": self.column + length });
        let change = json!({ "range": { "start": start, "end": end }, "text": text });
        let document = json!({ "uri": URI, "version": self.version });
        self.client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        loop {
            let found = self.client.notification("textDocument/publishDiagnostics");
            if found["version"] == json!(self.version) {
                return found;
            }
        }
    }

    fn ask(&mut self, method: &str) {
        let at = json!({ "line": self.line, "character": self.column });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": at });
        let params = json!({ "textDocument": { "uri": URI }, "position": at, "range": range });
        self.client.request(method, params);
    }
}

fn errors(found: &Value) -> usize {
    let list = found["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter(|one| one["severity"] == 1).count()
}
