//! Arguments of `machine` and `calibrate`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `machine`.
#[derive(Debug, Args)]
pub(crate) struct MachineArgs {
    /// A machine that is known by name, or the path of a profile; this machine by default
    #[arg(value_name = "MACHINE", conflicts_with = "list")]
    pub(crate) machine: Option<String>,
    /// List the machines that are known by name
    #[arg(long)]
    pub(crate) list: bool,
    /// The profile, or the list, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// The profile as a TOML document: to keep, to change, to give to `--on`
    #[arg(long, conflicts_with_all = ["json", "list"])]
    pub(crate) toml: bool,
}

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub(crate) struct CalibrateArgs {
    /// Measure more kinds of work and every preset: minutes instead of one
    #[arg(long)]
    pub(crate) full: bool,
    /// Measure nothing: correct the profile by what runs took, as `fwr run --report FILE` wrote it down
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "full", value_hint = clap::ValueHint::FilePath)]
    pub(crate) from_report: Vec<PathBuf>,
    /// Print the profile as TOML and keep nothing
    #[arg(long)]
    pub(crate) print: bool,
}
