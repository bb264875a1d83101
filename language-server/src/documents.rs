//! The documents that are open in the editor, and the files that they use.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fwr_compiler::resolve::{FileText, Files, Unreadable};
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::analysis::Analysis;
use crate::standard::Standard;
use crate::text::Text;
use crate::uri;

/// The open documents, by the name that each goes by.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    open: BTreeMap<String, Document>,
}

/// An open document.
#[derive(Debug)]
struct Document {
    uri: Uri,
    version: i32,
    text: Text,
    /// What is known of the text as it is now; `None` after a change.
    analysis: Option<Arc<Analysis>>,
    /// Whether the client has not been told of it yet.
    unpublished: bool,
}

impl Documents {
    pub(crate) fn open(&mut self, item: TextDocumentItem) {
        let name = uri::name_of(&item.uri);
        let document = Document {
            uri: item.uri,
            version: item.version,
            text: Text::new(item.text),
            analysis: None,
            unpublished: true,
        };
        self.open.insert(name.clone(), document);
        self.forget_users(&name);
    }

    /// Makes the changes of a `didChange`, in order.
    pub(crate) fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let name = uri::name_of(uri);
        let Some(document) = self.open.get_mut(&name) else { return };
        document.version = version;
        changes.into_iter().for_each(|change| document.text.change(change));
        document.analysis = None;
        document.unpublished = true;
        self.forget_users(&name);
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        let name = uri::name_of(uri);
        self.open.remove(&name);
        self.forget_users(&name);
    }

    /// Something on disk has changed: what uses it is looked at again.
    pub(crate) fn changed_on_disk(&mut self, uri: &Uri) {
        self.forget_users(&uri::name_of(uri));
    }

    /// Forgets what is known of the documents that use `name`, or might, were it there.
    fn forget_users(&mut self, name: &str) {
        for (other, document) in &mut self.open {
            let uses = |analysis: &Arc<Analysis>| analysis.uses(name) || analysis.misses_files();
            if other != name && document.analysis.as_ref().is_some_and(uses) {
                document.analysis = None;
                document.unpublished = true;
            }
        }
    }

    /// What is known of a document, worked out now if it has changed.
    pub(crate) fn analysis(&mut self, uri: &Uri, standard: &Arc<Standard>) -> Option<Arc<Analysis>> {
        let name = uri::name_of(uri);
        let document = self.open.get(&name)?;
        if let Some(known) = &document.analysis {
            return Some(Arc::clone(known));
        }
        let made = Analysis::new(standard, &name, document.uri.clone(), document.text.clone(), &Buffers(self));
        let made = Arc::new(made);
        self.open.get_mut(&name)?.analysis = Some(Arc::clone(&made));
        Some(made)
    }

    /// What is known of every open document.
    pub(crate) fn analyses(&mut self, standard: &Arc<Standard>) -> Vec<Arc<Analysis>> {
        let uris: Vec<Uri> = self.open.values().map(|document| document.uri.clone()).collect();
        uris.iter().filter_map(|uri| self.analysis(uri, standard)).collect()
    }

    /// A document with `text` in place of its own, for a question about what might be written.
    pub(crate) fn supposing(&self, analysis: &Analysis, text: String) -> Analysis {
        let name = uri::name_of(&analysis.uri);
        Analysis::new(&analysis.standard, &name, analysis.uri.clone(), Text::new(text), &Buffers(self))
    }

    /// The documents whose findings the client has not seen, with their versions; they count as published.
    pub(crate) fn take_unpublished(&mut self) -> Vec<(Uri, i32)> {
        let unpublished = self.open.values_mut().filter(|document| document.unpublished);
        unpublished
            .map(|document| {
                document.unpublished = false;
                (document.uri.clone(), document.version)
            })
            .collect()
    }
}

/// Texts that graphs use: as they are in the editor, else as they are on disk.
struct Buffers<'d>(&'d Documents);

impl Files for Buffers<'_> {
    fn read(&self, from: &str, path: &str) -> Result<FileText, Unreadable> {
        let folder = Path::new(from).parent().filter(|_| Path::new(from).is_absolute());
        let Some(folder) = folder else {
            let reason = "cannot be found from a text that has not been saved".to_owned();
            return Err(Unreadable { reason, there: Vec::new() });
        };
        let wanted = uri::normal(&folder.join(path));
        let name = wanted.to_string_lossy().into_owned();
        if let Some(document) = self.0.open.get(&name) {
            return Ok(FileText { name, text: document.text.as_str().to_owned() });
        }
        let why = match std::fs::read(&wanted).map(String::from_utf8) {
            Ok(Ok(text)) => return Ok(FileText { name, text }),
            Ok(Err(_)) => "is not text".to_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => "does not exist".to_owned(),
            Err(error) => format!("cannot be read: {error}"),
        };
        Err(Unreadable { reason: why, there: graphs_near(folder, path) })
    }
}

/// The folders in the folder that `path` leads to from `folder`, as they would be written, with a slash behind.
pub(crate) fn folders_near(folder: &Path, path: &str) -> Vec<String> {
    let inside = path.rfind('/').map_or("", |end| &path[..=end]);
    let Ok(entries) = std::fs::read_dir(uri::normal(&folder.join(inside))) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_str()?.to_owned();
            (entry.path().is_dir() && !name.starts_with('.')).then(|| format!("{inside}{name}/"))
        })
        .collect();
    names.sort();
    names
}

/// The graphs in the folder that `path` leads to from `folder`, as they would be written.
pub(crate) fn graphs_near(folder: &Path, path: &str) -> Vec<String> {
    let inside = path.rfind('/').map_or("", |end| &path[..=end]);
    let Ok(entries) = std::fs::read_dir(uri::normal(&folder.join(inside))) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let path: PathBuf = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            path.extension().is_some_and(|end| end == "fwr").then(|| format!("{inside}{name}"))
        })
        .collect();
    names.sort();
    names
}
