//! `fwr lock`: writes down what a recipe comes to, or says what has become of it.

use std::path::Path;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::lock::{Comparison, Difference, Lock, Places, Weight, compare};
use serde_json::json;

use crate::arguments::{Format, FuseArgs, GraphArgs, LockArgs};
use crate::exit::Exit;
use crate::locking;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::rewrite::rewrite;
use crate::session::{Failure, Media, Session};
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &LockArgs, quiet: bool) -> Exit {
    let path =
        locking::path_of(&args.graph.graph, args.diff.as_ref().and_then(Option::as_ref).or(args.lock_file.as_ref()));
    let writes = !args.check && args.diff.is_none();
    // What is written anew need not have been there, nor readable.
    let before = match locking::read(&path) {
        Ok(lock) => Some(lock),
        Err(found) if !writes => return findings::show_one(found),
        Err(_) => None,
    };
    let mut graph = args.graph.clone();
    if let Some(lock) = before.as_ref().filter(|_| !writes) {
        locking::give_params(&mut graph, lock);
    }
    let (session, lock, places) = match locked(&graph, args, before.as_ref(), quiet) {
        Ok(found) => found,
        Err(failure) => return failure.show(Format::Human),
    };
    let exit = findings::show(&session.checked.diagnostics, &session.sources, quiet);
    if exit != Exit::Fine {
        return exit;
    }
    let comparison = before.as_ref().map(|before| compare(before, &lock, &places));
    match comparison {
        Some(comparison) if !writes => {
            if args.json {
                show_json(&path, &comparison, &session);
            } else if args.check {
                return show_check(&path, &comparison, &session, quiet);
            } else {
                show_difference(&path, &comparison, &session);
            }
            if args.check && !comparison.holds() { Exit::LockDiffers } else { Exit::Fine }
        }
        comparison => write(&path, &lock, comparison.as_ref(), &session, quiet),
    }
}

/// The graph and what it comes to, its plan too if clips are named.
fn locked(
    graph: &GraphArgs,
    args: &LockArgs,
    before: Option<&Lock>,
    quiet: bool,
) -> Result<(Session, Lock, Places), Failure> {
    let planning = Planning::of(&args.planning)
        .map_err(|found| Failure { diagnostics: vec![found], sources: Default::default() })?;
    let mut session = Session::open(graph, Media::IfNamed)?.with(planning);
    let failed = |diagnostics, session: Session| Err(Failure { diagnostics, sources: session.sources });
    if compile::has_errors(&session.checked.diagnostics) {
        return failed(session.checked.diagnostics.clone(), session);
    }
    let keeps = args.check || args.diff.is_some();
    before.iter().filter(|_| keeps).for_each(|lock| locking::keep_choices(&mut session, lock));
    locking::name_outputs(&mut session);
    let mut plan = None;
    if !session.bindings.media.is_empty() {
        if let Err(found) = Measuring::new(&args.measure, quiet).settle(&mut session) {
            return failed(vec![found], session);
        }
        plan = session.plan(FuseArgs { no_fuse: false }).and_then(|_| session.unfused());
        if plan.is_none() {
            return failed(session.checked.diagnostics.clone(), session);
        }
    }
    // Nothing of an older lock is kept but this, unless it is said anew: else each machine would write another one.
    let threads = locking::encoder_threads(&session, before.filter(|_| keeps || session.threads() == 0));
    let (lock, places) = locking::current(&session, plan.as_ref(), threads);
    Ok((session, lock, places))
}

fn write(path: &Path, lock: &Lock, comparison: Option<&Comparison>, session: &Session, quiet: bool) -> Exit {
    let name = path.display();
    let text = lock.to_string();
    if std::fs::read_to_string(path).is_ok_and(|there| there == text) {
        if !quiet {
            say!("{name} holds: nothing has changed");
        }
        return Exit::Fine;
    }
    let written = if path.exists() {
        rewrite(path, &text)
    } else {
        std::fs::write(path, &text).map_err(|error| {
            Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("{name} cannot be written: {error}"))
                .help("--lock-file says where else to write it")
        })
    };
    if let Err(found) = written {
        return findings::show_one(found);
    }
    if quiet {
        return Exit::Fine;
    }
    say!("wrote {name}: {}", summary(lock));
    if let Some(comparison) = comparison.filter(|comparison| !comparison.is_empty()) {
        say!("since the lock before:");
        comparison.causes.iter().for_each(|difference| say!("  {}", sentence(difference, session)));
    }
    Exit::Fine
}

/// `3 steps, 2 definitions, for clips of any format`
fn summary(lock: &Lock) -> String {
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let clips = match &lock.plan {
        None => "for clips of any format".to_owned(),
        Some(plan) => {
            let inputs = plan.inputs.iter().map(|input| format!("`{}` of {}", input.name, input.format));
            format!("for {}", inputs.collect::<Vec<_>>().join(" and "))
        }
    };
    format!("{}, {}, {clips}", count(lock.steps.len(), "step"), count(lock.definitions.len(), "definition"))
}

fn show_check(path: &Path, comparison: &Comparison, session: &Session, quiet: bool) -> Exit {
    let exit = findings::show(&locking::findings(comparison), &session.sources, quiet);
    if exit == Exit::Fine && !quiet {
        say!("{} holds", path.display());
    }
    exit
}

fn show_difference(path: &Path, comparison: &Comparison, session: &Session) {
    let name = path.display();
    if comparison.is_empty() {
        stdout::print_line(format_args!("nothing is different from {name}"));
        return;
    }
    let (changes, notes): (Vec<&Difference>, Vec<&Difference>) =
        comparison.causes.iter().partition(|difference| difference.weight == Weight::Differs);
    let parts = [
        (format!("different from {name}"), changes),
        ("different, but the pixels are the same".to_owned(), notes),
        ("what that does to the plan".to_owned(), comparison.consequences.iter().collect()),
    ];
    let mut first = true;
    for (heading, differences) in parts.into_iter().filter(|(_, differences)| !differences.is_empty()) {
        let blank = if first { "" } else { "\n" };
        first = false;
        stdout::print_line(format_args!("{blank}{heading}"));
        for difference in differences {
            stdout::print_line(format_args!("  {}", sentence(difference, session)));
        }
    }
}

/// `line 7: denoise now runs with sigma 4 instead of 3`; the file too where it is not the graph itself.
fn sentence(difference: &Difference, session: &Session) -> String {
    let main = &session.sources.get(session.program.source).name;
    match locking::place(difference, session) {
        Some((file, line)) if file == *main => format!("line {line}: {}", difference.message),
        Some((file, line)) => format!("{file}, line {line}: {}", difference.message),
        None => difference.message.clone(),
    }
}

fn show_json(path: &Path, comparison: &Comparison, session: &Session) {
    let one = |difference: &Difference| {
        let place = locking::place(difference, session);
        json!({
            "message": difference.message,
            "changes_result": difference.weight == Weight::Differs,
            "file": place.as_ref().map(|(file, _)| file),
            "line": place.as_ref().map(|(_, line)| line),
        })
    };
    let document = json!({
        "lock": path.display().to_string(),
        "holds": comparison.holds(),
        "differences": comparison.causes.iter().map(one).collect::<Vec<_>>(),
        "consequences": comparison.consequences.iter().map(one).collect::<Vec<_>>(),
    });
    stdout::print_line(format_args!("{document:#}"));
}
