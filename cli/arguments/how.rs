//! Arguments that say how a graph is run, whatever it is run on.

use clap::Args;

use super::{ExcerptArgs, FuseArgs, LockedArgs, MeasureArgs, PlanningArgs};

/// How a graph is run: the same for one file and for many.
#[derive(Debug, Args)]
pub(crate) struct HowArgs {
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) fuse: FuseArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    #[command(flatten)]
    pub(crate) excerpt: ExcerptArgs,
    #[command(flatten)]
    pub(crate) locked: LockedArgs,
}
