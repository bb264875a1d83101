//! Whether a file is still the one that was opened.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use crate::media::Sequence;

/// What tells a file, and a state of it, from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    file: (u64, u64),
    bytes: u64,
    /// Seconds and nanoseconds.
    changed: (i64, i64),
}

impl Identity {
    /// Of the file at `path`, or of the images; `None` of what is no file, such as a pipe.
    pub(crate) fn of(path: &str) -> Option<Self> {
        match std::fs::metadata(path) {
            Ok(found) if found.is_file() => Some(Self::from(&found)),
            _ => Sequence::of(path).ok().flatten().map(|images| Self::from(&images)),
        }
    }

    /// What has become of the file at `path` since, in words.
    pub(crate) fn change(self, path: &str) -> Option<String> {
        match Self::of(path) {
            None => Some("it is no longer there".to_owned()),
            Some(now) if self.is_of_images() && now.is_of_images() && now.file != self.file => {
                Some(format!("it had {} images and now has {}", self.file.1, now.file.1))
            }
            Some(now) if now.file != self.file => Some("another file has taken its place".to_owned()),
            Some(now) if now.bytes != self.bytes => {
                Some(format!("it had {} bytes and now has {}", self.bytes, now.bytes))
            }
            Some(now) if now.changed != self.changed => Some("it was written to".to_owned()),
            Some(_) => None,
        }
    }
}

/// In place of a disk: the other number counts images.
const IMAGES: u64 = u64::MAX;

impl Identity {
    fn is_of_images(self) -> bool {
        self.file.0 == IMAGES
    }
}

impl From<&Sequence> for Identity {
    fn from(images: &Sequence) -> Self {
        Self { file: (IMAGES, images.count()), bytes: images.bytes(), changed: (images.state().cast_signed(), 0) }
    }
}

impl From<&Metadata> for Identity {
    fn from(found: &Metadata) -> Self {
        Self { file: (found.dev(), found.ino()), bytes: found.len(), changed: (found.mtime(), found.mtime_nsec()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, rename, write};
    use std::time::{Duration, SystemTime};

    #[test]
    fn every_change_has_its_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tape.mkv");
        let text = path.to_str().expect("a path");
        write(&path, b"pictures").expect("writable");
        let before = Identity::of(text).expect("a file");
        assert_eq!(before.change(text), None);
        let later = SystemTime::now() + Duration::from_secs(5);
        File::options().append(true).open(&path).and_then(|file| file.set_modified(later)).expect("writable");
        assert_eq!(before.change(text).as_deref(), Some("it was written to"));
        write(&path, b"more pictures").expect("writable");
        assert_eq!(before.change(text).as_deref(), Some("it had 8 bytes and now has 13"));
        let other = folder.path().join("other.mkv");
        write(&other, b"pictures").expect("writable");
        rename(&other, &path).expect("writable");
        assert_eq!(before.change(text).as_deref(), Some("another file has taken its place"));
        std::fs::remove_file(&path).expect("writable");
        assert_eq!(before.change(text).as_deref(), Some("it is no longer there"));
        assert_eq!(Identity::of("/dev/null"), None);
    }
}
