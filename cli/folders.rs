//! The files that a graph uses, read from disk.

use std::path::{Component, Path, PathBuf};

use fwr_compiler::resolve::{FileText, Files, Unreadable};

/// Reads what `use "path"` names, relative to the folder of the file that says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folders;

impl Files for Folders {
    fn read(&self, from: &str, path: &str) -> Result<FileText, Unreadable> {
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        let file = without_detours(&folder.join(path));
        let bytes = std::fs::read(&file).map_err(|error| Unreadable {
            reason: match error.kind() {
                std::io::ErrorKind::NotFound => "does not exist".to_owned(),
                std::io::ErrorKind::IsADirectory => "is a folder, but a graph is expected".to_owned(),
                std::io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
                _ => format!("cannot be read: {error}"),
            },
            there: graphs_beside(folder, path),
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| Unreadable { reason: "is not text".to_owned(), there: Vec::new() })?;
        Ok(FileText { name: file.display().to_string(), text })
    }
}

/// The path without `.`, and without `..` behind a folder, so that a file has one name.
fn without_detours(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// The graphs in the folder that `path` is in, and in the one that it is written in, as they would be written.
fn graphs_beside(folder: &Path, path: &str) -> Vec<String> {
    let written = Path::new(path).parent().unwrap_or(Path::new(""));
    let mut found = Vec::new();
    for inside in [written, Path::new("")] {
        let Ok(entries) = std::fs::read_dir(folder.join(inside)) else { continue };
        for entry in entries.flatten() {
            let name = inside.join(entry.file_name());
            if name.extension().is_some_and(|ending| ending == "fwr") {
                found.extend(name.to_str().map(str::to_owned));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name() {
        assert_eq!(without_detours(Path::new("a/./b/../c.fwr")), Path::new("a/c.fwr"));
        assert_eq!(without_detours(Path::new("../c.fwr")), Path::new("../c.fwr"));
        assert_eq!(without_detours(Path::new("/a/../c.fwr")), Path::new("/c.fwr"));
    }
}
