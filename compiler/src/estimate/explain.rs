//! Why a run takes what it takes, and what would change that, in sentences.

use serde::Serialize;

use super::{Estimate, StageEstimate, name, speed, words};
use crate::machine::Figure;
use crate::plan::{Op, OpKind, Plan};

/// The same graph run in another way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// What to do for it: `--prefer gpu`.
    pub change: String,
    /// What it changes besides the time, if anything: `a somewhat larger file`.
    pub price: Option<String>,
    /// What the run takes then.
    pub estimate: Estimate,
}

/// Ops that are shown at most: the rest is small change.
const SHOWN: usize = 6;

/// Gains and losses below this part of the run are no difference: no estimate is that good.
const NOTHING: f64 = 0.02;

/// What holds a run up, and where its time goes.
pub fn answer(plan: &Plan, estimate: &Estimate) -> String {
    let mut text = format!("{} on {}", plan.graph, words::machine(&estimate.machine));
    if estimate.seconds == Figure::Unknown {
        text.push_str(": how long it takes is not known.\n");
        estimate.unknown.iter().for_each(|why| text.push_str(&format!("  not known: {why}\n")));
        return text;
    }
    text.push_str(&format!(
        ": {}, at {}\n\n",
        words::interval(estimate.seconds, words::duration),
        speed(plan, estimate).split(", ").take(2).collect::<Vec<_>>().join(", ")
    ));
    text.push_str(&wrapped(&held_up(estimate), ""));
    text.push_str(&spent(plan, estimate));
    text
}

/// Which stage sets the pace, and what the others do meanwhile.
fn held_up(estimate: &Estimate) -> String {
    let frames = estimate.frames.likely().filter(|frames| *frames > 0.0);
    let each = |stage: &StageEstimate| {
        let each = stage.seconds.likely().zip(frames).map(|(seconds, frames)| seconds / frames);
        each.map_or_else(|| "an unknown time".to_owned(), words::duration)
    };
    let Some((number, slowest)) = estimate.bottleneck.and_then(|number| Some((number, estimate.stages.get(number)?)))
    else {
        let mut parts: Vec<&StageEstimate> = estimate.stages.iter().collect();
        parts.sort_by(|a, b| likely(b.cpu_seconds).total_cmp(&likely(a.cpu_seconds)));
        let all = likely(estimate.cpu_seconds).max(1e-12);
        let share = |stage: &StageEstimate| words::share(likely(stage.cpu_seconds) / all);
        let parts = parts.iter().enumerate().map(|(number, stage)| {
            let of = if number == 0 { "of their work is " } else { "" };
            format!("{} {of}{}", share(stage), doing(stage, false))
        });
        return format!(
            "The cores of the processor are the limit: all of them are busy all the time, and no stage has to wait for \
             another. {}.",
            words::listed(&parts.collect::<Vec<_>>())
        );
    };
    let mut text = format!(
        "{} {} the run up, with {} for each frame.",
        doing(slowest, true),
        if slowest.name == "filter" { "hold" } else { "holds" },
        each(slowest)
    );
    let others = estimate.stages.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, stage)| stage);
    let others: Vec<String> = others.map(|stage| format!("{} takes {}", doing(stage, false), each(stage))).collect();
    if !others.is_empty() {
        let wait =
            if others.len() == 1 { "It goes on beside that, and waits" } else { "They go on beside that, and wait" };
        let others = words::listed(&others).replace("the filters takes", "the filters take");
        text.push_str(&format!(" {}. {wait} the rest of the time.", capital(&others)));
    }
    text
}

/// `Encoding restored.mkv`, as the beginning of a sentence or inside one.
fn doing(stage: &StageEstimate, begins: bool) -> String {
    let text = match stage.name.split_once(' ') {
        Some(("decode", what)) => format!("decoding {what}"),
        Some(("encode", what)) => format!("encoding {what}"),
        _ if stage.name == "filter" => "the filters".to_owned(),
        _ => stage.name.clone(),
    };
    if begins { capital(&text) } else { text }
}

/// With a capital letter, as sentences begin.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What of the filters takes how long.
fn spent(plan: &Plan, estimate: &Estimate) -> String {
    let mut ops: Vec<(f64, &Op)> = estimate
        .ops
        .iter()
        .filter_map(|found| Some((found, plan.ops.get(found.op.0 as usize)?)))
        .filter(|(_, op)| !matches!(op.kind, OpKind::Decode { .. }))
        .filter_map(|(found, op)| Some((found.seconds.likely()? * found.frames.likely()?, op)))
        .filter(|(seconds, _)| *seconds > 0.0)
        .collect();
    ops.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.id.cmp(&other.id)));
    let all: f64 = ops.iter().map(|(seconds, _)| seconds).sum();
    if ops.is_empty() {
        return String::new();
    }
    let frames = estimate.frames.likely().unwrap_or(1.0).max(1.0);
    let rows = ops.iter().take(SHOWN).map(|(seconds, op)| {
        vec![
            words::duration(seconds / frames),
            words::share(seconds / all).replace("less than ", "<"),
            name(op),
            super::table::lines(op),
            format!("on the {}", op.backend),
        ]
    });
    let mut text = "\nwhere the filters' time goes, for each frame\n".to_owned();
    super::table::columns(&mut text, &rows.collect::<Vec<_>>(), &[true, true, false, false, false]);
    if ops.len() > SHOWN {
        let rest: f64 = ops[SHOWN..].iter().map(|(seconds, _)| seconds / frames).sum();
        text.push_str(&format!("  and {} for {} more\n", words::duration(rest), ops.len() - SHOWN));
    }
    text
}

/// What other ways to run a graph would gain, the best first; ways that make no difference in one line.
pub fn alternatives(estimate: &Estimate, others: &[Alternative]) -> String {
    let Some(now) = estimate.seconds.likely() else { return String::new() };
    let mut judged: Vec<(f64, &Alternative)> =
        others.iter().filter_map(|other| Some((other.estimate.seconds.likely()? / now, other))).collect();
    judged.sort_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| one.change.cmp(&other.change)));
    let mut text = "\nwhat would change the time\n".to_owned();
    let differs = |part: f64| (part - 1.0).abs() >= NOTHING;
    let rows = judged.iter().filter(|(part, _)| differs(*part)).map(|(part, other)| {
        let much = if *part < 1.0 {
            format!("{:.0} % less", 100.0 * (1.0 - part))
        } else if *part < 2.0 {
            format!("{:.0} % more", 100.0 * (part - 1.0))
        } else {
            format!("{part:.1} times as long")
        };
        let price = other.price.as_ref().map_or(String::new(), |price| format!("  ({price})"));
        vec![much, words::likely(other.estimate.seconds, words::duration), format!("{}{price}", other.change)]
    });
    super::table::columns(&mut text, &rows.collect::<Vec<_>>(), &[true, true, false]);
    let same: Vec<String> =
        judged.iter().filter(|(part, _)| !differs(*part)).map(|(_, other)| other.change.clone()).collect();
    if !same.is_empty() {
        text.push_str(&wrapped(&format!("no difference: {}", words::listed(&same)), "  "));
    }
    let unknown = others.iter().filter(|other| other.estimate.seconds == Figure::Unknown);
    for other in unknown {
        let why = other.estimate.unknown.first().map_or(String::new(), |why| format!(": {why}"));
        text.push_str(&wrapped(&format!("not known: {}{why}", other.change), "  "));
    }
    if others.is_empty() {
        text.push_str("  nothing that could be tried here\n");
    }
    text.push_str("  other machines: `fwr estimate` with `--compare this,gpu-8gb,h200` sets them side by side\n");
    text
}

fn likely(figure: Figure) -> f64 {
    figure.likely().unwrap_or(0.0)
}

/// A paragraph in lines of at most a hundred columns.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    const WIDTH: usize = 100;
    let (mut found, mut line) = (String::new(), String::from(indent));
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.trim() != "" {
            found.push_str(line.trim_end());
            found.push('\n');
            line = String::from(indent);
        }
        line.push_str(word);
        line.push(' ');
    }
    found.push_str(line.trim_end());
    found.push('\n');
    found
}
