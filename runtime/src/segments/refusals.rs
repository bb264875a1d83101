//! What is said where segments stand in the way.

use std::io;
use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic};

use crate::media::{io_failure, plain};

/// Another run writes this output.
pub(super) fn in_use(path: &str) -> Diagnostic {
    Diagnostic::new(Code::OUTPUT_IN_USE, format!("{path} is being written by another run"))
        .help("wait for it to end, or choose another name with -o")
}

/// The work folder cannot be made or written to.
pub(super) fn folder(path: &str, error: &io::Error) -> Diagnostic {
    match error.raw_os_error() {
        Some(libc::ENOSPC | libc::EDQUOT) => io_failure(path, error),
        _ => Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{path} cannot be created: {}", plain(error)))
            .help("choose a folder that you may write to, with -o"),
    }
}

/// A plan that cannot be cut is asked to be.
pub(super) fn uncut(why: &str) -> Diagnostic {
    Diagnostic::new(Code::CANNOT_CUT, format!("this run cannot be cut into segments: {why}"))
        .help("run it in one piece, without --segment and --segments")
}

/// What is there was made of something else.
pub(super) fn other_recipe(folder: &Path, differences: &[String]) -> Diagnostic {
    let message =
        format!("the segments in {} were made of something else: {} differs", folder.display(), list(differences));
    Diagnostic::new(Code::OTHER_SEGMENTS, message)
        .help("give the arguments that they were made with, or remove the folder")
}

/// Segments that are asked for and not there.
pub(super) fn missing(folder: &Path, gaps: &[std::ops::Range<u64>]) -> Diagnostic {
    let name = |gap: &std::ops::Range<u64>| match (gap.start, gap.end) {
        (start, u64::MAX) => format!("{start} and what follows"),
        (start, end) if end == start + 1 => format!("{start}"),
        (start, end) => format!("{start} to {}", end - 1),
    };
    let first = gaps.first().map_or(0, |gap| gap.start);
    let end = gaps.first().map_or(1, |gap| if gap.end == u64::MAX { gap.start + 1 } else { gap.end });
    let missing = list(&gaps.iter().map(name).collect::<Vec<_>>());
    let message = format!("{} has not all segments: {missing} is missing", folder.display());
    Diagnostic::new(Code::SEGMENTS_MISSING, message)
        .help(format!("make what is missing with `fwr run … --segments {first}..{end}`, or all with `fwr run`"))
}

/// A segment's file is not what was written.
pub(super) fn damaged(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} is not as it was written: {}", path.display(), plain(error));
    Diagnostic::new(Code::SEGMENT_DAMAGED, message)
        .help("run the same command again: it makes this segment anew and keeps the others")
}

/// Words joined as people do.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
