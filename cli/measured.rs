//! Measures of whole clips, kept for the next time that the same is asked of the same file.
//!
//! What is asked is written down in full beside each value: the steps that lead to the frames, the measure with its
//! arguments, the version, and of each file its length, when it was last written to, and pieces of what is in it. A value
//! counts only if all of that is the same.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process;
use std::time::UNIX_EPOCH;

use fwr_compiler::elaborate::Measured;
use fwr_compiler::plan::{Look, Op, OpId, OpKind, Survey};
use fwr_runtime::{Checkpoint, Checkpoints};
use serde_json::{Value, json};

use crate::machines;

/// Version of the form of what is kept.
const VERSION: u32 = 1;
/// Bytes at the beginning and at the end of a file that are looked at.
const ENDS: u64 = 1 << 20;
/// Pieces between them, and bytes of each.
const PIECES: (u64, u64) = (16, 1 << 16);

/// Where measures are kept.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    folder: Option<PathBuf>,
    /// Whether what earlier runs have kept is left alone.
    unread: bool,
}

/// Where measures are kept that are not finished, with what is asked by the keys of the looks.
pub(crate) struct Halfway<'a> {
    pub(crate) kept: &'a Kept,
    pub(crate) questions: &'a [(String, Value)],
}

impl Kept {
    /// In the user's folder for what can be made again, if there is one.
    pub(crate) fn in_folder() -> Self {
        Self { folder: machines::cache_folder().map(|folder| folder.join("measures")), unread: false }
    }

    /// The same, which keeps what is measured and looks at nothing that is there.
    pub(crate) fn unread(self) -> Self {
        Self { unread: true, ..self }
    }

    /// What was measured when the same was asked.
    pub(crate) fn find(&self, asked: &Value) -> Option<Measured> {
        serde_json::from_value(self.answer(&self.file(asked)?, asked)?["measured"].take()).ok()
    }

    /// What a file has, if it is about what is asked.
    fn answer(&self, file: &Path, asked: &Value) -> Option<Value> {
        let text = fs::read(file).ok().filter(|_| !self.unread)?;
        serde_json::from_slice(&text).ok().filter(|kept: &Value| kept["asked"] == *asked)
    }

    /// Keeps what was measured, whole or not at all.
    pub(crate) fn keep(&self, asked: &Value, measured: &Measured) {
        let Some(file) = self.file(asked) else { return };
        write(&file, &format!("{:#}\n", json!({ "asked": asked, "measured": measured })));
        let _ = fs::remove_file(halfway(&file));
    }

    fn file(&self, asked: &Value) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{:016x}.json", fnv(asked.to_string().as_bytes()))))
    }
}

impl Halfway<'_> {
    fn file(&self, look: &Look) -> Option<(PathBuf, &Value)> {
        let (_, asked) = self.questions.iter().find(|(key, _)| *key == look.key)?;
        Some((halfway(&self.kept.file(asked)?), asked))
    }
}

impl Checkpoints for Halfway<'_> {
    fn find(&self, look: &Look) -> Option<Checkpoint> {
        let (file, asked) = self.file(look)?;
        let mut kept = self.kept.answer(&file, asked)?;
        let known = serde_json::from_value(kept["known"].take()).ok()?;
        Some(Checkpoint { frames: kept["frames"].as_u64()?, known })
    }

    fn keep(&self, look: &Look, checkpoint: &Checkpoint) {
        let Some((file, asked)) = self.file(look) else { return };
        let Checkpoint { frames, known } = checkpoint;
        write(&file, &json!({ "asked": asked, "frames": frames, "known": known }).to_string());
    }
}

/// Where a measure is kept that is not finished.
fn halfway(file: &Path) -> PathBuf {
    file.with_extension("halfway")
}

/// Writes a file whole or not at all; if it cannot be, only time is lost.
fn write(file: &Path, text: &str) {
    let written = || -> io::Result<()> {
        fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        let part = file.with_extension(format!("{}.part", process::id()));
        fs::write(&part, text).and_then(|()| fs::rename(&part, file)).inspect_err(|_| drop(fs::remove_file(&part)))
    };
    if let Err(error) = written() {
        tracing::info!("a measure is not kept in {}: {error}", file.display());
    }
}

/// All that a measure depends on; `None` if a file cannot be told from others.
pub(crate) fn asked(survey: &Survey, look: &Look) -> Option<Value> {
    let mut steps: Vec<&Op> = Vec::new();
    look.ops.iter().for_each(|op| gather(survey, *op, &mut steps));
    let mut files = Vec::new();
    for op in &steps {
        if let OpKind::Decode { input, .. } = op.kind {
            files.push(json!({ "input": input, "file": content(&survey.plan.inputs.get(input)?.path)? }));
        }
    }
    let repeats = survey.plan.repeats;
    Some(json!({
        "version": VERSION,
        "fwr": env!("CARGO_PKG_VERSION"),
        "build": build(),
        "measure": look.measure,
        "args": look.args,
        "quick": look.quick,
        "repeats": repeats,
        "files": files,
        "steps": steps,
        "looked_at": look.ops,
    }))
}

/// What tells this program from one that measures otherwise.
fn build() -> Option<Value> {
    let facts = std::env::current_exe().and_then(fs::metadata).ok()?;
    let written = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(json!({ "bytes": facts.len(), "written": written.as_nanos().to_string() }))
}

/// The ops that lead to `op`, and itself, each once and after those it reads.
fn gather<'a>(survey: &'a Survey, op: OpId, steps: &mut Vec<&'a Op>) {
    let op = &survey.plan.ops[op.0 as usize];
    if steps.iter().any(|known| known.id == op.id) {
        return;
    }
    op.inputs.iter().for_each(|input| gather(survey, *input, steps));
    steps.push(op);
}

/// What tells the content of a file.
fn content(path: &str) -> Option<Value> {
    let mut file = File::open(path).ok()?;
    let facts = file.metadata().ok().filter(fs::Metadata::is_file)?;
    let written = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let length = facts.len();
    let mut places = vec![(0, ENDS), (length.saturating_sub(ENDS), ENDS)];
    places.extend((1..=PIECES.0).map(|piece| (length / (PIECES.0 + 1) * piece, PIECES.1)));
    let mut bytes = Vec::new();
    for (at, length) in places {
        file.seek(SeekFrom::Start(at)).ok()?;
        (&mut file).take(length).read_to_end(&mut bytes).ok()?;
    }
    Some(
        json!({ "bytes": length, "written": written.as_nanos().to_string(), "pieces": format!("{:016x}", fnv(&bytes)) }),
    )
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo), eight bytes at a time where there are as many.
fn fnv(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let chunks = bytes.chunks_exact(8);
    let rest = chunks.remainder();
    let whole = chunks.fold(0xcbf2_9ce4_8422_2325, |hash: u64, chunk| {
        let word = chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        // The upper half comes down, or the upper bits of each word would be lost.
        let hash = (hash ^ word).wrapping_mul(PRIME);
        hash ^ hash >> 32
    });
    rest.iter().fold(whole, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("clip.mkv");
        let text = path.to_str().expect("text");
        let mut bytes: Vec<u8> = (0..5_000_000_u32).map(|at| ((at * 7) >> 3) as u8).collect();
        fs::write(&path, &bytes).expect("writable");
        let written = fs::metadata(&path).and_then(|facts| facts.modified()).expect("there");
        let first = content(text).expect("a file");
        for at in [0, 1 << 19, 4_999_999] {
            bytes[at] ^= 0x80;
            fs::write(&path, &bytes).expect("writable");
            File::options().append(true).open(&path).and_then(|file| file.set_modified(written)).expect("writable");
            assert_ne!(content(text), Some(first.clone()), "byte {at}");
            bytes[at] ^= 0x80;
        }
        fs::write(&path, &bytes).expect("writable");
        File::options().append(true).open(&path).and_then(|file| file.set_modified(written)).expect("writable");
        assert_eq!(content(text), Some(first));
        assert_eq!(content("/dev/null"), None);
    }

    #[test]
    fn what_is_kept_is_found_only_for_the_same_question() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept { folder: Some(folder.path().join("measures")), unread: false };
        let value = fwr_compiler::types::Constant::Bool(true);
        let measured = Measured { value, frames: 7, tally: Default::default() };
        let asked = json!({ "measure": "brightness" });
        assert_eq!(kept.find(&asked), None);
        kept.keep(&asked, &measured);
        assert_eq!(kept.find(&asked), Some(measured));
        assert_eq!(kept.find(&json!({ "measure": "flicker" })), None);
        let unread = Kept { folder: kept.folder.clone(), ..Kept::default() }.unread();
        assert_eq!(unread.find(&asked), None);
        fs::write(kept.file(&asked).expect("a file"), "{ half").expect("writable");
        assert_eq!(kept.find(&asked), None);
    }

    #[test]
    fn what_is_half_measured_is_found_until_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept { folder: Some(folder.path().to_owned()), unread: false };
        let questions = [("a".to_owned(), json!({ "measure": "brightness" }))];
        let halfway = Halfway { kept: &kept, questions: &questions };
        let (measure, args, ops) = ("brightness".to_owned(), Default::default(), vec![OpId(0)]);
        let look = Look { key: "a".to_owned(), measure, args, ops, quick: None, tables: 0 };
        let checkpoint = Checkpoint { frames: 7, known: vec![u64::MAX, 0, f64::NAN.to_bits(), (-0.1_f64).to_bits()] };
        assert_eq!(halfway.find(&look), None);
        halfway.keep(&look, &checkpoint);
        assert_eq!(halfway.find(&look), Some(checkpoint));
        assert_eq!(halfway.find(&Look { key: "b".to_owned(), ..look.clone() }), None);
        let value = fwr_compiler::types::Constant::Bool(true);
        kept.keep(&questions[0].1, &Measured { value, frames: 9, tally: Default::default() });
        assert_eq!(halfway.find(&look), None);
        assert_eq!(fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(1));
    }
}
