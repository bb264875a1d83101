//! Where the texts that a graph uses come from: the caller reads files, the compiler never does.

/// Reads the files that graphs `use`: from disk, from an editor's buffers, from a test.
pub trait Files {
    /// The text that `use "path"` means in the text named `from` (its name in `Sources`).
    ///
    /// A path is meant relative to the file that names it.
    ///
    /// # Errors
    /// Why there is none.
    fn read(&self, from: &str, path: &str) -> Result<FileText, Unreadable>;
}

/// A file that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    /// Its path as messages show it; one file goes by one name however it is reached.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A file that cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Why, to stand after its path: `does not exist`.
    pub reason: String,
    /// Paths of graphs that are there, as they would be written in its place.
    pub there: Vec<String>,
}

/// No files at all: presets can be used, other files not.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _from: &str, _path: &str) -> Result<FileText, Unreadable> {
        Err(Unreadable { reason: "cannot be read here, where there are no files".to_owned(), there: Vec::new() })
    }
}
