//! Arguments about segments: how a run is cut, which parts are made, what is there.

use std::ops::Range;
use std::path::PathBuf;

use clap::Args;
use fwr_runtime::segments::{Length, Segments, Task};

use super::{GraphArgs, HowArgs, RunArgs, quantities};

/// How a run is cut into segments, and which of them are made.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SegmentArgs {
    /// Keep the work of each so many frames or seconds (500f, 20s), so that a run that is stopped goes on behind it. By
    /// default about a minute of work, and nothing is kept of shorter runs
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub(crate) segment: Option<Length>,
    /// Forget what an earlier run has kept and measured, and start over
    #[arg(long, conflicts_with = "segments")]
    pub(crate) fresh: bool,
    /// Make only these segments, counted from 0 and without the last (3..5), and write no output; `fwr join` does
    #[arg(long, value_name = "A..B", value_parser = range, conflicts_with_all = ["null", "force"])]
    pub(crate) segments: Option<Range<u64>>,
    /// Whether segments are joined: another command.
    #[arg(skip)]
    pub(crate) join: bool,
}

/// Arguments of `join`.
#[derive(Debug, Args)]
pub(crate) struct JoinArgs {
    #[command(flatten)]
    graph: GraphArgs,
    #[command(flatten)]
    how: HowArgs,
    /// The length that the segments were made with, if one was given then
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    segment: Option<Length>,
    /// Replace the output if it exists
    #[arg(short, long)]
    force: bool,
    /// Write what the run took to this file, as JSON
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Progress and the final report as JSON lines on stdout
    #[arg(long)]
    json: bool,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    /// What is there as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl SegmentArgs {
    /// What a run is to do; `usual` frames are about a minute of work.
    pub(crate) fn wish(&self, usual: Option<u64>) -> Segments {
        let task = match &self.segments {
            _ if self.join => Task::Join,
            Some(range) => Task::Part(range.clone()),
            None => Task::Whole,
        };
        Segments { length: self.segment, usual, fresh: self.fresh, task }
    }
}

impl From<JoinArgs> for RunArgs {
    fn from(args: JoinArgs) -> Self {
        let JoinArgs { graph, how, segment, force, report, json } = args;
        let segments = SegmentArgs { segment, join: true, ..SegmentArgs::default() };
        Self { graph, how, segments, force, format: None, null: false, report, json }
    }
}

/// A length: `500f` frames, or a time.
pub(super) fn length(text: &str) -> Result<Length, String> {
    if let Some(frames) = text.trim().strip_suffix('f').and_then(|number| number.trim_end().parse().ok()) {
        return if frames > 0 {
            Ok(Length::Frames(frames))
        } else {
            Err("a segment has one frame at least".to_owned())
        };
    }
    let seconds = quantities::duration(text).map_err(|_| format!("expected 500f or 20s, found `{text}`"))?;
    Ok(Length::Seconds(seconds.as_secs_f64()))
}

/// A half-open range: `3..5`.
fn range(text: &str) -> Result<Range<u64>, String> {
    let ends =
        text.split_once("..").and_then(|(start, end)| Some((start.trim().parse().ok()?, end.trim().parse().ok()?)));
    let (start, end): (u64, u64) = ends.ok_or_else(|| format!("expected a range such as 3..5, found `{text}`"))?;
    if start < end { Ok(start..end) } else { Err(format!("`{text}` has no segment in it: the last does not count")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_ranges() {
        assert_eq!(length("500f"), Ok(Length::Frames(500)));
        assert_eq!(length("1m30s"), Ok(Length::Seconds(90.0)));
        assert_eq!(range("3..5"), Ok(3..5));
        for wrong in ["0f", "500", "f", "", "-1s"] {
            assert!(length(wrong).is_err(), "{wrong}");
        }
        for wrong in ["5..3", "3..3", "3", "..", "a..b", "3..=5"] {
            assert!(range(wrong).is_err(), "{wrong}");
        }
    }
}
