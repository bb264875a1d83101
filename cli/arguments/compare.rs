//! Arguments of `compare`.

use std::path::PathBuf;

use clap::Args;

use super::{ExcerptArgs, RateArgs};

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The clip to judge
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(crate) clip: PathBuf,
    /// What it should be
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(crate) original: PathBuf,
    /// Measures to show, by name; all by default
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) metrics: Vec<String>,
    #[command(flatten)]
    pub(crate) part: ExcerptArgs,
    /// How many of the worst frames to name for each measure of a frame
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    pub(crate) worst: usize,
    /// Draw the worst frames into this folder, clip and original side by side, as PNG
    #[arg(long, value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    pub(crate) stills: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rates: RateArgs,
    /// Accept damaged or truncated files: compare what could be read
    #[arg(long)]
    pub(crate) allow_damaged: bool,
    /// All as JSON on stdout
    #[arg(long)]
    pub(crate) json: bool,
}
