//! Arguments of `lock`, and of commands that keep to a lock.

use std::path::PathBuf;

use clap::Args;

use super::{GraphArgs, MeasureArgs, PlanningArgs};

/// Arguments of `lock`.
#[derive(Debug, Args)]
pub(crate) struct LockArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    /// Write nothing; exit code 5 if the recipe is no longer what it was locked to
    #[arg(long, conflicts_with_all = ["quality", "deadline"])]
    pub(crate) check: bool,
    /// Write nothing; say what is different from the lock, or from another one, and what that does to the plan
    #[arg(
        long,
        value_name = "LOCK",
        num_args = 0..=1,
        require_equals = true,
        conflicts_with = "check",
        value_hint = clap::ValueHint::FilePath
    )]
    pub(crate) diff: Option<Option<PathBuf>>,
    /// The lock file; the graph's name with `.lock` behind it by default
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) lock_file: Option<PathBuf>,
    /// What is different as JSON on stdout
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whether a run keeps to a lock.
#[derive(Debug, Args)]
pub(crate) struct LockedArgs {
    /// Keep to the graph's lock file: its params and choices, and no run if anything else is different
    #[arg(long, conflicts_with_all = ["quality", "deadline"])]
    pub(crate) locked: bool,
    /// The lock file; the graph's name with `.lock` behind it by default
    #[arg(long, value_name = "FILE", requires = "locked", value_hint = clap::ValueHint::FilePath)]
    pub(crate) lock_file: Option<PathBuf>,
}
