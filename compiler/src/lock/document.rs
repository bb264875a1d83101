//! The document: what is in a lock file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a recipe came to when it was locked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Form of this document: [`super::VERSION`].
    pub version: u32,
    /// The graph's file name, without folders.
    pub graph: String,
    /// The version of FrameWright that wrote it.
    pub framewright: String,
    /// The edition that the graph is read by.
    pub edition: String,
    /// What plans computed: [`super::PIXELS`].
    pub pixels: u32,
    /// The quality that was asked for, which decides where a clip makes for more choices.
    pub quality: String,
    /// The graph and the files and presets that it uses.
    #[serde(default)]
    pub files: Vec<LockedFile>,
    /// The filters and measures that it uses, its own and the library's, by name.
    #[serde(default)]
    pub definitions: Vec<Definition>,
    /// Its networks.
    #[serde(default)]
    pub models: Vec<LockedModel>,
    /// Which implementation does the work of filters that have several, in the order of the text.
    #[serde(default)]
    pub choices: Vec<LockedChoice>,
    /// Its uses of filters, each after those that it reads.
    #[serde(default)]
    pub steps: Vec<LockedStep>,
    /// What is encoded, and how.
    #[serde(default)]
    pub outputs: Vec<LockedOutput>,
    /// Its params.
    #[serde(default)]
    pub params: Params,
    /// The plan for the clips that it was locked with.
    #[serde(default)]
    pub plan: Option<LockedPlan>,
}

/// A file that says what happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedFile {
    /// Its path from the folder of the graph, or `presets/NAME.fwr`.
    pub path: String,
    /// Digest of what it says besides its filters, params and expectations.
    pub says: String,
}

/// The definition of a filter or measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name; `deinterlace/fill_field` is a part of the library's `deinterlace`.
    pub name: String,
    /// The file that defines it, as in [`LockedFile::path`], or `library`.
    pub from: String,
    /// Digest of the definition.
    pub says: String,
    /// Digest of its native code, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedModel {
    /// What the graph calls it.
    pub name: String,
    /// The file of its weights.
    pub file: String,
    /// SHA-256 of that file, as the graph declares it.
    pub sha256: String,
}

/// A use of a filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedStep {
    /// The filter.
    pub does: String,
    /// What it reads: `tape.video`, or `step 2`, counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// Its arguments, defaults filled in; `?` where the clip decides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
}

/// An encoded picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedOutput {
    /// What is encoded, as in [`LockedStep::of`].
    pub of: Vec<String>,
    /// The encoder's name in the library.
    pub encoder: String,
    /// Its settings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// The library that encodes, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether what is decoded from it is not what was encoded.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lossy: bool,
    /// Threads that a lossy encoder is given: what it writes depends on their number. A locked run keeps to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<u32>,
    /// The kinds of stream that are copied, if not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<Vec<String>>,
    /// The kinds of stream that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What does the work of a filter of which there are several implementations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedChoice {
    /// The filter and what it is inside of: `deinterlace`, `resize in sharpen_up`. The second of the same name is for
    /// the second such place.
    pub at: String,
    /// The implementation.
    pub by: String,
}

/// The values of a graph's params.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Those given on the command line, which a locked run is given too.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    /// Those left at what the graph says.
    #[serde(default)]
    pub default: BTreeMap<String, String>,
}

/// What a run does to pictures of given formats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedPlan {
    /// Digest of `ops`, and of which of them are encoded.
    pub fingerprint: String,
    /// The clips' formats.
    pub inputs: Vec<LockedInput>,
    /// What was measured on those clips. Another clip may have other values.
    #[serde(default)]
    pub measured: Vec<String>,
    /// As [`Lock::choices`], with what is known of these clips.
    #[serde(default)]
    pub choices: Vec<LockedChoice>,
    /// What is done, each after what it reads.
    pub ops: Vec<LockedOp>,
}

/// The picture of an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedInput {
    /// What the graph calls the input.
    pub name: String,
    /// The picture's format.
    pub format: String,
    /// Its number of frames, where known. Another clip may have another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<u64>,
}

/// One operation of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedOp {
    /// What it is called in the plan.
    pub does: String,
    /// The ops that it reads, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<u32>,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// The planes that a kernel leaves no others than, if it leaves any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planes: Option<String>,
    /// Digest of a kernel's pixel program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// The name of native code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// The format that it gives, where it is not that of what it reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gives: Option<String>,
    /// Why the compiler inserted it, if nobody asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inserted: Option<String>,
    /// What it runs on, where that changes pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}
