//! A folder for samples, which is gone when it is no longer held.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use fwr_compiler::diagnostics::{Code, Diagnostic};

/// A folder of this process among the system's temporary files.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes it.
    ///
    /// # Errors
    /// E1103 if there is no place for it.
    pub(super) fn new() -> Result<Self, Diagnostic> {
        let path = env::temp_dir().join(format!("framewright-calibrate-{}", process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => {
                let message = format!("samples cannot be written to {}: {error}", path.display());
                Err(Diagnostic::new(Code::OUTPUT_UNWRITABLE, message)
                    .help("set TMPDIR to a folder that can be written to"))
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!("{} is left behind: {error}", self.0.display());
        }
    }
}
