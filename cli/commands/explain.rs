//! `fwr explain CODE`: the page of a diagnostic.

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::lints::Lint;

use crate::arguments::ExplainArgs;
use crate::exit::Exit;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &ExplainArgs) -> Exit {
    let Some(id) = &args.code else {
        for code in Code::ALL {
            stdout::print_line(format_args!("{code}  {}", code.title()));
        }
        return Exit::Fine;
    };
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
