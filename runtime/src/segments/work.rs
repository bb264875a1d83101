//! What of a run is there already, and what is still to be done.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::Plan;

use super::folder::{Use, WorkFolder};
use super::journal::{Journal, Record, Start, Told};
use super::key::Key;
use super::opening::Opening;
use super::{Length, Segments, SegmentsReport, Task, cuts, refusals};
use crate::media::io_failure;
use crate::output::is_stdout;

/// Frames of a segment where nobody says anything and a cut is needed.
const USUAL: u64 = 250;

/// The work of one run: locked folders, and segments if it is cut.
pub(crate) struct Work {
    folders: Vec<WorkFolder>,
    usage: Use,
    task: Task,
    pub(super) cut: Option<Cut>,
    notes: Vec<String>,
}

/// How a run is cut, and what is complete.
pub(super) struct Cut {
    /// Frames of each output in a segment.
    pub(super) frames: Vec<u64>,
    encoder_threads: u32,
    /// Segments there are to be, as far as is known.
    expected: Option<u64>,
    /// Segments that were complete before this run.
    kept: u64,
    journal: Journal,
    state: Mutex<State>,
}

/// What is complete.
#[derive(Default)]
pub(super) struct State {
    pub(super) openings: BTreeMap<u32, Opening>,
    pub(super) segments: BTreeMap<u64, Vec<Record>>,
    /// Segments that some outputs have and others not yet.
    pending: BTreeMap<u64, Vec<Option<Record>>>,
    /// For each output, the segment with which it ends.
    ended: Vec<Option<u64>>,
}

/// One way through the graph: which segments are made, and whether the outputs are written with them.
#[derive(Clone)]
pub(crate) struct Pass<'a> {
    pub(crate) work: &'a Work,
    /// What is made anew, up to `u64::MAX` where the end is not known.
    pub(crate) span: Range<u64>,
    pub(crate) writes: bool,
}

impl Work {
    /// Locks the folders of a run of `plan` to `destinations`, and looks at what is there.
    ///
    /// # Errors
    /// E1109 if another run writes one of them, E1103 if there can be no folder, E1221 if the plan cannot be cut and
    /// is asked to be, E1222 if what is there is of another recipe and the task depends on it.
    pub(crate) fn open(
        plan: &Plan,
        segments: &Segments,
        (encoder_threads, allow_damaged): (u32, bool),
        destinations: &[PathBuf],
    ) -> Result<Self, Diagnostic> {
        let usage = if matches!(segments.task, Task::Part(_)) { Use::Shared } else { Use::Alone };
        let mut work = Self { folders: Vec::new(), usage, task: segments.task.clone(), cut: None, notes: Vec::new() };
        if let Some(piped) = plan.outputs.iter().find(|output| is_stdout(&output.path)) {
            if segments.task != Task::Whole || segments.length.is_some() {
                return Err(refusals::uncut(&format!("what is written to {} cannot be taken back", piped.path)));
            }
            return Ok(work);
        }
        for (destination, output) in destinations.iter().zip(&plan.outputs) {
            let path = WorkFolder::beside(destination);
            let opened = WorkFolder::open(&path, usage).map_err(|error| refusals::folder(&output.path, &error));
            match opened.and_then(|folder| folder.ok_or_else(|| refusals::in_use(&output.path))) {
                Ok(folder) => work.folders.push(folder),
                Err(found) => return Err(work.end_with(found)),
            }
        }
        match work.look(plan, segments, encoder_threads, allow_damaged) {
            Ok(()) => Ok(work),
            Err(found) => Err(work.end_with(found)),
        }
    }

    fn look(
        &mut self,
        plan: &Plan,
        segments: &Segments,
        encoder_threads: u32,
        allow_damaged: bool,
    ) -> Result<(), Diagnostic> {
        let Some(main) = self.folders.first().map(|folder| folder.path().to_owned()) else { return Ok(()) };
        let io = |error: std::io::Error| refusals::folder(&plan.outputs[0].path, &error);
        if segments.fresh {
            self.clear().map_err(io)?;
        }
        let told = Journal::read(&main).map_err(io)?;
        let told = told.filter(|told| told.start.frames.len() == plan.outputs.len());
        let whole = segments.task == Task::Whole;
        let frames = match (segments.length, &told, segments.usual) {
            (Some(length), _, _) => cuts::frames(plan, length),
            (None, Some(told), _) => told.start.frames.clone(),
            (None, None, Some(usual)) => cuts::frames(plan, Length::Frames(usual)),
            (None, None, None) if whole => Vec::new(),
            (None, None, None) => cuts::frames(plan, Length::Frames(USUAL)),
        };
        let wanted = !frames.is_empty() && (!whole || told.is_some() || cuts::is_longer(plan, &frames));
        let obstacle = if wanted { cuts::obstacle(plan) } else { None };
        match &obstacle {
            Some(why) if !whole || segments.length.is_some() => return Err(refusals::uncut(why)),
            None if wanted => {}
            _ => return if whole { self.clear().map_err(io) } else { Ok(()) },
        }
        let key = Key::of(plan).map_err(|error| {
            Diagnostic::new(Code::INPUT_UNREADABLE, format!("an input cannot be read: {error}"))
                .help("check that the files are there and may be read")
        })?;
        let mut start = Start::new(key, frames, encoder_threads);
        if let Some(told) = &told {
            start.encoder_threads = told.start.encoder_threads;
            let mut differences = told.start.key.differences(&start.key);
            if told.start.frames != start.frames {
                differences.push("the length of segments".to_owned());
            }
            if !differences.is_empty() {
                if !whole {
                    return Err(refusals::other_recipe(&main, &differences));
                }
                let of_what = refusals::list(&differences);
                let lost = told.segments.len();
                if lost > 0 {
                    self.notes.push(format!("starting over: {of_what} changed since {} made", segments_were(lost)));
                }
                self.clear().map_err(io)?;
            }
        }
        let (journal, told) = Journal::begin(&main, &start).map_err(io)?;
        let Told { start, openings, mut segments, .. } = told;
        segments.retain(|number, records| self.is_whole(*number, records, allow_damaged));
        if whole {
            self.tidy(&segments).map_err(io)?;
        }
        let mut state = State { openings, ended: vec![None; plan.outputs.len()], ..State::default() };
        state.segments = segments;
        state.find_ends();
        let kept = state.segments.len() as u64;
        let (frames, encoder_threads) = (start.frames, start.encoder_threads);
        let expected = cuts::expected(plan, &frames);
        if kept > 0 && whole {
            let first = state.gaps(None).first().map_or(0, |gap| gap.start);
            let of = expected.map_or_else(String::new, |all| format!(" of {}", all.max(kept)));
            self.notes.push(format!("going on at frame {}: {kept}{of} segments are there", first * frames[0]));
        }
        self.cut = Some(Cut { frames, encoder_threads, expected, kept, journal, state: Mutex::new(state) });
        Ok(())
    }

    /// What a person should know before it goes on.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Frames of the first output that are there, before the first that is missing.
    pub(crate) fn frames_kept(&self) -> u64 {
        let Some(cut) = self.cut.as_ref().filter(|_| self.task == Task::Whole) else { return 0 };
        let state = cut.state();
        let until = state.gaps(None).first().map_or(u64::MAX, |gap| gap.start);
        state.segments.range(..until).filter_map(|(_, records)| Some(records.first()?.frames)).sum()
    }

    /// Threads of each encoder, where segments that are there decide about it.
    pub(crate) fn encoder_threads(&self) -> Option<u32> {
        self.cut.as_ref().map(|cut| cut.encoder_threads)
    }

    /// The folder of an output, for what is not complete.
    pub(crate) fn folder(&self, output: usize) -> Option<&Path> {
        self.folders.get(output).map(WorkFolder::path)
    }

    /// What is to be done, one way through the graph after another; the last writes, unless nothing is to be written.
    ///
    /// # Errors
    /// E1223 if the task is to join, and segments are missing.
    pub(crate) fn passes(&self) -> Result<Vec<Pass<'_>>, Diagnostic> {
        let pass = |span, writes| Pass { work: self, span, writes };
        let Some(cut) = &self.cut else { return Ok(vec![pass(0..u64::MAX, true)]) };
        let state = cut.state();
        match &self.task {
            Task::Whole => {
                let mut gaps = state.gaps(None);
                let last = gaps.pop().unwrap_or(0..0);
                let mut passes: Vec<_> = gaps.into_iter().map(|gap| pass(gap, false)).collect();
                passes.push(pass(last, true));
                Ok(passes)
            }
            Task::Part(range) => Ok(state.gaps(Some(range)).into_iter().map(|gap| pass(gap, false)).collect()),
            Task::Join => match state.gaps(None) {
                gaps if gaps.is_empty() => Ok(vec![pass(0..0, true)]),
                gaps => Err(refusals::missing(self.folders[0].path(), &gaps)),
            },
        }
    }

    /// Notes what the first frame of an output, whose path is `path`, says of all.
    pub(crate) fn set_opening(&self, output: usize, opening: Option<Opening>, path: &str) -> Result<(), Diagnostic> {
        match (&self.cut, opening) {
            (Some(cut), Some(opening)) => cut.set_opening(output, &opening).map_err(|error| io_failure(path, &error)),
            _ => Ok(()),
        }
    }

    /// What became of the segments; `None` if the run is not cut.
    pub(crate) fn report(&self) -> Option<SegmentsReport> {
        let cut = self.cut.as_ref()?;
        let complete = cut.state().segments.len() as u64;
        let folder = self.folders[0].path().display().to_string();
        Some(SegmentsReport { frames: cut.frames.clone(), complete, kept: cut.kept, folder })
    }

    /// Removes what is not needed any more, once the outputs are there; parts stay.
    pub(crate) fn finish(self) {
        if !matches!(self.task, Task::Part(_)) {
            self.remove();
        }
    }

    /// Keeps what is complete, and says in `found`, because of which the run ended, how to go on.
    pub(crate) fn end_with(self, found: Diagnostic) -> Diagnostic {
        let Some(cut) = &self.cut else {
            // Not looked at: what is there may be another command's.
            if self.is_empty() {
                self.remove();
            }
            return found;
        };
        let state = cut.state();
        let complete = state.segments.len() as u64;
        if complete == 0 {
            drop(state);
            if self.usage == Use::Alone || self.is_deserted() {
                self.remove();
            }
            return found;
        }
        let first = state.gaps(None).first().map_or(0, |gap| gap.start * cut.frames[0]);
        let of = cut.expected.map_or_else(String::new, |all| format!(" of {}", all.max(complete)));
        let folder = self.folders[0].path().display();
        let kept = format!("{complete}{of} segments are complete and kept in {folder}");
        if found.code == Code::INTERRUPTED {
            let message = format!("stopped; {kept}: the same command goes on at frame {first}");
            return Diagnostic::new(Code::INTERRUPTED, message)
                .help("run the same command again to go on, or with --fresh to start over");
        }
        let help = found.help.as_ref().map_or_else(String::new, |help| format!("{help}; "));
        found.help(format!("{help}{kept}, and the same command goes on at frame {first}"))
    }

    /// Whether the files of a segment are there, and may be used.
    fn is_whole(&self, number: u64, records: &[Record], allow_damaged: bool) -> bool {
        self.folders.iter().zip(records).all(|(folder, record)| {
            let path = file_of(folder.path(), number);
            let there = record.bytes == 0 || std::fs::metadata(path).is_ok_and(|file| file.len() == record.bytes);
            there && (allow_damaged || !record.damaged)
        })
    }

    /// Removes files of work that was not finished.
    fn tidy(&self, segments: &BTreeMap<u64, Vec<Record>>) -> std::io::Result<()> {
        for folder in &self.folders {
            folder.keep_only(|name| {
                name == super::journal::NAME || segments.keys().any(|number| name == name_of(*number))
            })?;
        }
        Ok(())
    }

    fn clear(&self) -> std::io::Result<()> {
        self.folders.iter().try_for_each(WorkFolder::clear)
    }

    /// Whether nothing but the lock is in the folders.
    fn is_empty(&self) -> bool {
        self.usage == Use::Alone && self.folders.iter().all(WorkFolder::is_empty)
    }

    /// Whether no other run works here, and none has left anything.
    fn is_deserted(&self) -> bool {
        let empty = |folder: &WorkFolder| {
            folder.take_alone()
                && Journal::read(folder.path()).is_ok_and(|told| told.is_none_or(|told| told.segments.is_empty()))
        };
        self.folders.iter().all(empty)
    }

    fn remove(self) {
        for folder in self.folders {
            let path = folder.path().to_owned();
            if let Err(error) = folder.remove() {
                tracing::warn!("{} cannot be removed: {error}", path.display());
            }
        }
    }

    pub(super) fn sync(&self, output: usize) {
        self.folders[output].sync();
    }
}

impl Pass<'_> {
    /// The frames of an output that are not needed, and how many to ask for after them; `None` for all.
    ///
    /// One more is asked for than is made, where that says whether the clip goes on.
    pub(crate) fn stretch(&self, output: usize) -> (u64, Option<u64>) {
        let Some(cut) = &self.work.cut else { return (0, None) };
        let frames = cut.frames[output];
        let skipped = self.span.start.saturating_mul(frames);
        if self.span.end == u64::MAX {
            return (skipped, None);
        }
        let made = (self.span.end - self.span.start).saturating_mul(frames);
        let more = !self.span.is_empty() && !cut.state().segments.contains_key(&self.span.end);
        (skipped, Some(made + u64::from(more)))
    }

    /// Whether the first frames have to be looked at, because segments begin behind them.
    pub(crate) fn lacks_openings(&self) -> bool {
        let Some(cut) = &self.work.cut else { return false };
        self.span.start > 0 && cut.state().openings.len() < cut.frames.len()
    }
}

impl Cut {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_opening(&self, output: usize, opening: &Opening) -> std::io::Result<()> {
        if self.state().openings.insert(output as u32, opening.clone()).as_ref() == Some(opening) {
            return Ok(());
        }
        self.journal.opening(output as u32, opening)
    }

    /// Notes that an output has a segment; the journal has it once all outputs do.
    pub(super) fn done(&self, output: usize, number: u64, record: Record) -> std::io::Result<()> {
        let mut state = self.state();
        if record.ended {
            let end = &mut state.ended[output];
            *end = Some(end.map_or(number, |known| known.min(number)));
        }
        let outputs = self.frames.len();
        state.pending.entry(number).or_insert_with(|| vec![None; outputs])[output] = Some(record);
        let ended = state.ended.clone();
        let is_over = |output: usize, number: u64| ended[output].is_some_and(|end| end < number);
        let ready = |(number, records): (&u64, &Vec<Option<Record>>)| {
            let all = records.iter().enumerate().all(|(output, record)| record.is_some() || is_over(output, *number));
            all.then_some(*number)
        };
        let ready: Vec<u64> = state.pending.iter().filter_map(ready).collect();
        for number in ready {
            let records = state.pending.remove(&number).unwrap_or_default();
            let records: Vec<Record> = records.into_iter().map(Option::unwrap_or_default).collect();
            self.journal.segment(number, records.clone())?;
            state.segments.insert(number, records);
        }
        Ok(())
    }
}

impl State {
    fn find_ends(&mut self) {
        for (number, records) in &self.segments {
            for (end, record) in self.ended.iter_mut().zip(records) {
                if record.ended && end.is_none() {
                    *end = Some(*number);
                }
            }
        }
    }

    /// Segments there are, once the end of each output is known.
    fn count(&self) -> Option<u64> {
        let ends: Option<Vec<u64>> = self.ended.iter().copied().collect();
        Some(ends?.into_iter().max()? + 1)
    }

    /// What is missing, in order: of all, or of a range.
    fn gaps(&self, within: Option<&Range<u64>>) -> Vec<Range<u64>> {
        let count = self.count().unwrap_or(u64::MAX);
        let (start, end) = within.map_or((0, count), |range| (range.start, range.end.min(count)));
        let mut gaps = Vec::new();
        let mut from = start;
        for number in self.segments.range(start..end.max(start)).map(|(number, _)| *number) {
            if number > from {
                gaps.push(from..number);
            }
            from = number + 1;
        }
        if from < end {
            gaps.push(from..end);
        }
        gaps
    }
}

fn segments_were(count: usize) -> String {
    if count == 1 { "1 segment was".to_owned() } else { format!("{count} segments were") }
}

/// The file of a segment.
pub(super) fn file_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(name_of(number))
}

fn name_of(number: u64) -> String {
    format!("{number:06}.packets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_found() {
        let record = |ended| vec![Record { ended, ..Record::default() }];
        let mut state = State { ended: vec![None], ..State::default() };
        let only = |range: Range<u64>| vec![range];
        assert_eq!(state.gaps(None), only(0..u64::MAX));
        state.segments.extend([(0, record(false)), (3, record(false)), (4, record(false))]);
        assert_eq!(state.gaps(None), [1..3, 5..u64::MAX]);
        assert_eq!(state.gaps(Some(&(2..4))), only(2..3));
        assert_eq!(state.gaps(Some(&(4..7))), only(5..7));
        state.segments.insert(6, record(true));
        state.find_ends();
        assert_eq!(state.gaps(None), [1..3, 5..6]);
        assert_eq!(state.gaps(Some(&(6..9))), [] as [Range<u64>; 0]);
        assert_eq!(state.gaps(Some(&(8..9))), [] as [Range<u64>; 0]);
    }
}
