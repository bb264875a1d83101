//! Differences of params, steps and ops in words.

use std::collections::BTreeMap;

use super::align::{Pair, align};
use super::compare::Difference;
use super::document::{Lock, LockedOp, LockedPlan, LockedStep, Params};
use super::make::Places;

/// More differences of ops than this are only counted: one cause rarely has so many that a person reads them.
const MOST: usize = 20;

/// Adds what is different in params.
pub(super) fn changed_params(before: &Params, after: &Params, found: &mut Vec<Difference>) {
    let all = |params: &Params| -> BTreeMap<String, String> {
        params.default.iter().chain(&params.given).map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let (old, new) = (all(before), all(after));
    for (name, value) in &new {
        match old.get(name) {
            Some(was) if was == value => {}
            Some(was) => {
                let whose = if after.given.contains_key(name) { "given" } else { "its default" };
                found.push(Difference::new(format!("the param `{name}` is {value} instead of {was} ({whose})")));
            }
            // A param that nothing uses changes nothing, and one that is used shows in the steps or the text.
            None => found.push(Difference::new(format!("there is a new param `{name}`, which is {value}"))),
        }
    }
    for (name, was) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        found.push(Difference::new(format!("there is no param `{name}` any more, which was {was}")));
    }
}

/// `sigma 4 instead of 3 and radius 2 instead of 1`; `None` where all is the same.
pub(super) fn changed_step(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Option<String> {
    let shown = |value: &str| if value == "?" { "what the clip decides".to_owned() } else { value.to_owned() };
    let mut changes = Vec::new();
    for (name, value) in after {
        match before.get(name) {
            Some(was) if was == value => {}
            Some(was) => changes.push(format!("{name} {} instead of {}", shown(value), shown(was))),
            None => changes.push(format!("{name} {}, which it did not have", shown(value))),
        }
    }
    for (name, was) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        changes.push(format!("no {name}, which was {}", shown(was)));
    }
    (!changes.is_empty()).then(|| joined(&changes))
}

/// Adds where another implementation does the work.
pub(super) fn choices(locked: &Lock, now: &Lock, places: &Places, found: &mut Vec<Difference>) {
    for (position, choice) in now.choices.iter().enumerate() {
        let earlier = now.choices[..position].iter().filter(|other| other.at == choice.at).count();
        let before = locked.choices.iter().filter(|other| other.at == choice.at).nth(earlier);
        if let Some(before) = before.filter(|before| before.by != choice.by) {
            let message = format!("`{}` is done by `{}` instead of `{}`", choice.at, choice.by, before.by);
            let line = places.choices.get(position).copied().flatten();
            found.push(Difference { line, ..Difference::new(message) });
        }
    }
}

/// Adds what is different in steps.
pub(super) fn steps(locked: &Lock, now: &Lock, places: &Places, found: &mut Vec<Difference>) {
    let (before, after) = (&locked.steps, &now.steps);
    let alike = |a: &LockedStep, b: &LockedStep| match a.does == b.does {
        true => 2 + u32::from(a.with == b.with),
        false => 0,
    };
    let pairs = align(before, after, alike);
    let same_places = pairs.iter().all(|(a, b)| a.is_some() && b.is_some());
    let at = |position: usize| places.steps.get(position).copied();
    for (old, new) in &pairs {
        match (*old, *new) {
            (Some(old), Some(new)) => {
                let (was, is) = (&before[old], &after[new]);
                let name = &is.does;
                if let Some(changes) = changed_step(&was.with, &is.with) {
                    found.push(Difference::new(format!("`{name}` now runs with {changes}")).at(at(new)));
                }
                // Where steps came or went, what reads them reads something else, which is said already.
                if same_places && was.of != is.of {
                    let reads = |of: &[String], steps: &[LockedStep]| {
                        let names: Vec<String> = of.iter().map(|from| named(from, steps)).collect();
                        joined(&names)
                    };
                    let (is, was) = (reads(&is.of, after), reads(&was.of, before));
                    found.push(Difference::new(format!("`{name}` now reads {is} instead of {was}")).at(at(new)));
                }
            }
            (None, Some(new)) => {
                let is = &after[new];
                let place = is.of.first().map_or_else(String::new, |from| format!(" after {}", named(from, after)));
                let moved = gone(&pairs).any(|old| before[old].does == is.does);
                let message = if moved { "now runs" } else { "is new: it runs" };
                found.push(Difference::new(format!("`{}` {message}{place}", is.does)).at(at(new)));
            }
            (Some(old), None) => {
                let was = &before[old];
                if !come(&pairs).any(|new| after[new].does == was.does) {
                    found.push(Difference::new(format!("`{}` is no longer run", was.does)));
                }
            }
            (None, None) => {}
        }
    }
    for (position, (was, is)) in locked.outputs.iter().zip(&now.outputs).enumerate() {
        if same_places && was.of != is.of {
            let names = |of: &[String], steps| joined(&of.iter().map(|from| named(from, steps)).collect::<Vec<_>>());
            let (is, was) = (names(&is.of, after), names(&was.of, before));
            let message = format!("what is encoded is {is} instead of {was}");
            found.push(Difference::new(message).at(places.outputs.get(position).copied()));
        }
    }
}

/// What is different in the ops of two plans.
pub(super) fn ops(before: &LockedPlan, after: &LockedPlan, places: &Places) -> Vec<Difference> {
    let alike = |a: &LockedOp, b: &LockedOp| match a.does == b.does {
        true => 2 + 4 * u32::from(a.with == b.with && a.planes == b.planes) + u32::from(a.kernel == b.kernel),
        false => 0,
    };
    let pairs = align(&before.ops, &after.ops, alike);
    let same_places = pairs.iter().all(|(a, b)| a.is_some() && b.is_some());
    let mut found = Vec::new();
    for (old, new) in &pairs {
        let message = match (*old, *new) {
            (Some(old), Some(new)) => changed_op(&before.ops[old], &after.ops[new], same_places),
            (None, Some(new)) => Some(came(&after.ops[new])),
            (Some(old), None) => Some(match &before.ops[old].inserted {
                Some(_) => format!("the conversion `{}` is no longer inserted", before.ops[old].does),
                None => format!("`{}` is no longer part of the plan", before.ops[old].does),
            }),
            (None, None) => None,
        };
        let line = new.and_then(|new| places.ops.get(new).copied().flatten());
        found.extend(message.map(|message| Difference { line, ..Difference::new(message) }));
    }
    if found.len() > MOST {
        let more = found.len() - MOST;
        found.truncate(MOST);
        found.push(Difference::new(format!("{more} more ops of the plan are different")));
    }
    found
}

fn came(op: &LockedOp) -> String {
    match &op.inserted {
        Some(reason) => format!("a conversion `{}` is inserted now: {reason}", op.does),
        None => format!("`{}` is new in the plan", op.does),
    }
}

fn changed_op(was: &LockedOp, is: &LockedOp, same_places: bool) -> Option<String> {
    let name = &is.does;
    let format = |op: &LockedOp| op.gives.clone().unwrap_or_else(|| "what it reads".to_owned());
    if let Some(changes) = changed_step(&was.with, &is.with) {
        return Some(format!("`{name}` runs with {changes}"));
    }
    if was.planes != is.planes {
        let planes = |op: &LockedOp| op.planes.as_ref().map_or("all planes".to_owned(), |on| format!("plane {on}"));
        return Some(format!("`{name}` runs on {} instead of {}", planes(is), planes(was)));
    }
    if was.on != is.on {
        let on = |op: &LockedOp| op.on.clone().unwrap_or_else(|| "either backend".to_owned());
        return Some(format!("`{name}` runs on {} instead of {}", on(is), on(was)));
    }
    if was.kernel != is.kernel || was.native != is.native {
        return Some(format!("`{name}` computes something else"));
    }
    if was.gives != is.gives {
        return Some(format!("`{name}` gives {} instead of {}", format(is), format(was)));
    }
    (same_places && was.of != is.of).then(|| format!("`{name}` reads something else"))
}

fn gone(pairs: &[Pair]) -> impl Iterator<Item = usize> {
    pairs.iter().filter_map(|(old, new)| if new.is_none() { *old } else { None })
}

fn come(pairs: &[Pair]) -> impl Iterator<Item = usize> {
    pairs.iter().filter_map(|(old, new)| if old.is_none() { *new } else { None })
}

/// `step 2` by the name of the step, anything else as it is.
fn named(from: &str, steps: &[LockedStep]) -> String {
    let number = from.strip_prefix("step ").and_then(|number| number.parse::<usize>().ok());
    let step = number.and_then(|number| steps.get(number.checked_sub(1)?));
    step.map_or_else(|| from.to_owned(), |step| format!("`{}`", step.does))
}

/// A text as a person writes it, or that it is not there.
pub(super) fn quoted(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// `a, b and c`
fn joined(parts: &[String]) -> String {
    match parts {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
