//! `fwr run`: reads, restores, writes.

use std::time::Instant;

use fwr_compiler::compile::has_errors;
use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_compiler::plan::Plan;
use fwr_runtime::output::is_stdout;
use fwr_runtime::pipeline::{Options, Report};
use serde_json::json;

use crate::arguments::{Format, RunArgs};
use crate::clock::since_start as begun;
use crate::cutting::frames_of_a_minute;
use crate::exit::Exit;
use crate::interrupt::stop_on_signal;
use crate::locking;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::reports::{of_run, to_json};
use crate::session::{Media, Session};
use crate::terminal::progress::Reporter;
use crate::terminal::stderr::say;
use crate::terminal::{comparison, findings, stdout, taken};

pub(crate) fn run(args: &RunArgs, quiet: bool, verbose: bool) -> Exit {
    let mut graph = args.graph.clone();
    if args.null && graph.output.is_empty() {
        // A graph may leave it to the command line where to write, and nothing will be.
        graph.output.push("nothing.mkv".into());
    }
    for path in graph.output.iter_mut().filter(|path| path.as_os_str() == "-") {
        args.format.iter().for_each(|format| *path = format.path().into());
    }
    let lock = match args
        .locked
        .locked
        .then(|| locking::read(&locking::path_of(&graph.graph, args.locked.lock_file.as_ref())))
    {
        Some(Err(found)) => return failed(found, args.json),
        Some(Ok(lock)) => Some(lock),
        None => None,
    };
    lock.iter().for_each(|lock| locking::give_params(&mut graph, lock));
    let planning = match Planning::for_run(&args.planning) {
        Ok(planning) => planning.unwritten(args.null),
        Err(found) => return failed(found, args.json),
    };
    let mut session = match Session::open(&graph, Media::Required) {
        Ok(session) => session.with(planning).of_part(args.excerpt.excerpt()),
        Err(failure) if args.json => return failed_before(&failure.diagnostics, &failure.sources),
        Err(failure) => return failure.show(Format::Human),
    };
    if args.json && session.checked.graph.outputs.iter().any(|output| output.path.as_deref().is_some_and(is_stdout)) {
        return findings::show_one(
            Diagnostic::new(Code::BAD_PARAM, "stdout is the output, so there is no place for the events of --json")
                .help("leave out --json: --report FILE writes down what the run took"),
        );
    }
    lock.iter().for_each(|lock| locking::keep_choices(&mut session, lock));
    // Where to write is looked at first: it is the quickest to mend, and the worst to learn of late.
    if !args.null
        && args.segments.segments.is_none()
        && let Err(found) = check_destinations(&session, args.force)
    {
        return failed(found, args.json);
    }
    let threads = session.threads();
    let measuring = Measuring::before_run(&args.measure, quiet).with(threads, args.json).fused(args.fuse);
    let measuring = measuring.anew(args.segments.fresh);
    if let Err(found) = measuring.settle(&mut session) {
        return failed(found, args.json);
    }
    let mut plan = session.plan(args.fuse);
    if let (Some(lock), Some(plan)) = (&lock, &mut plan) {
        plan.schedule.encoder_threads = locking::hold(&mut session, lock);
    }
    plan = plan.filter(|_| !has_errors(&session.checked.diagnostics));
    let diagnostics = session.checked.diagnostics.clone();
    if args.json && plan.is_none() {
        return failed_before(&diagnostics, &session.sources);
    }
    let exit = findings::show(&diagnostics, &session.sources, quiet);
    let Some(plan) = plan else { return exit };
    if !quiet && !args.json {
        plan.measured.iter().for_each(|value| say!("measured: {value}"));
    }
    let predicted = session.planning.as_ref().map(|planning| (planning.setting(), planning.predict(&plan)));
    let memory = session.planning.as_ref().zip(predicted.as_ref());
    let options = Options {
        cancel: stop_on_signal(),
        allow_damaged: args.measure.allow_damaged,
        force: args.force,
        threads,
        memory: memory.and_then(|(planning, (_, predicted))| planning.memory_of_frames(predicted)),
        checksums: args.report.is_some() || args.json,
        segments: args.segments.wish(predicted.as_ref().map(|(_, predicted)| frames_of_a_minute(predicted))),
    };
    let reporter = Reporter::new("restoring", expected_frames(&plan), quiet, args.json);
    let started = Instant::now();
    let run = if args.null { fwr_runtime::discard } else { fwr_runtime::run };
    let result = run(&plan, &options, &reporter);
    reporter.finish();
    match result {
        Ok(report) => {
            let elapsed = started.elapsed().as_secs_f64();
            let exit = if args.json {
                tell_program(&report, elapsed)
            } else {
                tell(&report, elapsed, quiet, args.segments.segments.is_some())
            };
            if verbose && !quiet && !args.json {
                for one in &report.reused {
                    say!("{} took {} of its frames from what it made before: they repeat", one.name, one.frames);
                }
                let bound = predicted.as_ref().map(|(_, predicted)| &predicted.memory);
                taken::lines(&report.taken, &plan, bound).iter().for_each(|line| say!("{line}"));
            }
            if let Some((_, predicted)) = predicted.as_ref().filter(|_| !quiet && !args.json) {
                comparison::line(predicted, &report.taken, begun()).iter().for_each(|line| say!("{line}"));
            }
            let written = args.report.as_ref().zip(predicted).map(|(path, (setting, predicted))| {
                of_run::write(path, &of_run::document(&plan, &report, &setting, &predicted))
            });
            match written {
                Some(Err(found)) => findings::show_one(found),
                _ => exit,
            }
        }
        Err(found) => failed(found, args.json),
    }
}

fn check_destinations(session: &Session, force: bool) -> Result<(), Diagnostic> {
    let inputs: Vec<String> = session.bindings.media.values().map(|media| media.path.clone()).collect();
    let mut paths = session.checked.graph.outputs.iter().filter_map(|output| output.path.as_ref());
    paths.try_for_each(|path| fwr_runtime::output::check_destination(path, force, &inputs).map(drop))
}

/// The frames that the longest output will have, as far as is known.
fn expected_frames(plan: &Plan) -> Option<u64> {
    plan.outputs.iter().filter_map(|output| plan.frames_of(output)).max()
}

fn tell_program(report: &Report, elapsed: f64) -> Exit {
    let warnings = to_json(&report.warnings, &Sources::default());
    stdout::event(&json!({ "event": "done", "elapsed_seconds": elapsed, "report": report, "warnings": warnings }));
    Exit::Fine
}

fn tell(report: &Report, elapsed: f64, quiet: bool, is_part: bool) -> Exit {
    findings::show(&report.warnings, &Sources::default(), quiet);
    if !quiet {
        report.gpu.iter().for_each(|gpu| say!("{gpu}"));
        if let Some(segments) = report.segments.as_ref().filter(|_| is_part) {
            say!("{} segments are complete in {}; `fwr join` puts them together", segments.complete, segments.folder);
            return Exit::Fine;
        }
        for output in &report.outputs {
            let fps = output.frames as f64 / elapsed.max(1e-6);
            let speed = format!("{} frames in {elapsed:.1} s ({fps:.0} fps)", output.frames);
            if output.path.is_empty() {
                say!("worked out {speed}; nothing was written");
            } else {
                let path = if is_stdout(&output.path) { "stdout" } else { &output.path };
                say!("wrote {path}: {speed}, {:.1} MB", output.bytes as f64 / 1e6);
            }
        }
    }
    Exit::Fine
}

/// What stood against the run, as the one event there is.
fn failed_before(found: &[Diagnostic], sources: &Sources) -> Exit {
    stdout::event(&json!({ "event": "failed", "findings": to_json(found, sources) }));
    Exit::for_all(found)
}

fn failed(found: Diagnostic, json: bool) -> Exit {
    let exit = Exit::of(found.code);
    if json {
        let finding = to_json(&[found], &Sources::default());
        stdout::event(&json!({ "event": "failed", "findings": finding }));
        return exit;
    }
    if found.code == Code::INTERRUPTED {
        say!("{}", found.message);
        return exit;
    }
    findings::show_one(found)
}
