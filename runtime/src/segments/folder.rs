//! The folder in which a run keeps its work: hidden beside the output, locked, gone when all is done.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use fwr_compiler::lock::digest;

/// The longest part of an output's name that the folder's name has; file names have at most 255 bytes.
const LONGEST: usize = 60;
const LOCK: &str = "lock";
/// There while images get their names, which may take a while.
const NAMING: &str = "naming";

/// Whether several runs may work in a folder at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// One run alone.
    Alone,
    /// With others that make other parts.
    Shared,
}

/// A folder that this run may use; the lock is let go with it.
#[derive(Debug)]
pub(super) struct WorkFolder {
    path: PathBuf,
    lock: File,
    /// Folders around it that were not there, the innermost first.
    made: Vec<PathBuf>,
}

/// Whether an earlier run to `destination`, a sequence of images, was stopped while they got their names.
pub(crate) fn is_naming(destination: &Path) -> bool {
    naming_mark(&WorkFolder::beside(destination)).exists()
}

/// The file in a work folder that says so.
pub(crate) fn naming_mark(folder: &Path) -> PathBuf {
    folder.join(NAMING)
}

impl WorkFolder {
    /// Where the work of a run to `destination` is kept: `.NAME.fwr` beside it.
    pub(super) fn beside(destination: &Path) -> PathBuf {
        let name = destination.file_name().unwrap_or_default().to_string_lossy();
        let short: String = name.chars().take(LONGEST).collect();
        let mark = if short == name { String::new() } else { format!(".{}", &digest(name.as_bytes())[..8]) };
        destination.with_file_name(format!(".{short}{mark}.fwr"))
    }

    /// Makes the folder at `path` if it is not there, and locks it; `None` if another run uses it.
    pub(super) fn open(path: &Path, usage: Use) -> io::Result<Option<Self>> {
        let mut made: Vec<PathBuf> = Vec::new();
        made.extend(path.ancestors().skip(1).take_while(|around| !around.exists()).map(Path::to_owned));
        if let Some(around) = made.first() {
            fs::create_dir_all(around)?;
        }
        // Whoever had the lock may have removed the folder while we waited for the file: then once more.
        for _ in 0..100 {
            match fs::create_dir(path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            let opened = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK));
            let file = match opened {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            };
            let kind = if usage == Use::Alone { libc::LOCK_EX } else { libc::LOCK_SH };
            match lock(&file, kind | libc::LOCK_NB) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                // A file system that knows no locks; nothing keeps two runs apart there.
                Err(error) if matches!(error.raw_os_error(), Some(libc::ENOLCK | libc::EOPNOTSUPP)) => {}
                other => other?,
            }
            let ours = file.metadata()?;
            if fs::metadata(path.join(LOCK)).is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())) {
                return Ok(Some(Self { path: path.to_owned(), lock: file, made }));
            }
        }
        Ok(None)
    }

    /// Whether a run uses the folder at `path` now.
    pub(super) fn is_used(path: &Path) -> bool {
        let Ok(file) = OpenOptions::new().write(true).open(path.join(LOCK)) else { return false };
        lock(&file, libc::LOCK_EX | libc::LOCK_NB).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Empties the folder; the lock stays.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.keep_only(|_| false)
    }

    /// Removes all files but the lock and those whose names are to be kept.
    pub(super) fn keep_only(&self, kept: impl Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            if name == LOCK || name == NAMING || name.to_str().is_some_and(&kept) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether nothing but the lock is there.
    pub(super) fn is_empty(&self) -> bool {
        fs::read_dir(&self.path)
            .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == LOCK)))
    }

    /// Whether a share could be made the only one.
    pub(super) fn take_alone(&self) -> bool {
        lock(&self.lock, libc::LOCK_EX | libc::LOCK_NB).is_ok()
    }

    /// Removes the folder with what is in it.
    pub(super) fn remove(self) -> io::Result<()> {
        self.clear()?;
        match fs::remove_file(naming_mark(&self.path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // Still locked: who opens the file meanwhile sees that it is gone.
        fs::remove_file(self.path.join(LOCK))?;
        let removed = fs::remove_dir(&self.path);
        drop(self.lock);
        for around in &self.made {
            // Only what is empty goes.
            let _ = fs::remove_dir(around);
        }
        match removed {
            // Another run has begun meanwhile.
            Err(error) if error.raw_os_error() == Some(libc::ENOTEMPTY) => Ok(()),
            other => other,
        }
    }

    /// Makes sure that the names in the folder are on the disk.
    pub(super) fn sync(&self) {
        // Some file systems cannot sync a folder; the names are there all the same.
        let _ = File::open(&self.path).and_then(|folder| folder.sync_all());
    }
}

/// Locks a file until it is closed.
pub(super) fn lock(file: &File, kind: i32) -> io::Result<()> {
    loop {
        // SAFETY: an open file; the call has no other effects.
        if unsafe { libc::flock(file.as_raw_fd(), kind) } == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_alone_or_several_that_share() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = WorkFolder::beside(&folder.path().join("out.mkv"));
        assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(".out.mkv.fwr"));
        let open = |usage| WorkFolder::open(&path, usage).expect("a folder");
        let alone = open(Use::Alone).expect("nobody has it");
        assert!(open(Use::Alone).is_none() && open(Use::Shared).is_none());
        assert!(WorkFolder::is_used(&path));
        std::fs::write(alone.path().join("work"), "").expect("writable");
        drop(alone);
        assert!(!WorkFolder::is_used(&path));
        let (first, second) = (open(Use::Shared).expect("a share"), open(Use::Shared).expect("a share"));
        assert!(open(Use::Alone).is_none());
        drop((first, second));
        open(Use::Alone).expect("nobody has it").remove().expect("removable");
        assert!(!path.exists());
    }

    #[test]
    fn long_names_have_folders_of_their_own() {
        let name = |last: &str| WorkFolder::beside(Path::new(&format!("/tmp/{}{last}.mkv", "a".repeat(240))));
        assert_ne!(name("1"), name("2"));
        assert!(name("1").file_name().is_some_and(|name| name.len() < 100));
    }

    #[test]
    fn runs_that_begin_and_end_at_once_never_share() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".out.fwr");
        let inside = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let Some(mine) = WorkFolder::open(&path, Use::Alone).expect("a folder") else { continue };
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two runs at once");
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        mine.remove().expect("removable");
                    }
                });
            }
        });
    }
}
