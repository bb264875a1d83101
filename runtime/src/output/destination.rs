//! What is refused before a run: a destination that exists, is an input, or cannot be created.

use std::fs::{self, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::{Code, Diagnostic};

use super::standard::is_stdout;
use crate::media::{Pattern, Sequence, images_of, plain};
use crate::segments::is_naming;

/// Links that are followed one after another, as many as Linux follows.
const MOST_LINKS: usize = 40;

/// Checks that a file, or a sequence of images, may be written to `path`, and gives the path with symbolic links
/// resolved. The folder of images need not be there.
///
/// # Errors
/// E1101 if something is there and `force` is not set, E1102 if it is one of `inputs` (also through
/// links), E1103 if it is a folder or a device, or if the folder it should be in does not exist.
pub fn check_destination(path: &str, force: bool, inputs: &[String]) -> Result<PathBuf, Diagnostic> {
    let unwritable =
        |reason: String| Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be written: {reason}"));
    let given = Path::new(path);
    if is_stdout(path) {
        return Ok(given.to_owned());
    }
    if let Some((pattern, _)) = images_of(path) {
        return check_images(path, &pattern, force, inputs);
    }
    if let Ok(present) = fs::metadata(given) {
        if let Some(input) = inputs.iter().find(|input| is_same(&present, input)) {
            return Err(Diagnostic::new(
                Code::OUTPUT_IS_INPUT,
                format!("the output {path} is the input {input}, which would be overwritten while it is read"),
            )
            .help("give the output another name, with -o"));
        }
        let kind = present.file_type();
        if kind.is_dir() {
            return Err(unwritable("it is a folder, not a file".to_owned()).help(format!(
                "add a file name: -o {0}/restored.mkv, or -o {0}/%06d.png for images",
                path.trim_end_matches('/')
            )));
        }
        if kind.is_char_device() || kind.is_block_device() || kind.is_fifo() || kind.is_socket() {
            return Err(unwritable("it is a device or pipe, and the output must be a regular file".to_owned())
                .help("name a file on a disk, with -o"));
        }
    }
    if !force && fs::symlink_metadata(given).is_ok() {
        return Err(exists(path));
    }
    if given.file_name().is_none() {
        return Err(unwritable("it does not name a file".to_owned()).help("add a file name: -o restored.mkv"));
    }
    // A link is followed, so that --force replaces what it points to and not the link.
    if let Ok(target) = fs::canonicalize(given) {
        return Ok(target);
    }
    let given = &follow(given).ok_or_else(|| {
        unwritable("it is a link that leads back to itself".to_owned()).help("name a file on a disk, with -o")
    })?;
    let folder = given.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).map_err(|error| {
        let shown = folder.display();
        match error.kind() {
            std::io::ErrorKind::NotFound => unwritable(format!("the folder {shown} does not exist"))
                .help(format!("create it first: mkdir -p {shown}")),
            _ => unwritable(format!("the folder {shown} cannot be opened: {}", plain(&error)))
                .help("choose a folder that you may write to, with -o"),
        }
    })?;
    if !folder.is_dir() {
        return Err(unwritable(format!("{} is not a folder", folder.display())).help("choose a folder, with -o"));
    }
    Ok(folder.join(given.file_name().unwrap_or_default()))
}

/// As [`check_destination`], for a sequence of images.
fn check_images(path: &str, pattern: &Pattern, force: bool, inputs: &[String]) -> Result<PathBuf, Diagnostic> {
    let unwritable =
        |reason: String| Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be written: {reason}"));
    let shown = if pattern.folder.as_os_str().is_empty() { Path::new(".") } else { pattern.folder.as_path() };
    let folder = resolve(shown).map_err(|error| {
        unwritable(format!("the folder {} cannot be made or opened: {}", shown.display(), plain(&error)))
            .help("choose a folder that you may write to, with -o")
    })?;
    if folder.exists() && !folder.is_dir() {
        return Err(unwritable(format!("{} is not a folder", shown.display())).help("choose a folder, with -o"));
    }
    let read =
        inputs.iter().find(|input| matches!(Sequence::of(input), Ok(Some(read)) if read.meets(&folder, pattern)));
    if let Some(input) = read {
        return Err(Diagnostic::new(
            Code::OUTPUT_IS_INPUT,
            format!("the images {path} are those of the input {input}, which would be overwritten while they are read"),
        )
        .help("write them to another folder, with -o"));
    }
    let destination = folder.join(Path::new(path).file_name().unwrap_or_default());
    if !force && !is_naming(&destination) {
        let names = fs::read_dir(&folder).into_iter().flatten().flatten();
        let present = names.filter_map(|entry| pattern.number(entry.file_name().to_str()?)).min();
        if let Some(number) = present {
            return Err(exists(&pattern.path(number).display().to_string()));
        }
    }
    Ok(destination)
}

/// A path with links resolved, of which the last parts need not be there.
fn resolve(path: &Path) -> std::io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let Some(name) = path.file_name() else { return Err(error) };
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Ok(resolve(parent)?.join(name))
        }
        other => other,
    }
}

/// The refusal of a name for images that has no place for a number any more, once links are resolved.
pub(super) fn unnumbered(path: &str) -> Diagnostic {
    Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be written: its folder has no name that is text"))
        .help("write to a folder with another name, with -o")
}

/// Where a link leads whose target does not exist; `None` if it leads round in a circle.
fn follow(path: &Path) -> Option<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&path) else { return Some(path) };
        path.pop();
        path.push(target);
    }
    None
}

/// The refusal of a destination that exists.
pub(super) fn exists(path: &str) -> Diagnostic {
    Diagnostic::new(Code::OUTPUT_EXISTS, format!("{path} exists already"))
        .help("replace it with --force, or choose another name with -o")
}

/// Whether `input` is the very file, under whatever name.
fn is_same(present: &Metadata, input: &str) -> bool {
    fs::metadata(input).is_ok_and(|input| (input.dev(), input.ino()) == (present.dev(), present.ino()))
}
