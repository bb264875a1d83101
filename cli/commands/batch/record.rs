//! What a batch made in a folder, and of what: so that the same command again goes on where it stopped.
//!
//! Each folder with outputs has a hidden file with a line before and after each run. Outputs appear only when they are
//! complete, so one that is there and was not before its run began was made by it, whatever ended that run.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fwr_runtime::segments::{Key, content};
use serde::{Deserialize, Serialize};

/// The file, in each folder; no output can have this name, since it says nothing of a container.
const FILE: &str = ".batch.fwr";

/// A run to an output, which begins or has ended well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    /// The name of the output in its folder.
    output: String,
    recipe: Key,
    /// Whether it may have been made of damaged inputs.
    damaged: bool,
    /// The file that was there before, if there was one.
    before: Option<String>,
    /// The file that was made, once it is there.
    made: Option<String>,
}

/// What became of outputs before this run.
#[derive(Debug, Default)]
pub(super) struct Records {
    folders: HashMap<PathBuf, HashMap<String, Line>>,
}

/// What is there at the path of an output.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    /// What this run would make.
    Same,
    /// What was made before, by a recipe that differs in these.
    Other(Vec<String>),
    /// Something that no batch made.
    Foreign,
}

impl Records {
    /// What is at `output`, for a run of `recipe` that takes damaged inputs or not.
    pub(super) fn look(&mut self, output: &Path, recipe: &Key, allow_damaged: bool) -> There {
        let now = digest(output);
        // Images that are numbered have no file of that name.
        if now.is_none() && fs::symlink_metadata(output).is_err() {
            return There::Nothing;
        }
        let (folder, name) = place(output);
        let lines = self.folders.entry(folder.clone()).or_insert_with(|| read(&folder));
        let Some((line, now)) = lines.get(&name).zip(now) else { return There::Foreign };
        let is_ours = match &line.made {
            Some(made) => *made == now,
            None => line.before.as_ref() != Some(&now),
        };
        if !is_ours {
            return There::Foreign;
        }
        let mut differences = line.recipe.differences(recipe);
        if line.damaged && !allow_damaged {
            differences.push("whether damage is allowed".to_owned());
        }
        if differences.is_empty() { There::Same } else { There::Other(differences) }
    }
}

/// Notes that a run to `outputs` begins.
pub(super) fn begin(outputs: &[PathBuf], recipe: &Key, allow_damaged: bool) -> io::Result<()> {
    outputs.iter().try_for_each(|output| {
        let (before, made) = (digest(output), None);
        append(output, |output| Line { output, recipe: recipe.clone(), damaged: allow_damaged, before, made })
    })
}

/// Notes that the outputs are there.
pub(super) fn end(outputs: &[PathBuf], recipe: &Key, damaged: bool) -> io::Result<()> {
    outputs.iter().try_for_each(|output| {
        let made = digest(output);
        append(output, |output| Line { output, recipe: recipe.clone(), damaged, before: None, made })
    })
}

fn digest(path: &Path) -> Option<String> {
    content(path.to_str()?).ok()
}

fn append(output: &Path, line: impl FnOnce(String) -> Line) -> io::Result<()> {
    let (folder, name) = place(output);
    let mut text = serde_json::to_vec(&line(name))?;
    text.push(b'\n');
    // In one piece: another batch may write to the same file.
    let mut file = OpenOptions::new().create(true).append(true).open(folder.join(FILE))?;
    file.write_all(&text)?;
    file.sync_data()
}

/// The last line of each output; lines that are torn or of another version say nothing.
fn read(folder: &Path) -> HashMap<String, Line> {
    let bytes = fs::read(folder.join(FILE)).unwrap_or_default();
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    lines.map(|line| (line.output.clone(), line)).collect()
}

fn place(output: &Path) -> (PathBuf, String) {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (folder.to_owned(), output.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(graph: &str) -> Key {
        let key = serde_json::json!({ "versions": "1", "graph": graph, "inputs": [] });
        serde_json::from_value(key).expect("a key")
    }

    fn look(output: &Path, graph: &str) -> There {
        Records::default().look(output, &key(graph), false)
    }

    #[test]
    fn what_was_made_is_known_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("a.mkv");
        let outputs = [output.clone()];
        assert_eq!(look(&output, "1"), There::Nothing);
        fs::write(&output, "pictures").expect("writable");
        assert_eq!(look(&output, "1"), There::Foreign);
        begin(&outputs, &key("1"), false).expect("writable");
        assert_eq!(look(&output, "1"), There::Foreign, "nothing was made yet");
        fs::write(&output, "better pictures").expect("writable");
        assert_eq!(look(&output, "1"), There::Same, "it was made before the end was noted");
        end(&outputs, &key("1"), false).expect("writable");
        assert_eq!(look(&output, "1"), There::Same);
        assert_eq!(look(&output, "2"), There::Other(vec!["the graph or its params".to_owned()]));
        end(&outputs, &key("1"), true).expect("writable");
        assert!(matches!(look(&output, "1"), There::Other(_)));
        assert_eq!(Records::default().look(&output, &key("1"), true), There::Same);
        fs::write(&output, "cut by somebody").expect("writable");
        assert_eq!(look(&output, "1"), There::Foreign);
    }

    #[test]
    fn torn_lines_say_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("a.mkv");
        fs::write(&output, "pictures").expect("writable");
        end(std::slice::from_ref(&output), &key("1"), false).expect("writable");
        let file = folder.path().join(FILE);
        let whole = fs::read(&file).expect("readable");
        fs::write(&file, [&whole[..], &whole[..whole.len() / 2]].concat()).expect("writable");
        assert_eq!(look(&output, "1"), There::Same);
        fs::write(&file, &whole[..whole.len() / 2]).expect("writable");
        assert_eq!(look(&output, "1"), There::Foreign);
    }
}
