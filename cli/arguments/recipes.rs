//! Arguments of `presets` and `new`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

/// Arguments of `presets`.
#[derive(Debug, Args)]
pub(crate) struct PresetsArgs {
    /// The preset to show: what it does, its parameters, its text; without it, all are listed
    #[arg(value_parser = PresetName)]
    pub(crate) name: Option<String>,
    /// As JSON, with parameters; with NAME its text too
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// Where to write, `-` for stdout; named after the preset or the clip by default
    #[arg(value_hint = clap::ValueHint::FilePath)]
    pub(crate) path: Option<PathBuf>,
    /// A preset to start from, or a clip to write the first graph for
    #[arg(long, value_name = "PRESET|CLIP", value_parser = PresetName, required = true)]
    pub(crate) from: String,
    /// The media that the graph's input is to read when nothing else is said
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    pub(crate) input: Option<PathBuf>,
    /// The preset's own text instead of a use of it: to change its steps
    #[arg(long)]
    pub(crate) inline: bool,
}

/// Offers the names of presets to shells and takes any text: what is no preset is told with what is near.
#[derive(Debug, Clone, Copy)]
struct PresetName;

impl TypedValueParser for PresetName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(fwr_stdlib::PRESETS.iter().map(|preset| PossibleValue::new(preset.name()))))
    }
}
