//! The loop: takes messages, keeps documents, answers, and tells the client what was found.

use fwr_compiler::plan::World;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, Response};
use lsp_types::notification::{
    DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{InlayHintRefreshRequest, RegisterCapability, Request as _};
use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams,
    PublishDiagnosticsParams, Registration, RegistrationParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::capabilities::capabilities;
use crate::documents::Documents;
use crate::features::diagnostics::diagnostics;
use crate::settings::{Client, Settings};
use crate::standard::Standard;

/// What the caller decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// A folder for the library's texts, which are put there when an editor asks to see them.
    pub library_folder: PathBuf,
    /// What can be known of the files that graphs write.
    pub world: &'static (dyn World + Sync),
}

/// How the conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client asked for it: `shutdown`, then `exit`.
    Asked,
    /// The client went away without a word.
    Abandoned,
}

/// Speaks with a client until it ends the conversation.
///
/// # Errors
/// If the client does not begin as the protocol asks, or if this build's library is faulty.
pub fn serve(connection: &Connection, options: Options) -> Result<Ended, String> {
    let (id, params) = match connection.initialize_start() {
        Ok(started) => started,
        Err(problem) => return abandoned(&problem).ok_or_else(|| problem.to_string()),
    };
    let params: InitializeParams = serde_json::from_value(params).map_err(|problem| problem.to_string())?;
    let standard = Standard::read(options.library_folder, Some(options.world))?;
    let info = json!({ "name": "fwr", "version": env!("CARGO_PKG_VERSION") });
    let result = json!({ "capabilities": capabilities(), "serverInfo": info });
    let mut server = Server {
        connection,
        standard: Arc::new(standard),
        documents: Documents::default(),
        client: Client::new(&params),
        settings: Settings::read(params.initialization_options.unwrap_or(Value::Null)),
        sent: 0,
        shut_down: false,
    };
    server.send(Response::new_ok(id, result));
    Ok(server.run())
}

/// A client that goes before it begins has abandoned the conversation, which is no error.
fn abandoned(problem: &ProtocolError) -> Option<Ended> {
    problem.channel_is_disconnected().then_some(Ended::Abandoned)
}

/// One conversation.
pub(crate) struct Server<'c> {
    connection: &'c Connection,
    pub(crate) standard: Arc<Standard>,
    pub(crate) documents: Documents,
    pub(crate) client: Client,
    pub(crate) settings: Settings,
    /// How many requests the client was sent.
    sent: i32,
    shut_down: bool,
}

impl Server<'_> {
    fn run(&mut self) -> Ended {
        loop {
            // While messages wait, findings can wait: the next may be another keystroke.
            let waiting = self.connection.receiver.try_recv().ok();
            let message = match waiting {
                Some(message) => message,
                None => {
                    self.publish();
                    match self.connection.receiver.recv() {
                        Ok(message) => message,
                        Err(_) => return Ended::Abandoned,
                    }
                }
            };
            match message {
                Message::Request(request) => self.answer(request),
                Message::Notification(notification) if notification.method == "exit" => {
                    return if self.shut_down { Ended::Asked } else { Ended::Abandoned };
                }
                Message::Notification(notification) => self.note(notification),
                Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // A client that is gone is noticed when the next message is waited for.
        let _ = self.connection.sender.send(message.into());
    }

    fn answer(&mut self, request: Request) {
        let id = request.id.clone();
        if request.method == "shutdown" {
            self.shut_down = true;
            return self.send(Response::new_ok(id, ()));
        }
        if self.shut_down {
            let problem = "the server has been shut down".to_owned();
            return self.send(Response::new_err(id, ErrorCode::InvalidRequest as i32, problem));
        }
        // A fault in one answer must not take the editor's help away for the rest of the day.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.respond(request)));
        let response = outcome.unwrap_or_else(|_| {
            Response::new_err(id, ErrorCode::InternalError as i32, "a fault in the language server".to_owned())
        });
        self.send(response);
    }

    fn note(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => self.watch_files(),
            DidOpenTextDocument::METHOD => {
                self.with(params, |server, params: lsp_types::DidOpenTextDocumentParams| {
                    server.documents.open(params.text_document);
                });
            }
            DidChangeTextDocument::METHOD => {
                self.with(params, |server, params: lsp_types::DidChangeTextDocumentParams| {
                    let document = params.text_document;
                    server.documents.change(&document.uri, document.version, params.content_changes);
                });
            }
            DidCloseTextDocument::METHOD => {
                self.with(params, |server, params: lsp_types::DidCloseTextDocumentParams| {
                    server.documents.close(&params.text_document.uri);
                    server.tell(params.text_document.uri, None, Vec::new());
                });
            }
            DidChangeWatchedFiles::METHOD => {
                self.with(params, |server, params: lsp_types::DidChangeWatchedFilesParams| {
                    params.changes.iter().for_each(|change| server.documents.changed_on_disk(&change.uri));
                });
            }
            DidChangeConfiguration::METHOD => {
                self.with(params, |server, params: lsp_types::DidChangeConfigurationParams| {
                    server.settings = Settings::read(params.settings);
                    if server.client.refreshes_hints {
                        server.ask(InlayHintRefreshRequest::METHOD, Value::Null);
                    }
                });
            }
            _ => {}
        }
    }

    /// Does `work` if the parameters are what they should be; a notification has no answer that could say otherwise.
    fn with<P: DeserializeOwned>(&mut self, params: Value, work: impl FnOnce(&mut Self, P)) {
        if let Ok(params) = serde_json::from_value(params) {
            work(self, params);
        }
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.sent += 1;
        self.send(Request { id: self.sent.into(), method: method.to_owned(), params });
    }

    /// Asks to be told when graphs change on disk: open ones may use them.
    fn watch_files(&mut self) {
        if !self.client.watches {
            return;
        }
        let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String("**/*.fwr".to_owned()), kind: None };
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
        let registration = Registration {
            id: "graphs".to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        if let Ok(params) = serde_json::to_value(params) {
            self.ask(RegisterCapability::METHOD, params);
        }
    }

    /// Tells the client what was found in the documents that have changed.
    fn publish(&mut self) {
        for (uri, version) in self.documents.take_unpublished() {
            let found = catch_unwind(AssertUnwindSafe(|| {
                self.documents.analysis(&uri, &self.standard).map(|analysis| diagnostics(&analysis))
            }));
            if let Ok(Some(found)) = found {
                self.tell(uri, Some(version), found);
            }
        }
    }

    fn tell(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<lsp_types::Diagnostic>) {
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params));
    }
}
