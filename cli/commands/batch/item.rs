//! One input of a batch, from what is planned of it to what became of it.

use std::path::PathBuf;

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::machine::Figure;
use fwr_runtime::pipeline::Report;
use fwr_runtime::segments::Key;
use serde_json::Value;

use crate::running::Ready;

/// An input with its outputs.
pub(super) struct Item {
    pub(super) input: PathBuf,
    pub(super) outputs: Vec<PathBuf>,
    /// Bytes of the input, if it is there.
    pub(super) size: Option<u64>,
    pub(super) state: State,
}

/// What is to be done for an input, or what became of it.
pub(super) enum State {
    /// It can be run.
    ToDo(Box<Work>),
    /// Its outputs are there and would be made again as they are.
    DoneBefore,
    /// It could not be run, or its run failed.
    Failed(Box<Failed>),
    /// It was run.
    Done(Box<Done>),
}

/// A run that is planned.
pub(super) struct Work {
    pub(super) ready: Ready,
    pub(super) recipe: Key,
    /// Whether what is there is replaced.
    pub(super) replace: bool,
    /// Segments that are kept of a run that was stopped.
    pub(super) segments: usize,
}

/// A run that could not be planned, or that failed.
pub(super) struct Failed {
    /// What it was thought to take, if it was begun.
    pub(super) predicted: Option<Figure>,
    pub(super) found: Diagnostic,
    /// The same for programs, with the places that it is about.
    pub(super) document: Value,
}

/// A run that went well.
pub(super) struct Done {
    pub(super) predicted: Figure,
    pub(super) seconds: f64,
    pub(super) report: Report,
}

impl Item {
    /// What its run takes, if it is one to be done.
    pub(super) fn work(&self) -> Option<&Work> {
        match &self.state {
            State::ToDo(work) => Some(work),
            _ => None,
        }
    }

    pub(super) fn is_failed(&self) -> bool {
        matches!(self.state, State::Failed(..))
    }

    /// What its run is thought to take, or was.
    pub(super) fn predicted(&self) -> Option<Figure> {
        match &self.state {
            State::ToDo(work) => Some(work.ready.predicted.seconds),
            State::DoneBefore => None,
            State::Failed(failed) => failed.predicted,
            State::Done(done) => Some(done.predicted),
        }
    }

    /// How much it is beside others: seconds where they are known, else what they mostly come to.
    pub(super) fn weight(&self) -> f64 {
        let of_size = self.size.unwrap_or(0) as f64 / 5e6;
        self.predicted().and_then(Figure::likely).unwrap_or(of_size).max(0.01)
    }

    /// Bytes that were written for it.
    pub(super) fn written(&self) -> Option<u64> {
        match &self.state {
            State::Done(done) => Some(done.report.outputs.iter().map(|output| output.bytes).sum()),
            State::DoneBefore => {
                self.outputs.iter().map(|output| Some(std::fs::metadata(output).ok()?.len())).sum::<Option<u64>>()
            }
            _ => None,
        }
    }
}

impl Done {
    /// Frames of the longest output.
    pub(super) fn frames(&self) -> u64 {
        self.report.outputs.iter().map(|output| output.frames).max().unwrap_or(0)
    }
}
