//! Choosing implementations that meet a deadline.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::estimate::estimate;
use fwr_compiler::place::{Choices, Chosen, choose};

use crate::planning::Planning;
use crate::session::Session;

/// Gives the session the best implementations with which a run is done within the deadline, and says what was looked
/// at; nothing without a deadline, and where the graph has errors.
///
/// # Errors
/// E1411 if there are none, or if it is not known how long a run takes.
pub(crate) fn meet(session: &mut Session, planning: &Planning, fuse: bool) -> Result<Option<Chosen>, Diagnostic> {
    let Some(deadline) = planning.deadline.map(|deadline| deadline.as_secs_f64()) else { return Ok(None) };
    if compile::has_errors(&session.checked.diagnostics) {
        return Ok(None);
    }
    let mut unknown: Option<String> = None;
    let mut price = |choices: &Choices| {
        let bindings = Bindings { choices: choices.clone(), ..session.bindings.clone() };
        let mut checked = compile::check(&session.program, &bindings);
        // What asks for clips to be measured that were not is left alone: a choice is no reason to read a file again.
        if !checked.measurements.is_empty() {
            return None;
        }
        let world = &fwr_runtime::Containers;
        let mut plan = compile::plan(&session.program, &mut checked, &session.sources, &bindings, world)?;
        planning.place(&mut plan, fuse);
        let estimate = estimate(&plan, &planning.profile, &planning.setting());
        if unknown.is_none() {
            unknown = estimate.unknown.first().cloned();
        }
        estimate.seconds.likely().zip(estimate.seconds.high())
    };
    let chosen = choose(&session.checked.sites, planning.least(), deadline, &mut price);
    let Some(found) = chosen.chosen else { return Err(refusal(&chosen, unknown)) };
    session.bindings.choices.clone_from(&chosen.considered[found].choices);
    session.checked = compile::check(&session.program, &session.bindings);
    Ok(Some(chosen))
}

fn refusal(chosen: &Chosen, unknown: Option<String>) -> Diagnostic {
    let deadline = time(chosen.deadline);
    let quickest = chosen.considered.iter().min_by(|a, b| a.most.total_cmp(&b.most));
    let Some(quickest) = quickest else {
        let why = unknown.unwrap_or_else(|| "nothing could be planned".to_owned());
        return Diagnostic::new(
            Code::DEADLINE,
            format!("whether a run is done within {deadline} is not known: it is not known {why}"),
        )
        .help("leave out --deadline");
    };
    let (likely, most) = (time(quickest.seconds), time(quickest.most));
    Diagnostic::new(
        Code::DEADLINE,
        format!("nothing is done within {deadline}: the quickest way takes {likely}, and may take {most}"),
    )
    .help(format!("allow --deadline {}, or look at what takes the time: `fwr explain GRAPH`", written(quickest.most)))
}

/// `41 s`, `12 min 05 s`, `2 h 05 min`.
fn time(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..120 => format!("{whole} s"),
        120..5400 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// As it is written after --deadline, rounded up.
fn written(seconds: f64) -> String {
    if seconds < 120.0 { format!("{}s", seconds.ceil()) } else { format!("{}m", (seconds / 60.0).ceil()) }
}
