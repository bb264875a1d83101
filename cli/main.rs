//! `fwr`: checks, plans and runs video restoration graphs.
//!
//! One file a command in `commands`; `session` brings a graph and its media
//! together, `measuring` looks at whole clips for it; `terminal` is how findings and progress look.

mod allocation;
mod arguments;
mod clock;
mod commands;
mod cutting;
mod deadline;
mod described;
mod estimating;
mod exit;
mod folders;
mod interrupt;
mod levels;
mod locking;
mod logging;
mod machines;
mod measured;
mod measuring;
mod planning;
mod presets;
mod reports;
mod rewrite;
mod running;
mod session;
mod terminal;
mod vulkan;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Cli, Command};

fn main() -> ExitCode {
    clock::start();
    fwr_runtime::keep_one_heap();
    allocation::tell_when_none_is_left();
    let cli = Cli::parse();
    vulkan::before_threads(&cli.command);
    logging::start(if cli.quiet { 0 } else { cli.verbose });
    let (quiet, verbose) = (cli.quiet, cli.verbose > 0);
    let outcome = match cli.command {
        Command::Run(args) => commands::run::run(&args, quiet, verbose),
        Command::Batch(args) => commands::batch::run(&args, quiet),
        Command::Join(args) => commands::run::run(&args.into(), quiet, verbose),
        Command::Status(args) => commands::status::run(&args),
        Command::Check(args) => commands::check::run(&args, quiet),
        Command::Plan(args) => commands::plan::run(&args, quiet),
        Command::Estimate(args) => commands::estimate::run(&args, quiet),
        Command::Graph(args) => commands::graph::run(&args, quiet),
        Command::Test(args) => commands::test::run(&args, quiet),
        Command::Compare(args) => commands::compare::run(&args, quiet),
        Command::Fmt(args) => commands::fmt::run(&args, quiet),
        Command::Explain(args) => commands::explain::run(&args, quiet),
        Command::Doc(args) => commands::doc::run(&args),
        Command::Lints(args) => commands::lints::run(&args),
        Command::Filters(args) => commands::filters::run(&args),
        Command::Presets(args) => commands::presets::run(&args),
        Command::New(args) => commands::new::run(&args, quiet),
        Command::Probe(args) => commands::probe::run(&args, quiet),
        Command::Machine(args) => commands::machine::run(&args),
        Command::Calibrate(args) => commands::calibrate::run(&args, quiet),
        Command::Lock(args) => commands::lock::run(&args, quiet),
        Command::Lsp(_) => commands::lsp::run(),
        Command::Completions(args) => commands::completions::run(&args),
        Command::Man(args) => commands::man::run(&args),
    };
    outcome.into()
}
