//! `fwr completions SHELL`: a script that completes commands and options.

use clap::CommandFactory;

use crate::arguments::{Cli, CompletionsArgs, Shell};
use crate::exit::Exit;
use crate::terminal::stdout;

pub(crate) fn run(args: &CompletionsArgs) -> Exit {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "fwr", &mut script);
    stdout::print(String::from_utf8_lossy(&script));
    Exit::Fine
}
