//! `fwr explain`: the page of a diagnostic, or what becomes of the kernels of a graph.

use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::fusion::Explanation;
use fwr_compiler::lints::Lint;
use serde_json::json;

use crate::arguments::{ExplainArgs, Format, FuseArgs, GraphArgs};
use crate::exit::Exit;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::session::{Media, Session};
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
        return explain_graph(id, args, quiet);
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

/// Which kernels run as one, and why others do not.
fn explain_graph(graph: &str, args: &ExplainArgs, quiet: bool) -> Exit {
    let graph = GraphArgs {
        graph: graph.into(),
        media: args.media.clone(),
        input: args.input.clone(),
        param: args.param.clone(),
        // Nothing is written, so it need not be known where to.
        output: vec!["nothing.mkv".into()],
        levels: args.levels.clone(),
    };
    let planning = match Planning::of(&args.planning) {
        Ok(planning) => planning,
        Err(found) => return findings::show_one(found),
    };
    let mut session = match Session::open(&graph, Media::Required) {
        Ok(session) => session.with(planning),
        Err(failure) => return failure.show(Format::Human),
    };
    let measuring = Measuring::new(&args.measure, quiet).with(session.threads(), false);
    if let Err(found) = measuring.settle(&mut session) {
        return findings::show_one(found);
    }
    let plan = session.plan(FuseArgs { no_fuse: false });
    let exit = findings::show(&session.checked.diagnostics, &session.sources, quiet);
    let Some(plan) = plan else { return exit };
    let explanation = Explanation::of(&plan);
    if args.json {
        stdout::print_line(format_args!("{:#}", json!(explanation)));
    } else {
        stdout::print(&explanation);
    }
    exit
}
