//! Which images a sequence is made of, and in which state: told from their files without reading all of them.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;

use super::Sequence;

/// Bytes at the beginning, in the middle and at the end of an image that stand for all of it, with its length.
const LOOKED_AT: u64 = 4096;

impl Sequence {
    /// A number that is another when an image is another file, has another length, or was written to.
    pub(crate) fn state(&self) -> u64 {
        let mut state = DefaultHasher::new();
        for image in 0..self.count() {
            let found = std::fs::metadata(self.file(image));
            let told = found.map(|file| (file.dev(), file.ino(), file.len(), file.mtime(), file.mtime_nsec()));
            told.ok().hash(&mut state);
        }
        state.finish()
    }

    /// What stands for the samples of all images: lengths, and bytes of each.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(crate) fn content(&self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        for image in 0..self.count() {
            let mut file = File::open(self.file(image))?;
            let length = file.metadata()?.len();
            let mut looked_at = length.to_le_bytes().to_vec();
            for start in [0, length / 2, length.saturating_sub(LOOKED_AT)] {
                file.seek(SeekFrom::Start(start))?;
                file.by_ref().take(LOOKED_AT).read_to_end(&mut looked_at)?;
            }
            // Thousands of images together would be much to hold.
            content.extend(fwr_compiler::lock::digest(looked_at).bytes());
        }
        Ok(content)
    }
}
