//! `fwr check`: findings about a graph, with its media's formats if there are any.

use crate::arguments::CheckArgs;
use crate::exit::Exit;
use crate::session::{Media, Session};
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &CheckArgs, quiet: bool) -> Exit {
    let mut session = match Session::open(&args.graph, Media::IfThere) {
        Ok(session) => session,
        Err(failure) => return failure.show(args.json),
    };
    // With all its media and somewhere to write, a graph is judged as far as a run would be.
    if session.is_complete() {
        session.plan();
    }
    let diagnostics = &session.checked.diagnostics;
    if args.json {
        stdout::print_line(format_args!("{:#}", findings::to_json(diagnostics, &session.sources)));
        return Exit::for_all(diagnostics);
    }
    let exit = findings::show(diagnostics, &session.sources, quiet);
    if exit == Exit::Fine && !quiet {
        let with = if session.bindings.media.is_empty() { " (its media was not looked at)" } else { "" };
        eprintln!("{}: no errors{with}", args.graph.graph.display());
    }
    exit
}
