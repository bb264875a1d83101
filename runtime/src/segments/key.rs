//! What segments were made of: the same key means the same packets.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use fwr_compiler::lock::{PIXELS, digest};
use fwr_compiler::plan::{Plan, PlanOutput};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::media::{Sequence, encoder_build};

/// Bytes at the beginning and end of a file that stand for all of it, with its length.
const LOOKED_AT: u64 = 1 << 20;

/// Fields of ops that do not change a packet.
const WITHOUT_EFFECT: &[&str] = &["line", "inserted", "buffered_frames", "pin"];

/// Digests of all that decides about the packets of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The program, its pixels and the encoders.
    versions: String,
    /// The ops and outputs of the plan.
    graph: String,
    /// Each input by its name in the graph.
    inputs: Vec<(String, String)>,
}

impl Key {
    /// The key of a run of `plan`.
    ///
    /// # Errors
    /// If an input cannot be read.
    pub fn of(plan: &Plan) -> io::Result<Self> {
        let mut inputs = Vec::with_capacity(plan.inputs.len());
        for input in &plan.inputs {
            inputs.push((input.name.clone(), content(&input.path)?));
        }
        Ok(Self { versions: versions(plan), graph: digest(recipe(plan).to_string()), inputs })
    }

    /// What is different now, in words; empty if nothing is.
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut found = Vec::new();
        if self.versions != now.versions {
            found.push(format!("the version ({} then, {} now)", self.versions, now.versions));
        }
        if self.graph != now.graph {
            found.push("the graph or its params".to_owned());
        }
        if self.inputs != now.inputs {
            let same = |input: &(String, String)| self.inputs.contains(input);
            let names: Vec<&str> =
                now.inputs.iter().filter(|input| !same(input)).map(|(name, _)| name.as_str()).collect();
            match names.as_slice() {
                [] => found.push("the inputs".to_owned()),
                names => found.push(format!("what is in the file of {}", names.join(", "))),
            }
        }
        found
    }

    /// The program and the encoders that it stands for.
    pub(super) fn versions(&self) -> &str {
        &self.versions
    }

    #[cfg(test)]
    pub(super) fn of_test(graph: &str) -> Self {
        Self { versions: "1".to_owned(), graph: graph.to_owned(), inputs: vec![("tape".to_owned(), "1".to_owned())] }
    }
}

/// The plan as far as it decides about packets, without the places of files.
fn recipe(plan: &Plan) -> Value {
    let output =
        |output: &PlanOutput| json!([output.container, output.video.op, output.video.encoder, output.video.args]);
    let mut recipe = json!({
        "ops": plan.ops,
        "excerpt": plan.excerpt,
        "outputs": plan.outputs.iter().map(output).collect::<Vec<_>>(),
    });
    strip(&mut recipe);
    recipe
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !WITHOUT_EFFECT.contains(&name.as_str()));
            // Arguments have names of their own, and every one of them counts.
            fields.iter_mut().filter(|(name, _)| *name != "args").for_each(|(_, value)| strip(value));
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn versions(plan: &Plan) -> String {
    let mut parts = vec![format!("fwr {}, pixels {PIXELS}", env!("CARGO_PKG_VERSION"))];
    for output in &plan.outputs {
        let build = encoder_build(&output.video.encoder, 1).map_or_else(String::new, |build| build.by);
        if !parts.contains(&build) {
            parts.push(build);
        }
    }
    parts.join(", ")
}

/// The digest of a file by its length, beginning and end: a MiB each; of a sequence by all its images.
///
/// # Errors
/// If it cannot be read.
pub fn content(path: &str) -> io::Result<String> {
    if let Ok(Some(images)) = Sequence::of(path) {
        return Ok(digest(images.content()?));
    }
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut looked_at = length.to_le_bytes().to_vec();
    file.by_ref().take(LOOKED_AT).read_to_end(&mut looked_at)?;
    if length > LOOKED_AT {
        file.seek(SeekFrom::Start((length - LOOKED_AT).max(LOOKED_AT)))?;
        file.by_ref().take(LOOKED_AT).read_to_end(&mut looked_at)?;
    }
    Ok(digest(looked_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_length_beginning_and_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tape").display().to_string();
        let of = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("writable");
            content(&path).expect("readable")
        };
        let mut bytes = vec![1; 3 << 20];
        let first = of(&bytes);
        assert_eq!(of(&bytes), first);
        bytes[0] = 2;
        assert_ne!(of(&bytes), first);
        bytes[0] = 1;
        *bytes.last_mut().expect("bytes") = 2;
        assert_ne!(of(&bytes), first);
        assert_ne!(of(&vec![1; (3 << 20) + 1]), first);
        assert_ne!(of(&[1; 5]), of(&[1; 6]));
    }

    #[test]
    fn what_changed_is_told_in_words() {
        let (then, mut now) = (Key::of_test("a"), Key::of_test("b"));
        assert!(then.differences(&then).is_empty());
        assert_eq!(then.differences(&now), ["the graph or its params"]);
        now.inputs[0].1 = "2".to_owned();
        now.graph = "a".to_owned();
        assert_eq!(then.differences(&now), ["what is in the file of tape"]);
    }

    #[test]
    fn where_an_op_stands_in_the_text_does_not_count() {
        let mut value = json!({ "ops": [{ "line": 3, "kind": { "inserted": "a", "args": { "line": 1 } } }] });
        strip(&mut value);
        assert_eq!(value, json!({ "ops": [{ "kind": { "args": { "line": 1 } } }] }));
    }
}
