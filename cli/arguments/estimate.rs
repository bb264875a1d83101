//! Arguments of `estimate`.

use std::time::Duration;

use clap::Args;
use fwr_compiler::media::MediaInfo;

use crate::described::clip;

use super::quantities::{duration, size};
use super::{ExcerptArgs, FuseArgs, GraphArgs, MeasureArgs, PlanningArgs};

/// Arguments of `estimate`.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    #[command(flatten)]
    pub(crate) graph: GraphArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) fuse: FuseArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    #[command(flatten)]
    pub(crate) excerpt: ExcerptArgs,
    /// A clip instead of a file, for the first input without one: size and length, and what is not 25fps, h264,
    /// yuv420, u8, progressive. Once for each such input
    #[arg(long, value_name = "1920x1080,25fps,2h", value_parser = clip)]
    pub(crate) clip: Vec<MediaInfo>,
    /// What `run --null` takes: nothing is encoded or written
    #[arg(long)]
    pub(crate) null: bool,
    /// Fail, with exit code 4, unless the run ends in this time nine times in ten: 30m, 1h30m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) max_time: Option<Duration>,
    /// Fail, with exit code 4, if the run may take more memory: 4GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_memory: Option<u64>,
    /// Fail, with exit code 4, unless the run costs no more nine times in ten, in the currency of the machine's price
    #[arg(long, value_name = "MONEY", value_parser = money)]
    pub(crate) max_cost: Option<f64>,
    /// Machines to set side by side: names as `--on` takes them, or `this`
    #[arg(long, value_name = "MACHINE,…", value_delimiter = ',')]
    pub(crate) compare: Vec<String>,
    /// Qualities to set side by side: draft, standard, best
    #[arg(long, value_name = "QUALITY,…", value_delimiter = ',')]
    pub(crate) compare_quality: Vec<String>,
    /// The estimate as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn money(text: &str) -> Result<f64, String> {
    let found: Option<f64> = text.parse().ok();
    let found = found.filter(|amount| amount.is_finite() && *amount >= 0.0);
    found.ok_or_else(|| format!("expected an amount such as 5 or 0.50, found `{text}`"))
}
