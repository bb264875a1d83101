//! The images that a run writes: in a folder of their own until all are complete, then each under its name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::{check_destination, destination, rename};
use crate::integrity::FileSum;
use crate::media::{Pattern, io_failure, plain};
use crate::segments::is_naming;

/// The folder of images on their way.
const STAGED: &str = "images";

/// Images on their way to their names. Dropped before [`OutputImages::commit`], they leave nothing behind.
#[derive(Debug)]
pub(crate) struct OutputImages {
    /// As the user wrote it, for messages.
    path: String,
    /// Where they get their names.
    pattern: Pattern,
    staged: PathBuf,
    /// The number of the first image.
    first: u64,
    written: Arc<AtomicU64>,
    force: bool,
    /// What says that images get their names, in the folder that outlives the run.
    mark: Option<PathBuf>,
    done: bool,
}

/// Writes one image after another.
#[derive(Debug)]
pub(crate) struct ImageWriter {
    folder: PathBuf,
    pattern: Pattern,
    next: u64,
    written: Arc<AtomicU64>,
    bytes: u64,
    sum: Option<Arc<Mutex<FileSum>>>,
}

impl OutputImages {
    /// Makes a place for the images of `path`, the first of which has the number `first`, in `folder`.
    ///
    /// # Errors
    /// What [`check_destination`] refuses, and E1103 if the folder cannot be written to.
    pub(crate) fn create(
        path: &str,
        force: bool,
        inputs: &[String],
        folder: Option<&Path>,
        first: u64,
    ) -> Result<Self, Diagnostic> {
        let destination = check_destination(path, force, inputs)?;
        let pattern = destination.to_str().and_then(Pattern::of);
        let pattern = pattern.ok_or_else(|| destination::unnumbered(path))?;
        let failed = |error: io::Error| match error.raw_os_error() {
            Some(libc::ENOSPC | libc::EDQUOT) => io_failure(path, &error),
            _ => Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be created: {}", plain(&error)))
                .help("choose a folder that you may write to, with -o"),
        };
        let near = || pattern.folder.join(format!(".{}.part", std::process::id()));
        let staged = folder.map_or_else(near, |folder| folder.join(STAGED));
        fs::create_dir_all(&staged).map_err(failed)?;
        // Images that an earlier run had begun to name may be taken for its own.
        let force = force || is_naming(&destination);
        let mark = folder.map(crate::segments::naming_mark);
        let written = Arc::default();
        Ok(Self { path: path.to_owned(), pattern, staged, first, written, force, mark, done: false })
    }

    /// What writes them; their checksum goes into `sum`.
    pub(crate) fn writer(&self, sum: Option<Arc<Mutex<FileSum>>>) -> ImageWriter {
        ImageWriter {
            folder: self.staged.clone(),
            pattern: self.pattern.clone(),
            next: self.first,
            written: Arc::clone(&self.written),
            bytes: 0,
            sum,
        }
    }

    /// Makes sure that every image is on the disk, and gives each its name. What is worth knowing comes back.
    ///
    /// # Errors
    /// E1101 if another file has got one of the names meanwhile and may not be replaced, E1103 and E1104 if the disk
    /// fails. No image of this run has its name then, as far as it replaced none.
    pub(crate) fn commit(mut self) -> Result<Option<Diagnostic>, Diagnostic> {
        let failed = |error: &io::Error| io_failure(&self.path, error);
        let end = self.first + self.written.load(Ordering::Acquire);
        sync(&self.staged, (self.first..end).map(|number| self.staged.join(self.pattern.name(number))))
            .map_err(|error| failed(&error))?;
        if !self.force
            && let Some(number) = (self.first..end).find(|number| self.pattern.path(*number).symlink_metadata().is_ok())
        {
            return Err(destination::exists(&self.pattern.path(number).display().to_string()));
        }
        if let Some(mark) = &self.mark {
            File::create(mark).and_then(|mark| mark.sync_all()).map_err(|error| failed(&error))?;
        }
        for number in self.first..end {
            if let Err(error) = self.name(number) {
                self.take_back(self.first..number);
                return Err(match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        destination::exists(&self.pattern.path(number).display().to_string())
                    }
                    _ => failed(&error),
                });
            }
        }
        self.done = true;
        let _ = fs::remove_dir_all(&self.staged);
        if let Ok(folder) = File::open(&self.pattern.folder) {
            // Some file systems cannot sync a folder; the names are there all the same.
            let _ = folder.sync_all();
        }
        Ok(self.others(end))
    }

    fn name(&self, number: u64) -> io::Result<()> {
        let (from, to) = (self.staged.join(self.pattern.name(number)), self.pattern.path(number));
        if self.force { fs::rename(from, to) } else { rename::without_replacing(&from, &to) }
    }

    /// Takes the names of images away again, where nothing was replaced by them.
    fn take_back(&self, numbers: std::ops::Range<u64>) {
        if self.force {
            return;
        }
        for number in numbers {
            let _ = fs::remove_file(self.pattern.path(number));
        }
        self.mark.iter().for_each(|mark| drop(fs::remove_file(mark)));
    }

    /// A warning of images beside these that an earlier run has left.
    fn others(&self, end: u64) -> Option<Diagnostic> {
        let names = fs::read_dir(&self.pattern.folder).ok()?.flatten();
        let numbers = names.filter_map(|entry| self.pattern.number(entry.file_name().to_str()?));
        let others: Vec<u64> = numbers.filter(|number| !(self.first..end).contains(number)).collect();
        let first = others.iter().min()?;
        let (name, count) = (self.pattern.name(*first), others.len());
        Some(
            Diagnostic::new(
                Code::OLD_IMAGES,
                match count {
                    1 => format!("{} has an image that this run did not write: {name}", self.path),
                    _ => format!("{} has {count} images that this run did not write: {name} and others", self.path),
                },
            )
            .help("remove them if they are of an earlier run; programs that read the sequence will show them"),
        )
    }
}

impl Drop for OutputImages {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.staged);
        }
    }
}

impl ImageWriter {
    /// Writes the next image.
    pub(crate) fn write(&mut self, image: &[u8]) -> io::Result<()> {
        let mut file = File::create(self.folder.join(self.pattern.name(self.next)))?;
        file.write_all(image)?;
        if let Some(sum) = &self.sum {
            sum.lock().unwrap_or_else(PoisonError::into_inner).add(self.bytes, image);
        }
        self.next += 1;
        self.bytes += image.len() as u64;
        self.written.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Bytes of all images so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Waits until files in a folder are on the disk.
#[cfg(target_os = "linux")]
fn sync(folder: &Path, _files: impl Iterator<Item = PathBuf>) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    let folder = File::open(folder)?;
    // One by one, thousands of small files would each wait for the disk.
    // SAFETY: an open file; the call has no other effects.
    if unsafe { libc::syncfs(folder.as_raw_fd()) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Waits until files are on the disk.
#[cfg(not(target_os = "linux"))]
fn sync(_folder: &Path, mut files: impl Iterator<Item = PathBuf>) -> io::Result<()> {
    files.try_for_each(|file| File::open(file)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(path: &str, force: bool) -> Result<OutputImages, Diagnostic> {
        OutputImages::create(path, force, &[], None, 7)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn images_appear_together_and_under_their_numbers() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/%03d.png").display().to_string();
        let images = create(&path, false).expect("a place");
        let mut writer = images.writer(None);
        (0..3).for_each(|image| writer.write(&[image]).expect("room"));
        assert_eq!(names(&folder.path().join("new")).iter().filter(|name| name.ends_with(".png")).count(), 0);
        assert!(images.commit().expect("named").is_none());
        assert_eq!(names(&folder.path().join("new")), ["007.png", "008.png", "009.png"]);
        assert_eq!(create(&path, false).expect_err("they are there").code, Code::OUTPUT_EXISTS);
        // Dropped, a run leaves what was there.
        let images = create(&path, true).expect("a place");
        images.writer(None).write(b"x").expect("room");
        drop(images);
        assert_eq!(names(&folder.path().join("new")), ["007.png", "008.png", "009.png"]);
        let images = create(&path, true).expect("a place");
        images.writer(None).write(b"x").expect("room");
        let warning = images.commit().expect("replaced").expect("two are older");
        assert_eq!(warning.code, Code::OLD_IMAGES);
        assert!(warning.message.contains("2 images") && warning.message.contains("008.png"), "{}", warning.message);
    }

    #[test]
    fn a_name_that_is_taken_meanwhile_leaves_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("%03d.png").display().to_string();
        let images = create(&path, false).expect("a place");
        let mut writer = images.writer(None);
        (0..3).for_each(|image| writer.write(&[image]).expect("room"));
        fs::write(folder.path().join("008.png"), b"mine").expect("writable");
        assert_eq!(images.commit().expect_err("taken").code, Code::OUTPUT_EXISTS);
        assert_eq!(names(folder.path()), ["008.png"]);
    }
}
