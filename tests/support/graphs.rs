//! The graphs that the repository holds.

use std::path::{Path, PathBuf};

/// The graphs in a folder of the repository, in order.
pub fn graphs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().and_then(|end| end.to_str()) == Some("fwr"))
        .collect();
    files.sort();
    files
}
