//! The journal of a run: what it works on, and each segment as it is complete.
//!
//! One JSON object a line, added at the end and synced. A line that is not whole was being written when the
//! power went: it and what follows do not count. The first line has the key.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::opening::Opening;

/// Version of the journal's form.
const VERSION: u32 = 1;

/// The file's name in the work folder.
pub(super) const NAME: &str = "journal.jsonl";

/// What a run of segments is, from its first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Start {
    version: u32,
    pub(super) key: Key,
    /// Frames of a segment, of each output.
    pub(super) frames: Vec<u64>,
    /// Threads of each encoder: another number may give other bits.
    pub(super) encoder_threads: u32,
}

impl Start {
    pub(super) fn new(key: Key, frames: Vec<u64>, encoder_threads: u32) -> Self {
        Self { version: VERSION, key, frames, encoder_threads }
    }
}

/// A segment of one output that is complete.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Frames that went into the encoder.
    pub(crate) frames: u64,
    /// Packets in its file, and bytes of it.
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    /// Checksum of the file.
    pub(crate) sum: u32,
    /// Whether the clip ends with it.
    pub(crate) ended: bool,
    /// Frames with closed captions that the encoder could not keep.
    #[serde(default)]
    pub(crate) lost_captions: u64,
    /// Whether an input was found to be damaged up to there.
    #[serde(default)]
    pub(crate) damaged: bool,
}

/// A line behind the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// What the first frame of an output says of all.
    Opening { output: u32, opening: Opening },
    /// A complete segment: a record for each output.
    Segment { number: u64, outputs: Vec<Record> },
}

/// What a journal says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub(super) start: Start,
    pub(super) openings: BTreeMap<u32, Opening>,
    pub(super) segments: BTreeMap<u64, Vec<Record>>,
    /// Bytes of the whole lines.
    whole: u64,
}

/// A journal that lines are added to.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
}

impl Journal {
    /// Begins a journal, unless another run has begun one meanwhile; gives what it says then.
    pub(super) fn begin(folder: &Path, start: &Start) -> io::Result<(Self, Told)> {
        let journal = Self { path: folder.join(NAME) };
        let mut file = journal.open()?;
        let told = match tell(&mut file)? {
            Some(told) => told,
            None => {
                file.set_len(0)?;
                put(&mut file, start)?;
                let (openings, segments) = (BTreeMap::new(), BTreeMap::new());
                Told { start: start.clone(), openings, segments, whole: 0 }
            }
        };
        Ok((journal, told))
    }

    /// What the journal in a folder says; `None` if there is none, or none of this version.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Told>> {
        match File::open(folder.join(NAME)) {
            Ok(mut file) => tell(&mut file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Notes a complete segment; on return the line is on the disk.
    pub(super) fn segment(&self, number: u64, outputs: Vec<Record>) -> io::Result<()> {
        self.add(&Line::Segment { number, outputs })
    }

    /// Notes what the first frame of an output says of all.
    pub(super) fn opening(&self, output: u32, opening: &Opening) -> io::Result<()> {
        self.add(&Line::Opening { output, opening: opening.clone() })
    }

    fn add(&self, line: &Line) -> io::Result<()> {
        let mut file = self.open()?;
        // What another run left torn would swallow this line.
        let Some(told) = tell(&mut file)? else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the journal is not there any more"));
        };
        file.set_len(told.whole)?;
        put(&mut file, line)
    }

    /// The file, locked against other runs until it is closed.
    fn open(&self) -> io::Result<File> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        super::folder::lock(&file, libc::LOCK_EX)?;
        Ok(file)
    }
}

/// Adds a line at the end.
fn put(file: &mut File, line: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    file.seek(SeekFrom::End(0))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What a file says, as far as its lines are whole.
fn tell(file: &mut File) -> io::Result<Option<Told>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    let Some(first) = lines.next() else { return Ok(None) };
    let Ok(start) = serde_json::from_slice::<Start>(first) else { return Ok(None) };
    if start.version != VERSION {
        return Ok(None);
    }
    let outputs = start.frames.len();
    let mut told = Told { start, openings: BTreeMap::new(), segments: BTreeMap::new(), whole: first.len() as u64 };
    for line in lines {
        match serde_json::from_slice(line) {
            Ok(Line::Opening { output, opening }) => drop(told.openings.insert(output, opening)),
            Ok(Line::Segment { number, outputs: records }) if records.len() == outputs => {
                told.segments.insert(number, records);
            }
            _ => break,
        }
        told.whole += line.len() as u64;
    }
    Ok(Some(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Start {
        Start::new(Key::of_test("a"), vec![250], 2)
    }

    fn record(frames: u64) -> Record {
        let (packets, bytes, sum) = (frames, frames * 100, frames as u32);
        Record { frames, packets, bytes, sum, ended: false, lost_captions: 0, damaged: false }
    }

    #[test]
    fn lines_are_read_back_and_another_run_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(Journal::read(folder.path()).expect("readable"), None);
        let (journal, told) = Journal::begin(folder.path(), &start()).expect("a journal");
        assert!(told.segments.is_empty());
        journal.segment(0, vec![record(250)]).expect("room");
        journal.segment(4, vec![record(17)]).expect("room");
        let (_, told) = Journal::begin(folder.path(), &start()).expect("the same journal");
        assert_eq!(told.start, start());
        assert_eq!(told.segments.into_iter().collect::<Vec<_>>(), [(0, vec![record(250)]), (4, vec![record(17)])]);
    }

    #[test]
    fn a_journal_that_is_torn_anywhere_tells_what_was_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let (journal, _) = Journal::begin(folder.path(), &start()).expect("a journal");
        (0..3).for_each(|number| journal.segment(number, vec![record(number)]).expect("room"));
        let path = folder.path().join(NAME);
        let whole = std::fs::read(&path).expect("a journal");
        let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
        // Around every end of a line, and here and there between.
        let near = |cut: &usize| ends.iter().any(|end| cut.abs_diff(*end) < 3);
        for cut in (0..=whole.len()).filter(|cut| cut % 41 == 0 || near(cut)) {
            for torn in [&b""[..], b"\0\0\0\0", b"{\"segment\":\n"] {
                let mut bytes = whole[..cut].to_vec();
                bytes.extend(torn);
                std::fs::write(&path, bytes).expect("writable");
                let lines = ends.iter().filter(|end| **end < cut).count();
                let told = Journal::read(folder.path()).expect("readable");
                assert_eq!(told.as_ref().map_or(0, |told| told.segments.len() + 1), lines, "cut at {cut}");
                if told.is_some() {
                    journal.segment(9, vec![record(9)]).expect("room");
                    let told = Journal::read(folder.path()).expect("readable").expect("a journal");
                    assert_eq!(told.segments.len(), lines, "what was torn is gone, cut at {cut}");
                    assert!(told.segments.contains_key(&9));
                }
            }
        }
    }

    #[test]
    fn runs_at_once_lose_no_line() {
        let folder = tempfile::tempdir().expect("a folder");
        Journal::begin(folder.path(), &start()).expect("a journal");
        std::thread::scope(|scope| {
            for run in 0..4 {
                let folder = folder.path();
                scope.spawn(move || {
                    let (journal, _) = Journal::begin(folder, &start()).expect("the journal");
                    (0..25).for_each(|at| journal.segment(run * 25 + at, vec![record(at)]).expect("room"));
                });
            }
        });
        let told = Journal::read(folder.path()).expect("readable").expect("a journal");
        assert_eq!(told.segments.len(), 100);
    }
}
