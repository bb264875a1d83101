//! The conversation itself: greeting, parting, what no editor should send, many changes at once.

use serde_json::{Value, json};

use crate::client::{Client, initialize};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the server")
}

fn open(client: &mut Client, uri: &str, text: &str) {
    let document = json!({ "uri": uri, "languageId": "fwr", "version": 1, "text": text });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
}

#[test]
fn a_greeting_says_what_the_server_can_do() {
    let folder = folder();
    let mut client = Client::start(folder.path());
    let answer = client.request("initialize", initialize());
    assert_eq!(answer["serverInfo"]["name"], "fwr");
    let capabilities = &answer["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    for able in ["hoverProvider", "definitionProvider", "referencesProvider", "documentFormattingProvider"] {
        assert_eq!(capabilities[able], true, "{able}");
    }
    client.notify("initialized", json!({}));
    assert!(client.shut_down().success());
}

#[test]
fn what_comes_before_the_greeting_is_refused() {
    let folder = folder();
    let mut client = Client::start(folder.path());
    let answer = client.ask("textDocument/hover", json!({}));
    assert_eq!(answer["error"]["code"], -32002, "{answer}");
    client.request("initialize", initialize());
    assert!(client.shut_down().success());
}

#[test]
fn leaving_without_a_word_is_told_by_the_exit_code() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.end().code(), Some(1));
    // An editor that crashed leaves a closed pipe.
    assert_eq!(Client::connect(folder.path()).end().code(), Some(1));
    assert_eq!(Client::start(folder.path()).end().code(), Some(1));
}

#[test]
fn requests_that_make_no_sense_are_refused_and_the_server_goes_on() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    assert_eq!(client.ask("textDocument/inventMe", json!({}))["error"]["code"], -32601);
    assert_eq!(client.ask("textDocument/hover", json!({ "position": 3 }))["error"]["code"], -32602);
    let at = json!({ "line": 0, "character": 0 });
    let unopened = json!({ "textDocument": { "uri": "file:///nowhere.fwr" }, "position": at });
    let answer = client.ask("textDocument/hover", unopened);
    assert_eq!(answer["error"]["message"], "file:///nowhere.fwr is not open");
    client.notify("textDocument/didChange", json!({ "nonsense": true }));
    client.notify("$/cancelRequest", json!({ "id": 1 }));
    assert!(client.shut_down().success());
}

#[test]
fn after_shutdown_nothing_is_answered() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    client.request("shutdown", Value::Null);
    assert_eq!(client.ask("textDocument/hover", json!({}))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert!(client.end().success());
}

#[test]
fn a_text_without_a_file_is_checked_too() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    open(&mut client, "untitled:Untitled-1", "input tape: media\noutput \"a.mkv\" { video: tape.vido }\n");
    let found = client.notification("textDocument/publishDiagnostics");
    assert_eq!(found["diagnostics"][0]["code"], "E0205", "{found}");
    assert!(client.shut_down().success());
}

#[test]
fn many_changes_end_in_the_last_text() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    let uri = "file:///graphs/many.fwr";
    open(&mut client, uri, "");
    let text = "input tape: media\n\noutput \"a.mkv\" {\n  video: tape.video\n}\n";
    for (count, character) in text.chars().enumerate() {
        let before: String = text.chars().take(count).collect();
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().len();
        let at = json!({ "line": line, "character": column });
        let change = json!({ "range": { "start": at, "end": at }, "text": character.to_string() });
        let document = json!({ "uri": uri, "version": count + 2 });
        client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }
    let last = text.chars().count() + 1;
    let found = loop {
        let found = client.notification("textDocument/publishDiagnostics");
        if found["version"] == json!(last) {
            break found;
        }
    };
    assert_eq!(found["diagnostics"], json!([]), "{found}");
    assert!(client.shut_down().success());
}

#[test]
fn closing_a_text_takes_its_findings_away() {
    let folder = folder();
    let mut client = Client::connect(folder.path());
    let uri = "file:///graphs/closed.fwr";
    open(&mut client, uri, "nonsense\n");
    assert_ne!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    assert!(client.shut_down().success());
}
