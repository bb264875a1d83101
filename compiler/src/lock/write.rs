//! From the document to the text of a lock file: one thing a line, so that a change of it reads well.

use std::fmt;

use serde::Serialize;
use toml::ser::ValueSerializer;

use super::{Lock, LockedPlan};

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = &self.graph;
        writeln!(f, "# What {graph} comes to. Keep it beside the graph; it is written by `fwr lock {graph}`.")?;
        writeln!(f, "# `fwr run --locked` keeps to it, `fwr lock --check` says whether it still holds.\n")?;
        writeln!(f, "version = {}", self.version)?;
        writeln!(f, "graph = {}", value(graph)?)?;
        writeln!(f, "framewright = {}", value(&self.framewright)?)?;
        writeln!(f, "edition = {}", value(&self.edition)?)?;
        writeln!(f, "pixels = {}", self.pixels)?;
        writeln!(f, "quality = {}", value(&self.quality)?)?;
        list(f, "files", &self.files)?;
        list(f, "definitions", &self.definitions)?;
        list(f, "models", &self.models)?;
        list(f, "choices", &self.choices)?;
        list(f, "steps", &self.steps)?;
        list(f, "outputs", &self.outputs)?;
        for (name, params) in [("given", &self.params.given), ("default", &self.params.default)] {
            if params.is_empty() {
                continue;
            }
            writeln!(f, "\n[params.{name}]")?;
            for (name, param) in params {
                writeln!(f, "{} = {}", key(name)?, value(param)?)?;
            }
        }
        self.plan.as_ref().map_or(Ok(()), |plan| write_plan(f, plan))
    }
}

fn write_plan(f: &mut fmt::Formatter<'_>, plan: &LockedPlan) -> fmt::Result {
    writeln!(f, "\n[plan]")?;
    writeln!(f, "fingerprint = {}", value(&plan.fingerprint)?)?;
    list(f, "inputs", &plan.inputs)?;
    list(f, "measured", &plan.measured)?;
    list(f, "choices", &plan.choices)?;
    list(f, "ops", &plan.ops)
}

/// A list with an element a line; nothing if it is empty.
fn list<T: Serialize>(f: &mut fmt::Formatter<'_>, name: &str, elements: &[T]) -> fmt::Result {
    if elements.is_empty() {
        // The two that a plan cannot be read without.
        return if matches!(name, "inputs" | "ops") { writeln!(f, "{name} = []") } else { Ok(()) };
    }
    writeln!(f, "\n{name} = [")?;
    for element in elements {
        writeln!(f, "  {},", value(element)?)?;
    }
    writeln!(f, "]")
}

/// A value in one line.
pub(super) fn value(value: &(impl Serialize + ?Sized)) -> Result<String, fmt::Error> {
    let mut text = String::new();
    // What has no form in TOML has no place in the document.
    value.serialize(ValueSerializer::new(&mut text)).map_err(|_| fmt::Error)?;
    Ok(text)
}

/// A name as a key: bare where it can be.
fn key(name: &str) -> Result<String, fmt::Error> {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { Ok(name.to_owned()) } else { value(name) }
}
