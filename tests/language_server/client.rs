//! An editor's side of the protocol: `fwr lsp` as a process, frames through its pipes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than this nothing takes, however busy the machine: the server hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running language server.
pub(crate) struct Client {
    process: Child,
    stdin: ChildStdin,
    /// The frames that come, as they come.
    frames: Receiver<Value>,
    sent: i64,
    /// Notifications that came while an answer was waited for.
    notifications: VecDeque<Value>,
}

impl Client {
    /// Starts the server without greeting it; its cache is inside `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_fwr"))
            .args(["lsp", "--stdio"])
            .current_dir(folder)
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .env_remove("RUST_LOG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let stdin = process.stdin.take().expect("a pipe");
        let mut stdout = BufReader::new(process.stdout.take().expect("a pipe"));
        let (sender, frames) = channel();
        std::thread::spawn(move || {
            while let Some(frame) = read_frame(&mut stdout) {
                if sender.send(frame).is_err() {
                    break;
                }
            }
        });
        Self { process, stdin, frames, sent: 0, notifications: VecDeque::new() }
    }

    /// Starts the server and begins a conversation with it.
    pub(crate) fn connect(folder: &Path) -> Self {
        let mut client = Self::start(folder);
        let answer = client.request("initialize", initialize());
        assert!(answer["capabilities"].is_object(), "{answer}");
        client.notify("initialized", json!({}));
        client
    }

    /// Sends one frame.
    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        // A server that is gone is noticed when its answer is read.
        let _ = write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len());
        let _ = self.stdin.flush();
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and gives the whole answer, with `result` or `error`.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let id = self.sent;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.read().unwrap_or_else(|| panic!("the server ended before it answered {method}"));
            if message["id"] == json!(id) && message["method"].is_null() {
                return message;
            }
            self.notifications.push_back(message);
        }
    }

    /// Asks for something that must be answered.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// The next notification of this method.
    pub(crate) fn notification(&mut self, method: &str) -> Value {
        if let Some(position) = self.notifications.iter().position(|message| message["method"] == method) {
            return self.notifications.remove(position).expect("just found")["params"].clone();
        }
        loop {
            let message = self.read().unwrap_or_else(|| panic!("the server ended without {method}"));
            if message["method"] == method {
                return message["params"].clone();
            }
            self.notifications.push_back(message);
        }
    }

    /// The next frame; `None` at the end.
    fn read(&mut self) -> Option<Value> {
        match self.frames.recv_timeout(PATIENCE) {
            Ok(frame) => Some(frame),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                // It would outlive the test otherwise.
                let _ = self.process.kill();
                panic!("the server said nothing for {PATIENCE:?}")
            }
        }
    }

    /// Ends the conversation as the protocol asks.
    pub(crate) fn shut_down(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Closes the pipe and waits.
    pub(crate) fn end(self) -> ExitStatus {
        let Self { mut process, stdin, .. } = self;
        drop(stdin);
        process.wait().expect("the process ends")
    }
}

/// The next frame of a stream; `None` at its end.
fn read_frame(stream: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).expect("the pipe is readable") == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = Some(number.parse::<usize>().expect("a number of bytes"));
        }
    }
    let mut body = vec![0; length.expect("frames say their length")];
    stream.read_exact(&mut body).expect("as many bytes as promised");
    Some(serde_json::from_slice(&body).expect("JSON"))
}

/// What this editor says of itself.
pub(crate) fn initialize() -> Value {
    json!({
        "processId": null,
        "rootUri": null,
        "capabilities": {
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
        },
    })
}
