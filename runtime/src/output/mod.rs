//! The file that a run writes: under another name until it is complete, then at its destination at once.

mod destination;
mod images;
mod rename;
mod standard;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

pub use destination::check_destination;
pub use standard::{is_stdin, is_stdout};

pub(crate) use images::{ImageWriter, OutputImages};

use crate::media::{io_failure, plain};

/// Names that are tried before giving up.
const ATTEMPTS: u32 = 100;

/// A file on its way to its destination. Dropped before [`OutputFile::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    /// As the user wrote it, for messages.
    path: String,
    destination: PathBuf,
    temporary: PathBuf,
    file: File,
    force: bool,
    done: bool,
    /// Whether it is stdout, where nothing can be kept back.
    piped: bool,
}

impl OutputFile {
    /// Creates the file under a temporary name beside `path`, or in `folder`, which lies there.
    ///
    /// # Errors
    /// What [`check_destination`] refuses, and E1103 if the folder cannot be written to.
    pub fn create(path: &str, force: bool, inputs: &[String], folder: Option<&Path>) -> Result<Self, Diagnostic> {
        let destination = check_destination(path, force, inputs)?;
        if is_stdout(path) {
            let file = standard::stdout().map_err(|error| io_failure(path, &error))?;
            let temporary = PathBuf::new();
            return Ok(Self { path: path.to_owned(), destination, temporary, file, force, done: false, piped: true });
        }
        let (temporary, file) = create_near(&destination, folder).map_err(|error| match error.raw_os_error() {
            Some(libc::ENOSPC | libc::EDQUOT) => io_failure(path, &error),
            _ => Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be created: {}", plain(&error)))
                .help("choose a folder that you may write to, with -o"),
        })?;
        Ok(Self { path: path.to_owned(), destination, temporary, file, force, done: false, piped: false })
    }

    /// A handle to write through.
    ///
    /// # Errors
    /// E1103 if the system has no more handles.
    pub fn handle(&self) -> Result<File, Diagnostic> {
        self.file.try_clone().map_err(|error| io_failure(&self.path, &error))
    }

    /// Why the file cannot be used.
    pub(crate) fn failure(&self, error: &io::Error) -> Diagnostic {
        io_failure(&self.path, error)
    }

    /// Makes sure that every byte is on the disk, and gives the file its name.
    ///
    /// # Errors
    /// E1101 if another file has appeared there meanwhile and may not be replaced, E1104 if the disk is
    /// full, E1103 if it fails otherwise. The temporary file is gone then.
    pub fn commit(mut self) -> Result<(), Diagnostic> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => destination::exists(&self.path),
            _ => io_failure(&self.path, &error),
        };
        if self.piped {
            return Ok(());
        }
        self.file.sync_all().map_err(failed)?;
        if self.force {
            std::fs::rename(&self.temporary, &self.destination).map_err(failed)?;
        } else {
            rename::without_replacing(&self.temporary, &self.destination).map_err(failed)?;
        }
        self.done = true;
        // The name is an entry of the folder, which has to reach the disk too.
        let folder = self.destination.parent().unwrap_or(Path::new("/"));
        if let Ok(folder) = File::open(folder) {
            // Some file systems cannot sync a folder; the name is there all the same.
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if !self.done && !self.piped {
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

fn create_near(destination: &Path, folder: Option<&Path>) -> io::Result<(PathBuf, File)> {
    let name = destination.file_name().unwrap_or_default().to_string_lossy();
    // A file name has at most 255 bytes.
    let short: String = name.chars().take(60).collect();
    for attempt in 0..ATTEMPTS {
        let name = format!(".{short}.{}-{attempt}.part", std::process::id());
        let temporary = folder.map_or_else(|| destination.with_file_name(&name), |folder| folder.join(&name));
        match OpenOptions::new().read(true).write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
