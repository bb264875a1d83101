//! `fwr test`: whether what a graph expects of its result is true.

use fwr_compiler::compile;
use fwr_compiler::diagnostics::{Code, Diagnostic, Severity, Sources};
use fwr_compiler::elaborate::{Expectation, Planned, Sides};
use fwr_compiler::plan;
use fwr_compiler::types::{Unit, Value};
use serde_json::json;

use crate::arguments::{Format, TestArgs};
use crate::clock::since_start;
use crate::exit::Exit;
use crate::measuring::Measuring;
use crate::planning::Planning;
use crate::reports::junit::{self, Case, Verdict};
use crate::reports::to_json;
use crate::session::{Failure, Media, Session};
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout};

pub(crate) fn run(args: &TestArgs, quiet: bool) -> Exit {
    let judged = judged(args, quiet);
    let written = args.junit.as_ref().map_or(Ok(()), |path| {
        let suite = args.graph.graph.display().to_string();
        junit::write(path, &junit::document(&suite, since_start(), &cases(&suite, &judged)))
    });
    let exit = match judged {
        Ok(session) if args.json => show_json(&session),
        Ok(session) => show(&session, quiet),
        Err(failure) => failure.show(if args.json { Format::Json } else { Format::Human }),
    };
    written.map_or_else(findings::show_one, |()| exit)
}

/// The conditions as test cases; a graph that cannot be judged is one that could not be decided.
fn cases(suite: &str, judged: &Result<Session, Failure>) -> Vec<Case> {
    let session = match judged {
        Ok(session) => session,
        Err(failure) => {
            let errors = failure.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
            let why = errors.map(|found| format!("{} {}", found.code, found.message)).collect::<Vec<_>>().join("; ");
            let (name, place) = ("the graph can be judged".to_owned(), (suite.to_owned(), 1));
            return vec![Case { name, place, verdict: Verdict::Unknown(why) }];
        }
    };
    let one = |expectation: &Expectation| {
        let name = written(expectation, session);
        let file = session.sources.get(expectation.span.source).name.clone();
        let place = (file, session.sources.line_column(expectation.span).0);
        let verdict = match expectation.holds {
            Some(true) => Verdict::Passed,
            Some(false) => Verdict::Failed(compared(expectation)),
            None => Verdict::Unknown(compared(expectation)),
        };
        Case { name, place, verdict }
    };
    session.checked.expectations.iter().map(one).collect()
}

/// The graph with its expectations decided, as far as they can be.
fn judged(args: &TestArgs, quiet: bool) -> Result<Session, Failure> {
    let planning = Planning::for_run(&args.planning)
        .map_err(|found| Failure { diagnostics: vec![found], sources: Sources::default() })?;
    let mut session = Session::open(&args.graph, Media::Required)?.with(planning);
    let failed = |diagnostics, session: Session| Failure { diagnostics, sources: session.sources };
    let missing = plan::missing(&session.program.file, &args.graph.graph.display().to_string(), &session.bindings);
    if !missing.is_empty() {
        return Err(failed(missing, session));
    }
    session.bindings.expectations = true;
    session.checked = compile::check(&session.program, &session.bindings);
    let measured =
        Measuring::new(&args.measure, quiet).fused(args.fuse).with(session.threads(), false).settle(&mut session);
    if let Err(found) = measured {
        return Err(failed(vec![found], session));
    }
    if compile::has_errors(&session.checked.diagnostics) {
        return Err(failed(session.checked.diagnostics.clone(), session));
    }
    if Planned::is_wanted(&session.program.file) {
        session = session.with_any_outputs();
        let Some(plan) = session.plan(args.fuse) else {
            return Err(failed(session.checked.diagnostics.clone(), session));
        };
        let memory = session.planning.as_ref().and_then(|planning| planning.predict(&plan).memory.most.high());
        session.bindings.planned = Some(Planned { memory, lost: plan.lost(&session.bindings) });
        session.checked = compile::check(&session.program, &session.bindings);
    }
    if session.checked.expectations.is_empty() {
        let name = args.graph.graph.display();
        let found = Diagnostic::new(Code::NO_EXPECTATIONS, format!("{name} expects nothing: it has no `expect` block"))
            .help("add for example `expect { frames(picture) == frames(tape.video) }`");
        return Err(failed(vec![found], session));
    }
    Ok(session)
}

fn show(session: &Session, quiet: bool) -> Exit {
    findings::show(&session.checked.diagnostics, &session.sources, quiet);
    let expectations = &session.checked.expectations;
    let lines: Vec<(&str, String, String)> = expectations
        .iter()
        .map(|expectation| (verdict(expectation), written(expectation, session), compared(expectation)))
        .collect();
    let width = lines.iter().map(|(_, written, _)| written.chars().count()).filter(|width| *width <= 60).max();
    let width = width.unwrap_or(0);
    for (verdict, written, compared) in lines {
        stdout::print_line(format_args!("{verdict}  {written:<width$}  {compared}").to_string().trim_end());
    }
    let held = expectations.iter().filter(|expectation| expectation.holds == Some(true)).count();
    if !quiet {
        say!("{held} of {} expectations hold", expectations.len());
    }
    exit(expectations)
}

fn show_json(session: &Session) -> Exit {
    let expectations = &session.checked.expectations;
    let one = |expectation: &Expectation| {
        let (line, column) = session.sources.line_column(expectation.span);
        let sides = expectation.sides.as_ref();
        json!({
            "condition": written(expectation, session),
            "file": session.sources.get(expectation.span.source).name,
            "line": line,
            "column": column,
            "holds": expectation.holds,
            "left": sides.map(|sides| plain(&sides.left)),
            "operator": sides.map(|sides| sides.operator),
            "right": sides.map(|sides| plain(&sides.right)),
        })
    };
    let document = json!({
        "expectations": expectations.iter().map(one).collect::<Vec<_>>(),
        "measured": plan::values(&session.checked.measured, &session.sources),
        "findings": to_json(&session.checked.diagnostics, &session.sources),
    });
    stdout::print_line(format_args!("{document:#}"));
    exit(expectations)
}

/// A value for a program: numbers in the base unit of their kind, names as texts, `null` while not known.
fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::Unknown => serde_json::Value::Null,
        Value::Number(quantity) => json!(quantity.value()),
        Value::Bool(value) => json!(value),
        Value::Text(text) | Value::Name(text) => json!(text),
        Value::List(items) => items.iter().map(plain).collect(),
        other => json!(other.describe()),
    }
}

fn exit(expectations: &[Expectation]) -> Exit {
    if expectations.iter().all(|expectation| expectation.holds == Some(true)) { Exit::Fine } else { Exit::Findings }
}

fn verdict(expectation: &Expectation) -> &'static str {
    match expectation.holds {
        Some(true) => "pass",
        Some(false) => "FAIL",
        None => "????",
    }
}

/// The condition in one line, as the graph has it.
fn written(expectation: &Expectation, session: &Session) -> String {
    let text = &session.sources.get(expectation.span.source).text[expectation.span.range()];
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The values on both sides, or what is not known.
fn compared(expectation: &Expectation) -> String {
    match &expectation.sides {
        Some(Sides { left, operator, right }) => format!("{} {operator} {}", value(left), value(right)),
        None if expectation.holds.is_none() => "something in it is not known".to_owned(),
        None => String::new(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Unknown => "not known".to_owned(),
        Value::Name(name) => name.clone(),
        Value::Number(quantity) if quantity.dimension() == Unit::B.dimension() => {
            format!("{:.0}{}", quantity.value() / Unit::MiB.factor(), Unit::MiB.name())
        }
        Value::Number(quantity) => {
            // Six digits tell measured values apart.
            quantity.with_value((quantity.value() * 1e6).round() / 1e6).to_string()
        }
        other => other.describe(),
    }
}
