//! `fwr run`: reads, restores, writes.

use std::cell::Cell;
use std::time::Instant;

use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_runtime::output::is_stdout;
use fwr_runtime::pipeline::{Options, Report};
use serde_json::json;

use crate::arguments::RunArgs;
use crate::clock::since_start as begun;
use crate::exit::Exit;
use crate::reports::{of_run, to_json};
use crate::running::{How, Ready, event_of_failure, failed, wrote};
use crate::session::{Failure, Session};
use crate::terminal::progress::Reporter;
use crate::terminal::stderr::say;
use crate::terminal::{comparison, findings, stdout, taken};

pub(crate) fn run(args: &RunArgs, quiet: bool, verbose: bool) -> Exit {
    // Once stdout turns out to be the output, nothing else is told there.
    let events = Cell::new(args.json);
    match carry_out(args, quiet, verbose, &events) {
        Ok(exit) => exit,
        Err(failure) if events.get() => event_of_failure(&failure),
        Err(failure) => failed(&failure, quiet),
    }
}

fn carry_out(args: &RunArgs, quiet: bool, verbose: bool, events: &Cell<bool>) -> Result<Exit, Failure> {
    let mut graph = args.graph.clone();
    if args.null && graph.output.is_empty() {
        // A graph may leave it to the command line where to write, and nothing will be.
        graph.output.push("nothing.mkv".into());
    }
    for path in graph.output.iter_mut().filter(|path| path.as_os_str() == "-") {
        args.format.iter().for_each(|format| *path = format.path().into());
    }
    let how = How::new(&args.how, &graph.graph)?.unwritten(args.null).anew(args.segments.fresh);
    let how = how.telling(quiet, args.json);
    let ready = how.prepare(&graph, |session| check_outputs(args, session, events))?;
    findings::show(&ready.warnings, &ready.sources, quiet);
    if !quiet && !args.json {
        ready.plan.measured.iter().for_each(|value| say!("measured: {value}"));
    }
    let options = Options {
        force: args.force,
        checksums: args.report.is_some() || args.json,
        ..ready.options(&how, &args.segments)
    };
    let reporter = Reporter::new("restoring", ready.expected_frames(), quiet, args.json);
    let started = Instant::now();
    let run = if args.null { fwr_runtime::discard } else { fwr_runtime::run };
    let result = run(&ready.plan, &options, &reporter);
    reporter.finish();
    let report = result?;
    let elapsed = started.elapsed().as_secs_f64();
    if args.json {
        tell_program(&report, elapsed);
    } else {
        tell(&report, elapsed, quiet, args.segments.segments.is_some());
        if !quiet {
            tell_more(&ready, &report, verbose);
        }
    }
    if let Some(path) = &args.report {
        let document = of_run::document(&ready, &report);
        if let Err(found) = of_run::write(path, &document) {
            return Ok(findings::show_one(found));
        }
    }
    Ok(Exit::Fine)
}

/// Looks where to write before anything else: it is the quickest to mend, and the worst to learn of late.
fn check_outputs(args: &RunArgs, session: &Session, events: &Cell<bool>) -> Result<(), Diagnostic> {
    let paths = || session.checked.graph.outputs.iter().filter_map(|output| output.path.as_deref());
    if args.json && paths().any(is_stdout) {
        events.set(false);
        let message = "stdout is the output, so there is no place for the events of --json";
        return Err(Diagnostic::new(Code::BAD_PARAM, message)
            .help("leave out --json: --report FILE writes down what the run took"));
    }
    if args.null || args.segments.segments.is_some() {
        return Ok(());
    }
    let inputs: Vec<String> = session.bindings.media.values().map(|media| media.path.clone()).collect();
    let mut paths = paths();
    paths.try_for_each(|path| fwr_runtime::output::check_destination(path, args.force, &inputs).map(drop))
}

fn tell_program(report: &Report, elapsed: f64) {
    let warnings = to_json(&report.warnings, &Sources::default());
    stdout::event(&json!({ "event": "done", "elapsed_seconds": elapsed, "report": report, "warnings": warnings }));
}

fn tell(report: &Report, elapsed: f64, quiet: bool, is_part: bool) {
    findings::show(&report.warnings, &Sources::default(), quiet);
    if quiet {
        return;
    }
    report.gpu.iter().for_each(|gpu| say!("{gpu}"));
    match report.segments.as_ref().filter(|_| is_part) {
        Some(segments) => {
            say!("{} segments are complete in {}; `fwr join` puts them together", segments.complete, segments.folder);
        }
        None => wrote(report, elapsed).iter().for_each(|line| say!("{line}")),
    }
}

/// What it took, beside what was predicted.
fn tell_more(ready: &Ready, report: &Report, verbose: bool) {
    if verbose {
        for one in &report.reused {
            say!("{} took {} of its frames from what it made before: they repeat", one.name, one.frames);
        }
        let bound = Some(&ready.predicted.memory);
        taken::lines(&report.taken, &ready.plan, bound).iter().for_each(|line| say!("{line}"));
    }
    comparison::line(&ready.predicted, &report.taken, begun(), ready.measuring).iter().for_each(|line| say!("{line}"));
}
