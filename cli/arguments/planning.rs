//! Arguments that steer where and how a plan runs.

use std::time::Duration;

use clap::{Args, ValueEnum};
use fwr_compiler::plan::{Backend, Repeats};
use fwr_compiler::resolve::Quality;

use super::quantities;

/// What a plan is made for.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PlanningArgs {
    /// The machine to plan for: a name of `fwr machine --list`, or the path of a profile; this machine by default. A run
    /// takes a path only, of a profile of the machine that it runs on
    #[arg(long, value_name = "MACHINE")]
    pub(crate) on: Option<String>,
    /// How good filters are to be of which there are several implementations: the least that is as good; standard by
    /// default
    #[arg(long, value_name = "QUALITY", value_enum)]
    pub(crate) quality: Option<QualityName>,
    /// The best implementations with which a run is done within this time, nine times in ten: 30m, 1h30m. With
    /// `--quality`, none that is less
    #[arg(long, value_name = "TIME", value_parser = quantities::duration)]
    pub(crate) deadline: Option<Duration>,
    /// Run kernels there wherever they can run there, quicker or not; an error if it is not there
    #[arg(long, value_name = "BACKEND", value_enum)]
    pub(crate) prefer: Option<BackendName>,
    /// Never run anything there
    #[arg(long, value_name = "BACKEND", value_enum, value_delimiter = ',')]
    pub(crate) forbid: Vec<Forbidden>,
    /// Memory that the run may take at most, such as 2GiB: it gets shorter queues and fewer threads, and is refused
    /// if that is not enough; four fifths of what is free by default
    #[arg(long, value_name = "SIZE", value_parser = super::quantities::size)]
    pub(crate) memory: Option<u64>,
    /// The same of the graphics processor's memory
    #[arg(long, value_name = "SIZE", value_parser = super::quantities::size)]
    pub(crate) vram: Option<u64>,
    /// Threads for decoding, filtering and encoding; all cores by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// When a picture counts as the one before, so that costly filters take what they made of it: exact, off, or
    /// near:0.1% if no part of it differs by more than that
    #[arg(long, value_name = "HOW", default_value = "exact", value_parser = super::repeats::repeats)]
    pub(crate) repeats: Repeats,
}

/// What kernels can run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BackendName {
    Cpu,
    Gpu,
}

impl From<BackendName> for Backend {
    fn from(name: BackendName) -> Self {
        match name {
            BackendName::Cpu => Self::Cpu,
            BackendName::Gpu => Self::Gpu,
        }
    }
}

/// What a run can do without; the processor it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Forbidden {
    Gpu,
}

impl From<Forbidden> for Backend {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::Gpu => Self::Gpu,
        }
    }
}

/// How good a filter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QualityName {
    Draft,
    Standard,
    Best,
}

impl From<QualityName> for Quality {
    fn from(name: QualityName) -> Self {
        match name {
            QualityName::Draft => Self::Draft,
            QualityName::Standard => Self::Standard,
            QualityName::Best => Self::Best,
        }
    }
}
