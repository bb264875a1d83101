//! Image sequences that are read: which files they are, in which order.

mod find;
mod kind;
mod pattern;
mod read;
mod state;

use std::path::PathBuf;

use fwr_compiler::diagnostics::{Code, Diagnostic};

pub(crate) use kind::ImageKind;
pub(crate) use pattern::Pattern;
pub(crate) use read::Images;

/// The images of a sequence, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// As the user named it.
    path: String,
    kind: ImageKind,
    files: Files,
    /// Bytes of all files together.
    bytes: u64,
}

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Files {
    /// Numbers in a row.
    Numbered { pattern: Pattern, first: u64, count: u64 },
    /// Names in a folder, in their order.
    Named { folder: PathBuf, names: Vec<String> },
}

impl Sequence {
    /// The sequence that `path` names: `%06d` or `####` in the file name, a folder of numbered images, or a name with
    /// `*` or `?`. `None` if it is none of these.
    ///
    /// # Errors
    /// E1001 if there is no such image, E1002 if the folder cannot be read, E1012 if numbers are missing, E1013 if the
    /// images are not of one sequence.
    pub(crate) fn of(path: &str) -> Result<Option<Self>, Diagnostic> {
        find::find(path)
    }

    /// As the user named it.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What the images are.
    pub(crate) fn kind(&self) -> ImageKind {
        self.kind
    }

    /// How many images there are; at least one.
    pub(crate) fn count(&self) -> u64 {
        match &self.files {
            Files::Numbered { count, .. } => *count,
            Files::Named { names, .. } => names.len() as u64,
        }
    }

    /// Bytes of all of them.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file of an image, from 0.
    pub(crate) fn file(&self, image: u64) -> PathBuf {
        match &self.files {
            Files::Numbered { pattern, first, .. } => pattern.path(first + image),
            Files::Named { folder, names } => {
                folder.join(names.get(image as usize).map(String::as_str).unwrap_or_default())
            }
        }
    }

    /// Whether images are in the folder at `folder`, which is resolved, under a name that `pattern` has as well.
    pub(crate) fn meets(&self, folder: &std::path::Path, pattern: &Pattern) -> bool {
        let ours = self.file(0).parent().map(std::path::Path::to_owned).unwrap_or_default();
        let ours = if ours.as_os_str().is_empty() { PathBuf::from(".") } else { ours };
        let is_ours = std::fs::canonicalize(ours).is_ok_and(|ours| ours == folder);
        is_ours
            && (0..self.count()).any(|image| {
                let file = self.file(image);
                file.file_name().and_then(|name| name.to_str()).is_some_and(|name| pattern.number(name).is_some())
            })
    }
}

/// The images that a path to write to names: `%06d` or `####` in a file name that ends in one of their extensions.
pub(crate) fn images_of(path: &str) -> Option<(Pattern, ImageKind)> {
    let pattern = Pattern::of(path)?;
    let kind = ImageKind::of(&pattern.name(0))?;
    Some((pattern, kind))
}

/// Why a sequence whose rate nobody says cannot be used.
pub(crate) fn no_rate(path: &str) -> Diagnostic {
    Diagnostic::new(
        Code::SEQUENCE_RATE,
        format!("{path} is a sequence of images, which does not say how many are shown in a second"),
    )
    .help("say it with --rate: `--rate 24`, `--rate 24000/1001`")
}
