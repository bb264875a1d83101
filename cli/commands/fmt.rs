//! `fwr fmt`: lays graphs out in the one canonical way.

use std::io::Read;
use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_compiler::syntax;

use crate::arguments::FmtArgs;
use crate::exit::Exit;
use crate::rewrite::rewrite;
use crate::session::read_graph;
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &FmtArgs, quiet: bool) -> Exit {
    let mut worst = Exit::Fine;
    for file in &args.files {
        let exit = format_one(file, args.check, quiet);
        if exit != Exit::Fine {
            worst = exit;
        }
    }
    worst
}

fn format_one(path: &Path, check: bool, quiet: bool) -> Exit {
    let stdin = path == Path::new("-");
    let text = if stdin {
        let mut text = String::new();
        match std::io::stdin().read_to_string(&mut text) {
            Ok(_) => text,
            Err(error) => {
                return findings::show_one(Diagnostic::new(
                    Code::GRAPH_UNREADABLE,
                    format!("stdin cannot be read: {error}"),
                ));
            }
        }
    } else {
        match read_graph(path) {
            Ok(text) => text,
            Err(found) => return findings::show_one(found),
        }
    };
    let mut sources = Sources::default();
    let source = sources.add(path.display().to_string(), text.as_str());
    let formatted = match syntax::format(&text, source) {
        Ok(formatted) => formatted,
        Err(found) => return findings::show(&found, &sources, false),
    };
    match (stdin, check, formatted == text) {
        (_, true, true) | (false, false, true) => Exit::Fine,
        (_, true, false) => {
            stdout::print_line(path.display());
            Exit::Findings
        }
        (true, false, _) => {
            stdout::print(formatted);
            Exit::Fine
        }
        (false, false, false) => match rewrite(path, &formatted) {
            Ok(()) => {
                if !quiet {
                    say!("laid out {}", path.display());
                }
                Exit::Fine
            }
            Err(found) => findings::show_one(found),
        },
    }
}
