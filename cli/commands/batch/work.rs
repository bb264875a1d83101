//! Runs what is planned, one input after another.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use fwr_compiler::diagnostics::{Code, Diagnostic, Sources};
use fwr_runtime::pipeline::{Options, Progress, Report};
use serde_json::json;

use crate::arguments::BatchArgs;
use crate::interrupt::stop_on_signal;
use crate::reports::{of_run, to_json};
use crate::running::{How, wrote};
use crate::terminal::stderr::say;
use crate::terminal::whole::Whole;
use crate::terminal::{findings, stdout};

use super::item::{Done, Failed, Item, State, Work};
use super::{document, is_folder, record, was_interrupted};

/// Runs every input that is to be run, until one fails and that is to end it, or the user stops it.
pub(super) fn all(args: &BatchArgs, how: &How<'_>, items: &mut [Item], quiet: bool) {
    let stop = stop_on_signal();
    let weights = items.iter().filter(|item| item.work().is_some()).map(Item::weight);
    let (count, all) = (weights.clone().count(), weights.sum());
    let whole = Whole::new(count, all, quiet, args.json);
    let mut number = 0;
    for (position, item) in items.iter_mut().enumerate() {
        let Some(work) = item.work() else { continue };
        if stop.load(Ordering::Relaxed) {
            break;
        }
        number += 1;
        begin(args, &whole, item, (number, count), quiet);
        let part = whole.begin(item.weight(), work.ready.expected_frames());
        let started = Instant::now();
        let result = one(args, how, work, &item.outputs, &part);
        let seconds = started.elapsed().as_secs_f64();
        let predicted = work.ready.predicted.seconds;
        let told = result.as_ref().map_or(Ok(()), |report| tell_file(args, work, report, position));
        let state = match result {
            Ok(report) => State::Done(Box::new(Done { predicted, seconds, report })),
            Err(found) => {
                let document = to_json(std::slice::from_ref(&found), &Sources::default());
                State::Failed(Box::new(Failed { predicted: Some(predicted), found, document }))
            }
        };
        if was_interrupted(&state) {
            // It is to be done still; what is kept of it is said.
            if let State::Failed(failed) = state {
                whole.say(&[format!("{}: {}", item.input.display(), failed.found.message)]);
            }
            part.end();
            break;
        }
        let (ended, left) = part.end();
        item.state = state;
        fwr_runtime::give_back_memory();
        let line = format!("{ended} of {count} done{left}");
        whole.around(|| end(args, item, quiet));
        if !quiet && !args.json && ended < count {
            whole.say(&[line]);
        }
        if let Err(found) = told {
            whole.around(|| findings::show_one(found));
        }
        if args.fail_fast && item.is_failed() {
            break;
        }
    }
    whole.finish();
}

/// Carries out one run, between two lines in the record of its folder.
fn one(
    args: &BatchArgs,
    how: &How<'_>,
    work: &Work,
    outputs: &[PathBuf],
    progress: &dyn Progress,
) -> Result<Report, Diagnostic> {
    let unwritable = |error: std::io::Error| {
        let output = outputs.first().map(|output| output.display().to_string()).unwrap_or_default();
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{output} cannot be written: {error}"))
            .help("choose a folder that you may write to")
    };
    for folder in outputs.iter().filter_map(|output| output.parent()).filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    let allow_damaged = args.how.measure.allow_damaged;
    record::begin(outputs, &work.recipe, allow_damaged).map_err(unwritable)?;
    let options = Options {
        force: work.replace,
        checksums: args.report.is_some() || args.json,
        ..work.ready.options(how, &args.segments())
    };
    let report = fwr_runtime::run(&work.ready.plan, &options, progress)?;
    let damaged = report.inputs.iter().any(|input| input.damage.is_some());
    // The outputs are there; what a line less costs is that they are looked at more closely the next time.
    if let Err(error) = record::end(outputs, &work.recipe, damaged) {
        tracing::warn!("it cannot be noted that {outputs:?} are complete: {error}");
    }
    Ok(report)
}

fn begin(args: &BatchArgs, whole: &Whole, item: &Item, (number, count): (usize, usize), quiet: bool) {
    if args.json {
        stdout::event(&json!({ "event": "begin", "number": number, "of": count, "input": item.input }));
    } else if !quiet {
        whole.say(&[format!("{number} of {count}: {}", item.input.display())]);
    }
}

/// Tells how a run ended.
fn end(args: &BatchArgs, item: &Item, quiet: bool) {
    if args.json {
        return stdout::event(&json!({ "event": "end", "input": document::one(item) }));
    }
    match &item.state {
        State::Done(done) => {
            findings::show(&done.report.warnings, &Sources::default(), quiet);
            if !quiet {
                wrote(&done.report, done.seconds).iter().for_each(|line| say!("{line}"));
            }
        }
        State::Failed(failed) => {
            say!("{}:", item.input.display());
            findings::show_one(failed.found.clone());
        }
        State::ToDo(_) | State::DoneBefore => {}
    }
}

/// Writes the report of a run, if there is to be a folder of them.
fn tell_file(args: &BatchArgs, work: &Work, report: &Report, position: usize) -> Result<(), Diagnostic> {
    let Some(folder) = args.report.as_ref().filter(|path| is_folder(path)) else { return Ok(()) };
    let stem = report.outputs.first().map(|output| std::path::Path::new(&output.path));
    let name = stem.and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy();
    let file = folder.join(format!("{:03}-{name}.json", position + 1));
    let unwritable = |error: std::io::Error| {
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("the folder {} cannot be made: {error}", folder.display()))
            .help("name another folder with --report")
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let ready = &work.ready;
    of_run::write(&file, &of_run::document(ready, report))
}
