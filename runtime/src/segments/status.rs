//! What is there of a run that was stopped, or is made in parts.

use std::path::{Path, PathBuf};

use fwr_compiler::diagnostics::Diagnostic;
use serde::Serialize;

use super::folder::WorkFolder;
use super::journal::Journal;
use super::refusals;

/// What a work folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The folder.
    pub folder: String,
    /// Whether a run works there now.
    pub in_use: bool,
    /// Frames of each output in a segment.
    pub frames: Vec<u64>,
    /// Numbers of the complete segments, in order.
    pub complete: Vec<u64>,
    /// How many there are in all; `None` before the last one is made.
    pub all: Option<u64>,
    /// Frames that are complete, of the first output.
    pub frames_complete: u64,
    /// Bytes of the complete segments.
    pub bytes: u64,
    /// What they were made with.
    pub made_with: String,
}

/// What is there of the run that writes `output`, or in `output` if that is a work folder; `None` if nothing is.
///
/// # Errors
/// E1103 if the folder cannot be read.
pub fn status(output: &Path) -> Result<Option<Status>, Diagnostic> {
    let folder = folder_of(output);
    let told = Journal::read(&folder).map_err(|error| refusals::folder(&folder.display().to_string(), &error))?;
    let Some(told) = told else { return Ok(None) };
    let outputs = 0..told.start.frames.len();
    let end = |output: usize| {
        let mut ended = told.segments.iter().filter(|(_, records)| records[output].ended);
        ended.next().map(|(number, _)| number + 1)
    };
    let ends: Option<Vec<u64>> = outputs.map(end).collect();
    let all = ends.and_then(|ends| ends.into_iter().max());
    let records = || told.segments.iter().filter(|(number, _)| all.is_none_or(|all| **number < all));
    Ok(Some(Status {
        in_use: WorkFolder::is_used(&folder),
        folder: folder.display().to_string(),
        complete: records().map(|(number, _)| *number).collect(),
        all,
        frames_complete: records().filter_map(|(_, records)| Some(records.first()?.frames)).sum(),
        bytes: records().flat_map(|(_, records)| records).map(|record| record.bytes).sum(),
        made_with: told.start.key.versions().to_owned(),
        frames: told.start.frames,
    }))
}

fn folder_of(output: &Path) -> PathBuf {
    if output.is_dir() {
        return output.to_owned();
    }
    // As the run resolves it: through links, relative to where it is asked from.
    let whole = std::fs::canonicalize(output).or_else(|_| {
        let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::canonicalize(folder).map(|folder| folder.join(output.file_name().unwrap_or_default()))
    });
    let folder = WorkFolder::beside(&whole.unwrap_or_else(|_| output.to_owned()));
    // Shown as it was asked for where that is the same.
    let near = WorkFolder::beside(output);
    if near.is_dir() { near } else { folder }
}
