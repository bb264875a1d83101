//! The tables of a batch: what is planned before it begins, what became of it at the end.

use std::path::PathBuf;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::estimate::words::{duration, interval, likely, memory, size};
use fwr_compiler::machine::Figure;

use crate::terminal::columns;

use super::find::counted;
use super::item::{Item, State};

/// What is planned for each input, and for all.
pub(super) fn planned(items: &[Item]) -> Vec<String> {
    let mut rows = vec![header(&["input", "output", "frames", "about", ""])];
    rows.extend(items.iter().map(|item| {
        let work = item.work();
        let frames =
            work.and_then(|work| work.ready.expected_frames()).map_or(String::new(), |frames| frames.to_string());
        let about = item.predicted().map_or(String::new(), |seconds| likely(seconds, duration));
        let what = match &item.state {
            State::ToDo(work) if work.segments > 0 => format!("goes on: {} there", counted(work.segments, "segment")),
            State::Done(_) | State::ToDo(_) => String::new(),
            State::DoneBefore => "done before".to_owned(),
            State::Failed(failed) => why(&failed.found),
        };
        vec![item.input.display().to_string(), names(&item.outputs), frames, about, what]
    }));
    let mut lines = columns::lines(&rows, 2);
    let works = || items.iter().filter_map(Item::work);
    let seconds: Figure = works().map(|work| work.ready.predicted.seconds).sum();
    let most = works().map(|work| work.ready.predicted.memory.most).fold(Figure::ZERO, Figure::max);
    let count = works().count();
    let mut said = vec![format!("{} to do", counted(count, "file"))];
    let before = items.iter().filter(|item| matches!(item.state, State::DoneBefore)).count();
    let failed = items.iter().filter(|item| item.is_failed()).count();
    said.extend((before > 0).then(|| format!("{before} done before")));
    said.extend((failed > 0).then(|| format!("{failed} that cannot be run")));
    let mut line = said.join(", ");
    if count > 0 {
        line += &format!("; about {}", interval(seconds, duration));
        line += &most.high().map_or(String::new(), |most| format!(", memory at most {}", memory(most)));
    }
    lines.push(line);
    lines
}

/// What became of each input, and of all, which took so many seconds.
pub(super) fn summary(items: &[Item], seconds: f64) -> Vec<String> {
    let mut rows = vec![header(&["input", "result", "frames", "predicted", "took", "fps", "in", "out", ""])];
    rows.extend(items.iter().map(|item| {
        let bytes = |bytes: Option<u64>| bytes.map_or(String::new(), |bytes| size(bytes as f64));
        let (result, what) = match &item.state {
            State::ToDo(_) => ("not begun".to_owned(), String::new()),
            State::DoneBefore => ("done before".to_owned(), String::new()),
            State::Failed(failed) => (failed.found.code.to_string(), failed.found.message.clone()),
            State::Done(_) => ("done".to_owned(), String::new()),
        };
        let predicted = item.predicted().map_or(String::new(), |seconds| likely(seconds, duration));
        let (frames, took, fps) = match &item.state {
            State::Done(done) => {
                let frames = done.frames();
                (frames.to_string(), duration(done.seconds), format!("{:.1}", frames as f64 / done.seconds.max(1e-6)))
            }
            _ => Default::default(),
        };
        vec![
            item.input.display().to_string(),
            result,
            frames,
            predicted,
            took,
            fps,
            bytes(item.size),
            bytes(item.written()),
            what,
        ]
    }));
    let mut lines = columns::lines(&rows, 2);
    let counts = Counts::of(items);
    let mut said = vec![format!("{} done", counts.done)];
    said.extend((counts.before > 0).then(|| format!("{} done before", counts.before)));
    said.extend((counts.failed > 0).then(|| format!("{} failed", counts.failed)));
    said.extend((counts.left > 0).then(|| format!("{} not begun", counts.left)));
    let predicted: Figure = counts.predicted;
    let predicted = predicted.likely().filter(|_| counts.done > 0).map(|all| format!("predicted {}, ", duration(all)));
    let took = format!("; {}took {}", predicted.unwrap_or_default(), duration(seconds));
    lines.push(said.join(", ") + if counts.done + counts.failed_later > 0 { &took } else { "" });
    lines
}

/// How many inputs came to what.
pub(super) struct Counts {
    pub(super) done: usize,
    pub(super) before: usize,
    pub(super) failed: usize,
    /// Those of them that were begun.
    failed_later: usize,
    pub(super) left: usize,
    /// Seconds that those that are done were thought to take.
    predicted: Figure,
}

impl Counts {
    pub(super) fn of(items: &[Item]) -> Self {
        let mut counts = Self { done: 0, before: 0, failed: 0, failed_later: 0, left: 0, predicted: Figure::ZERO };
        for item in items {
            match &item.state {
                State::ToDo(_) => counts.left += 1,
                State::DoneBefore => counts.before += 1,
                State::Failed(failed) => {
                    counts.failed += 1;
                    counts.failed_later += usize::from(failed.predicted.is_some());
                }
                State::Done(done) => {
                    counts.done += 1;
                    counts.predicted = counts.predicted + done.predicted;
                }
            }
        }
        counts
    }
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn names(outputs: &[PathBuf]) -> String {
    outputs.iter().map(|output| output.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn why(found: &Diagnostic) -> String {
    format!("{}: {}", found.code, found.message)
}
