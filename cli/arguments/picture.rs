//! Arguments of `graph`.

use clap::{Args, ValueEnum};

use super::{FuseArgs, GraphArgs, MeasureArgs, PlanningArgs};

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub(crate) struct PictureArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) fuse: FuseArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    /// Leave out what each part takes
    #[arg(long)]
    pub(crate) plain: bool,
    /// How the picture is written
    #[arg(long, value_enum, default_value_t = PictureFormat::Svg)]
    pub(crate) format: PictureFormat,
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// Drawn, for browsers and documents
    Svg,
    /// For Graphviz
    Dot,
    /// For Markdown on GitHub, GitLab and elsewhere
    Mermaid,
}
