//! Arguments of `explain`.

use std::path::PathBuf;

use clap::Args;

use super::{GraphArgs, LevelArgs, MeasureArgs, PlanningArgs, RateArgs, name_and_value};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A code such as E0203, or a graph, a .fwr file; without it, all codes are listed
    #[arg(value_name = "CODE|GRAPH", value_hint = clap::ValueHint::FilePath)]
    pub(crate) what: Option<String>,
    /// Media for the graph's inputs, in the order in which it declares them
    #[arg(value_name = "INPUT", value_hint = clap::ValueHint::FilePath)]
    pub(crate) media: Vec<PathBuf>,
    /// Media for one input by name
    #[arg(short, long = "input", value_name = "NAME=PATH", value_parser = name_and_value)]
    pub(crate) input: Vec<(String, String)>,
    /// The value of a param
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) param: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    #[command(flatten)]
    pub(crate) rates: RateArgs,
    #[command(flatten)]
    pub(crate) measure: MeasureArgs,
    #[command(flatten)]
    pub(crate) planning: PlanningArgs,
    /// What becomes of a graph as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl ExplainArgs {
    /// The graph that is to be explained, with its media.
    pub(crate) fn graph(&self, path: &str) -> GraphArgs {
        GraphArgs {
            graph: path.into(),
            media: self.media.clone(),
            input: self.input.clone(),
            param: self.param.clone(),
            output: Vec::new(),
            rates: self.rates.clone(),
            levels: self.levels.clone(),
            described: Vec::new(),
        }
    }
}
