//! `fwr man`: the manual page, made from the command line's own definition.

use clap::CommandFactory;
use fwr_compiler::diagnostics::{Code, Diagnostic};

use crate::arguments::{Cli, ManArgs};
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &ManArgs) -> Exit {
    let written = match &args.folder {
        Some(folder) => std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder)),
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut page)
                .map(|()| stdout::print(String::from_utf8_lossy(&page)))
        }
    };
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => findings::show_one(
            Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("the manual cannot be written: {error}"))
                .help("choose a folder that you can write to"),
        ),
    }
}
