//! `fwr explain`: the page of a diagnostic, or why a graph takes the time it takes.

mod graph;
mod otherwise;

use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::lints::Lint;

use crate::arguments::ExplainArgs;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &ExplainArgs, quiet: bool) -> Exit {
    let Some(id) = &args.what else {
        for code in Code::ALL {
            stdout::print_line(format_args!("{code}  {}", code.title()));
        }
        return Exit::Fine;
    };
    let is_graph = Path::new(id).extension().is_some_and(|ending| ending == "fwr") || Path::new(id).is_file();
    if is_graph {
        return graph::explain(id, args, quiet);
    }
    let Some(code) = Code::from_id(id).or_else(|| Lint::named(id).map(|lint| lint.code)) else {
        let upper = id.to_uppercase();
        let near = nearest(&upper, Code::ALL.iter().map(|code| code.id()));
        let help =
            near.map_or_else(|| "`fwr explain` lists every code".to_owned(), |near| format!("did you mean {near}?"));
        return findings::show_one(
            Diagnostic::new(Code::NOT_FOUND, format!("there is no diagnostic `{id}`")).help(help),
        );
    };
    stdout::print_line(code.page().trim_end());
    Exit::Fine
}
