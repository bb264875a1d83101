//! `fwr batch`: runs a graph on many files, one after another, and says what became of each.

mod clash;
mod document;
mod find;
mod item;
mod names;
mod plan;
mod record;
mod table;
mod work;

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use fwr_compiler::diagnostics::Code;
use serde_json::json;

use crate::arguments::BatchArgs;
use crate::exit::Exit;
use crate::interrupt::stop_on_signal;
use crate::reports::of_run;
use crate::running::{How, event_of_failure, failed};
use crate::session::Failure;
use crate::terminal::stderr::say;
use crate::terminal::steps::Steps;
use crate::terminal::{findings, stdout};

use item::{Item, State};
use plan::Planner;

/// The name of the summary in a folder of reports.
const SUMMARY: &str = "batch.json";

pub(crate) fn run(args: &BatchArgs, quiet: bool) -> Exit {
    match carry_out(args, quiet) {
        Ok(exit) => exit,
        Err(failure) if args.json => event_of_failure(&failure),
        Err(failure) => failed(&failure, quiet),
    }
}

fn carry_out(args: &BatchArgs, quiet: bool) -> Result<Exit, Failure> {
    let how = How::new(&args.how, &args.graph.graph)?.anew(args.fresh).telling(quiet, args.json);
    let (found, notes) = find::find(args)?;
    let of_graph = plan::outputs_of(&args.graph)?;
    let names = names::Names::new(&args.graph.output, &of_graph, args.into.as_deref())?;
    let runs: Vec<_> = found.iter().map(|found| (found.path.clone(), names.outputs(found))).collect();
    let others: Vec<PathBuf> = args.graph.input.iter().map(|(_, path)| path.into()).collect();
    clash::check(&runs, &others)?;
    if !quiet {
        notes.iter().for_each(|note| say!("{note}"));
    }
    let stop = stop_on_signal();
    let is_stopped = || stop.load(Ordering::Relaxed);
    let mut planner = Planner::new(args, &how, quiet);
    let mut items: Vec<Item> = Vec::with_capacity(runs.len());
    let steps = Steps::new("looking at", quiet || args.json || !std::io::IsTerminal::is_terminal(&std::io::stderr()));
    for (input, outputs) in runs {
        steps.begin(&input.display().to_string());
        items.push(planner.plan(input, outputs));
        if is_stopped() {
            steps.finish();
            say!("stopped while the runs were planned; nothing was begun");
            return Ok(Exit::Interrupted);
        }
        if args.fail_fast && items.last().is_some_and(Item::is_failed) {
            break;
        }
    }
    steps.finish();
    show_plan(args, &items, quiet);
    let some_failed = items.iter().any(Item::is_failed);
    let failed_fast = args.fail_fast && some_failed;
    if failed_fast && !args.json {
        say!("nothing was begun, since --fail-fast was given");
    }
    if args.dry_run || failed_fast {
        return Ok(if some_failed { Exit::SomeFailed } else { Exit::Fine });
    }
    let started = Instant::now();
    work::all(args, &how, &mut items, quiet);
    let seconds = started.elapsed().as_secs_f64();
    let stopped = is_stopped();
    let summary = document::summary(&items, seconds, stopped);
    if args.json {
        stdout::event(&json!({ "event": "done", "summary": summary }));
    } else if !quiet {
        table::summary(&items, seconds).iter().for_each(|line| say!("{line}"));
    }
    if let Some(path) = &args.report {
        let file = if is_folder(path) { path.join(SUMMARY) } else { path.clone() };
        if let Err(found) = of_run::write(&file, &summary) {
            return Ok(findings::show_one(found));
        }
    }
    if stopped {
        let counts = table::Counts::of(&items);
        let ready = counts.done + counts.before;
        say!("stopped; {ready} of {} are complete: the same command goes on", items.len());
        return Ok(Exit::Interrupted);
    }
    Ok(if items.iter().any(Item::is_failed) { Exit::SomeFailed } else { Exit::Fine })
}

/// Whether reports go into this folder, and not into one file.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with('/')
}

/// Shows what is planned: as data where that is all there will be.
fn show_plan(args: &BatchArgs, items: &[Item], quiet: bool) {
    if args.json {
        return stdout::event(&document::planned(items));
    }
    let lines = table::planned(items);
    // With nothing to do, the table at the end says the same.
    let quiet = quiet || !items.iter().any(|item| item.work().is_some());
    if args.dry_run {
        lines.iter().for_each(stdout::print_line);
    } else if !quiet {
        lines.iter().for_each(|line| say!("{line}"));
    }
}

/// Whether a run ended because the user wanted it.
fn was_interrupted(state: &State) -> bool {
    matches!(state, State::Failed(failed) if failed.found.code == Code::INTERRUPTED)
}
