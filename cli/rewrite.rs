//! Puts a new text in the place of a file in one step.

use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic};

/// Writes beside the file and renames, so that a full disk leaves the old text. A link stays a link.
///
/// # Errors
/// If the file cannot be written; it is then as it was.
pub(crate) fn rewrite(path: &Path, text: &str) -> Result<(), Diagnostic> {
    write(path, text).map_err(|error| {
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{} cannot be written: {error}", path.display()))
            .help("the file is as it was")
    })
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let path = std::fs::canonicalize(path)?;
    let beside = path.with_extension("fwr.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(&path)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &path))
        .inspect_err(|_| {
            // The write's own error is what is reported.
            let _ = std::fs::remove_file(&beside);
        })
}
