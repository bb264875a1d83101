//! A fuzzer's bytes as the texts of a graph and of the files that it uses.

use std::collections::BTreeMap;

use fwr_compiler::resolve::{FileText, Files, Unreadable};

/// Longer inputs are cut: what is read from disk is bounded too.
pub const LONGEST: usize = 1 << 20;

/// The line that begins another file: `//# tape.fwr`.
const MARK: &str = "//# ";

/// A graph and the files beside it.
pub struct Texts {
    /// The graph: what stands before the first mark.
    pub graph: String,
    files: BTreeMap<String, String>,
}

impl Texts {
    /// Cuts `bytes` into texts; what is not Unicode is replaced.
    pub fn new(bytes: &[u8]) -> Self {
        let text = text(bytes);
        let mut graph = String::new();
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        let mut current: Option<String> = None;
        for line in text.split_inclusive('\n') {
            match (line.strip_prefix(MARK), &current) {
                (Some(name), _) => current = Some(name.trim().to_owned()),
                (None, Some(name)) => files.entry(name.clone()).or_default().push_str(line),
                (None, None) => graph.push_str(line),
            }
        }
        Self { graph, files }
    }
}

impl Files for Texts {
    fn read(&self, _from: &str, path: &str) -> Result<FileText, Unreadable> {
        match self.files.get(path) {
            Some(text) => Ok(FileText { name: path.to_owned(), text: text.clone() }),
            None => {
                Err(Unreadable { reason: "does not exist".to_owned(), there: self.files.keys().cloned().collect() })
            }
        }
    }
}

/// `bytes` as one text, at most [`LONGEST`] bytes of them.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).into_owned()
}
