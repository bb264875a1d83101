//! `fwr check`: findings about a graph, with its media's formats if there are any.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic, Severity, Sources, apply_certain};

use crate::arguments::{CheckArgs, Format, FuseArgs};
use crate::exit::Exit;
use crate::measuring::Measuring;
use crate::reports;
use crate::rewrite::rewrite;
use crate::session::{Failure, Media, Session, read_graph};
use crate::terminal::stderr::say;

pub(crate) fn run(args: &CheckArgs, quiet: bool) -> Exit {
    let measuring = Measuring::new(&args.measure, quiet);
    let looked = if args.fix { mended(args, &measuring, quiet) } else { look(args, None, &measuring) };
    let session = match looked {
        Ok(session) => session,
        Err(failure) => return failure.show(args.format()),
    };
    let diagnostics = &session.checked.diagnostics;
    let exit = reports::show(args.format(), diagnostics, &session.sources, quiet);
    if args.format() != Format::Human {
        return exit;
    }
    if exit == Exit::Fine && !quiet {
        let with = if session.bindings.media.is_empty() { " (its media was not looked at)" } else { "" };
        say!("{}: no errors{with}", args.graph.graph.display());
    }
    if !quiet {
        offer(diagnostics);
    }
    exit
}

/// Reads and judges the graph, or `text` in its place.
fn look(args: &CheckArgs, text: Option<&str>, measuring: &Measuring) -> Result<Session, Failure> {
    let mut session = match text {
        Some(text) => Session::of_text(text, &args.graph, Media::IfNamed)?,
        None => Session::open(&args.graph, Media::IfNamed)?,
    };
    if let Err(found) = measuring.settle(&mut session) {
        return Err(Failure { diagnostics: vec![found], sources: session.sources });
    }
    // With all its media and somewhere to write, a graph is judged as far as a run would be.
    if session.is_complete() {
        session.plan(FuseArgs { no_fuse: false });
    } else {
        compile::check_written(&mut session.checked, &fwr_runtime::Containers);
    }
    Ok(session)
}

/// Rounds of fixes: one may bring another to light, but a graph that is not quiet after so many never will be.
const ROUNDS: usize = 100;

/// The graph after its certain fixes, which are written to its file.
fn mended(args: &CheckArgs, measuring: &Measuring, quiet: bool) -> Result<Session, Failure> {
    let failure = |found: Diagnostic| Failure { diagnostics: vec![found], sources: Sources::default() };
    let original = read_graph(&args.graph.graph).map_err(failure)?;
    let mut text = original.clone();
    let mut said = Vec::new();
    let mut session = look(args, Some(&text), measuring)?;
    for _ in 0..ROUNDS {
        let found = &session.checked.diagnostics;
        let fixed = apply_certain(&text, session.program.source, found);
        if fixed.made.is_empty() {
            break;
        }
        let next = look(args, Some(&fixed.text), measuring)?;
        // A fix that makes things worse is a fault; the text before it is the better one.
        if is_worse(&next, &session) {
            break;
        }
        for (position, title) in fixed.made {
            let line = found[position].labels.first().map(|label| session.sources.line_column(label.span).0);
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            said.push(format!("{}{line}: {title} ({})", args.graph.graph.display(), found[position].code));
        }
        (text, session) = (fixed.text, next);
    }
    if text != original {
        rewrite(&args.graph.graph, &text).map_err(failure)?;
    }
    if !quiet {
        said.iter().for_each(|line| say!("{line}"));
        if said.is_empty() {
            say!("{}: nothing that is certain enough to mend", args.graph.graph.display());
        }
    }
    Ok(session)
}

/// Whether a fix has made things worse. What a syntax error hid comes to light when it is mended, so until
/// there is none only those count.
fn is_worse(next: &Session, before: &Session) -> bool {
    let count = |session: &Session, counts: fn(&Diagnostic) -> bool| {
        session.checked.diagnostics.iter().filter(|found| counts(found)).count()
    };
    let syntax = |found: &Diagnostic| found.code == Code::SYNTAX;
    let error = |found: &Diagnostic| found.severity() == Severity::Error;
    let more = |counts| count(next, counts) > count(before, counts);
    more(syntax) || (count(before, syntax) == 0 && more(error))
}

/// Says that findings can be mended, if any can.
fn offer(diagnostics: &[Diagnostic]) {
    match diagnostics.iter().filter(|found| found.has_certain_fix()).count() {
        0 => {}
        1 => say!("one finding can be mended with `fwr check --fix`"),
        count => say!("{count} findings can be mended with `fwr check --fix`"),
    }
}
