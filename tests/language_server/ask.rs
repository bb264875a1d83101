//! Runs a case: opens its texts, asks what it asks, and puts the answers into words.

use std::path::Path;

use serde_json::{Value, json};

use crate::case::{CURSOR, Case};
use crate::client::Client;
use crate::show::{self, Texts};

/// What the server said to each step of a case.
pub(crate) fn run(case: &Case) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder for the case");
    // The folder's real path: that of macOS's temporary folder is a link.
    let root = folder.path().canonicalize().expect("the folder is there");
    let mut editor = Editor { client: Client::connect(&root), texts: Texts::new(&root), cursor: Cursor::default() };
    for file in case.files.iter().filter(|file| !file.open) {
        write(&root.join(&file.name), &file.text);
    }
    for file in case.files.iter().filter(|file| file.open) {
        editor.open(&file.name, &file.text);
    }
    let answers = case.steps.iter().map(|step| editor.step(&step.request)).collect();
    let status = editor.client.shut_down();
    assert!(status.success(), "{}: the server ended with {status}", case.name);
    answers
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("folders can be made");
    std::fs::write(path, text).expect("files can be written");
}

/// A person's editor.
struct Editor {
    client: Client,
    texts: Texts,
    cursor: Cursor,
}

/// Where the person is.
#[derive(Debug, Default, Clone)]
struct Cursor {
    file: String,
    /// Bytes; the end of a selection comes second.
    start: usize,
    end: usize,
}

impl Editor {
    fn open(&mut self, name: &str, marked: &str) {
        let places: Vec<usize> =
            marked.match_indices(CURSOR).enumerate().map(|(count, (at, _))| at - count * CURSOR.len_utf8()).collect();
        let text = marked.replace(CURSOR, "");
        if let Some(&start) = places.first() {
            self.cursor = Cursor { file: name.to_owned(), start, end: places.last().copied().unwrap_or(start) };
        } else if self.cursor.file.is_empty() {
            self.cursor.file = name.to_owned();
        }
        let item = json!({ "uri": self.texts.uri(name), "languageId": "fwr", "version": 1, "text": text });
        self.texts.set(name, text);
        self.client.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn step(&mut self, request: &str) -> String {
        let (what, rest) = request.split_once(' ').unwrap_or((request, ""));
        match what {
            "type" => self.type_text(&rest.trim_matches('"').replace("\\n", "\n")),
            "write" => self.write_to_disk(rest),
            "diagnostics" => self.diagnostics(rest),
            "hover" => show::hover(&self.at("textDocument/hover", json!({}))),
            "completion" => {
                let items = self.at("textDocument/completion", json!({}));
                show::completion(&items, rest, self.texts.text(&self.cursor.file))
            }
            "signature" => show::signature(&self.at("textDocument/signatureHelp", json!({}))),
            "definition" => {
                let found = self.at("textDocument/definition", json!({}));
                self.texts.show_location(&found)
            }
            "references" => {
                let context = json!({ "context": { "includeDeclaration": rest != "elsewhere" } });
                let found = self.at("textDocument/references", context);
                self.texts.show_locations(&found)
            }
            "highlights" => show::highlights(&self.at("textDocument/documentHighlight", json!({}))),
            "rename" => self.rename(rest),
            "actions" => {
                let actions = self.actions(rest);
                show::titles(&actions)
            }
            "action" => self.action(rest),
            "format" => self.format(rest),
            "inlay" => {
                let end = json!({ "line": 10_000, "character": 0 });
                let range = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": end } });
                show::inlay(&self.of_document("textDocument/inlayHint", range))
            }
            "symbols" => show::symbols(&self.of_document("textDocument/documentSymbol", json!({})), 0),
            "folding" => show::folding(&self.of_document("textDocument/foldingRange", json!({}))),
            "tokens" => {
                let tokens = self.of_document("textDocument/semanticTokens/full", json!({}));
                show::tokens(&tokens, self.texts.text(&self.cursor.file))
            }
            "settings" => {
                let settings: Value = serde_json::from_str(rest).expect("settings are JSON");
                self.client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
                String::new()
            }
            other => panic!("nobody can ask for `{other}`"),
        }
    }

    fn document(&self) -> Value {
        json!({ "uri": self.texts.uri(&self.cursor.file) })
    }

    /// Asks about the cursor's place.
    fn at(&mut self, method: &str, extra: Value) -> Value {
        let position = self.texts.position(&self.cursor.file, self.cursor.start);
        let mut params = json!({ "textDocument": self.document(), "position": position });
        merge(&mut params, extra);
        self.answer(method, params)
    }

    /// Asks about the whole document.
    fn of_document(&mut self, method: &str, extra: Value) -> Value {
        let mut params = json!({ "textDocument": self.document() });
        merge(&mut params, extra);
        self.answer(method, params)
    }

    /// The result, or the whole answer if it is an error.
    fn answer(&mut self, method: &str, params: Value) -> Value {
        let answer = self.client.ask(method, params);
        if answer["error"].is_null() { answer["result"].clone() } else { answer }
    }

    /// Types at the cursor, in place of the selection.
    fn type_text(&mut self, text: &str) -> String {
        let Cursor { file, start, end } = self.cursor.clone();
        let range = self.texts.range(&file, start..end);
        let changes = json!([{ "range": range, "text": text }]);
        let mut new = self.texts.text(&file).to_owned();
        new.replace_range(start..end, text);
        self.texts.set(&file, new);
        self.cursor = Cursor { file, start: start + text.len(), end: start + text.len() };
        self.change(changes);
        String::new()
    }

    fn change(&mut self, changes: Value) {
        let version = self.texts.next_version(&self.cursor.file);
        let document = json!({ "uri": self.texts.uri(&self.cursor.file), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.client.notify("textDocument/didChange", params);
    }

    /// `write NAME TEXT`: changes a file on disk, as another program would.
    fn write_to_disk(&mut self, rest: &str) -> String {
        let (name, text) = rest.split_once(' ').expect("a name and a text");
        write(&self.texts.path(name), &text.replace("\\n", "\n"));
        let change = json!({ "uri": self.texts.uri(name), "type": 2 });
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
        String::new()
    }

    /// The findings for the version of the document that the editor has; `again` for those after other changes.
    fn diagnostics(&mut self, rest: &str) -> String {
        let name = if rest.is_empty() { self.cursor.file.clone() } else { rest.to_owned() };
        let (uri, version) = (self.texts.uri(&name), self.texts.version(&name));
        // An answer comes after all that was sent before it, so what was to be published has been.
        loop {
            let found = self.client.notification("textDocument/publishDiagnostics");
            if found["uri"] == json!(uri) && found["version"] == json!(version) {
                return self.texts.show_diagnostics(&found["diagnostics"]);
            }
        }
    }

    fn rename(&mut self, new: &str) -> String {
        let prepared = self.at("textDocument/prepareRename", json!({}));
        if !prepared["error"].is_null() {
            return show::error(&prepared);
        }
        let edit = self.at("textDocument/rename", json!({ "newName": new }));
        if edit["error"].is_null() { self.texts.show_edited(&edit) } else { show::error(&edit) }
    }

    fn actions(&mut self, only: &str) -> Value {
        let range = self.texts.range(&self.cursor.file, self.cursor.start..self.cursor.end);
        let mut context = json!({ "diagnostics": [] });
        if !only.is_empty() {
            merge(&mut context, json!({ "only": [only] }));
        }
        self.of_document("textDocument/codeAction", json!({ "range": range, "context": context }))
    }

    /// `action TITLE` or `action KIND`: the texts after the first action of that title or kind.
    fn action(&mut self, wanted: &str) -> String {
        let only = if wanted.starts_with("source.") { wanted } else { "" };
        let actions = self.actions(only);
        let actions = actions.as_array().expect("a list of actions");
        match actions.iter().find(|action| action["title"] == wanted || action["kind"] == wanted) {
            Some(action) => self.texts.show_edited(&action["edit"]),
            None => format!("no such action among: {}", show::titles(&Value::Array(actions.clone()))),
        }
    }

    /// The document laid out, or only the lines of the selection.
    fn format(&mut self, rest: &str) -> String {
        let options = json!({ "options": { "tabSize": 2, "insertSpaces": true } });
        let edits = if rest == "selection" {
            let range = self.texts.range(&self.cursor.file, self.cursor.start..self.cursor.end);
            let mut params = options;
            merge(&mut params, json!({ "range": range }));
            self.of_document("textDocument/rangeFormatting", params)
        } else {
            self.of_document("textDocument/formatting", options)
        };
        if edits.is_null() {
            return "nothing: it does not parse".to_owned();
        }
        let count = edits.as_array().map_or(0, Vec::len);
        let changes = json!({ "changes": { self.texts.uri(&self.cursor.file): edits } });
        format!("{count} edits\n{}", self.texts.show_edited(&changes))
    }
}

fn merge(into: &mut Value, from: Value) {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}
