//! Arguments of `batch`.

use std::path::PathBuf;

use clap::Args;
use fwr_runtime::segments::Length;

use super::segments::length;
use super::{GraphArgs, HowArgs, SegmentArgs};

/// Arguments of `batch`.
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    /// The folder for what is written; it is made if it is not there
    #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath, required_unless_present = "output")]
    pub(crate) into: Option<PathBuf>,
    /// Take the folders inside of folders, too, and make the same below --into
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Take the files that are named in this file as well, one a line; `-` for stdin
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) list: Option<PathBuf>,
    /// Check and plan everything, show it, and stop there
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Stop at the first file that cannot be run
    #[arg(long)]
    pub(crate) fail_fast: bool,
    #[command(flatten)]
    pub(crate) how: HowArgs,
    /// Keep the work of each so many frames or seconds (500f, 20s), as `run` does
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub(crate) segment: Option<Length>,
    /// Make everything anew: what is complete, too, which --force then replaces
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Replace outputs that exist and were made in another way
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Write the summary to this file, as JSON; into a folder, with the report of each run beside it
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    pub(crate) report: Option<PathBuf>,
    /// What is planned, progress and the summary as JSON lines on stdout
    #[arg(long)]
    pub(crate) json: bool,
}

impl BatchArgs {
    /// What each run does about segments.
    pub(crate) fn segments(&self) -> SegmentArgs {
        SegmentArgs { segment: self.segment, fresh: self.fresh, ..SegmentArgs::default() }
    }
}
