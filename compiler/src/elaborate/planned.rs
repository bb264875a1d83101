//! What only a plan can tell, for the conditions of an `expect`: the memory of the run, and which streams it keeps.

use std::collections::BTreeSet;

use super::Elaborator;
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::StreamClass;
use crate::syntax::ast::{Call, ExprKind, File, ItemKind};
use crate::syntax::walk::walk;
use crate::types::{Quantity, Unit, Value};

/// The functions that ask a plan.
const FUNCTIONS: &[&str] = &["memory", "kept"];

/// What there is to tell of a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Planned {
    /// Bytes of memory that its run takes at most, if that is known.
    pub memory: Option<f64>,
    /// What the inputs have and no output keeps.
    pub lost: BTreeSet<StreamClass>,
}

impl Planned {
    /// Whether conditions of `file` ask for it.
    pub fn is_wanted(file: &File) -> bool {
        let mut wanted = false;
        let conditions = file.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Expect(expect) => Some(&expect.conditions),
            _ => None,
        });
        for condition in conditions.flatten() {
            walk(condition, &mut |expr| {
                let call = match &expr.kind {
                    ExprKind::Call(call) | ExprKind::Pipe(_, call) => call,
                    _ => return,
                };
                wanted |= call.module.is_none() && FUNCTIONS.contains(&call.name.name.as_str());
            });
        }
        wanted
    }
}

impl Elaborator<'_> {
    /// `memory()`: bytes that a run of the graph takes at most; `given` values were given to it.
    pub(super) fn planned_memory(&mut self, call: &Call, given: usize) -> Value {
        if given > 0 {
            self.report(
                Diagnostic::new(Code::EXTRA_ARGUMENT, format!("memory takes no values, found {given}"))
                    .label(call.span, "")
                    .help("write for example `memory() <= 512MiB`"),
            );
            return Value::Unknown;
        }
        if !self.may_ask(call) {
            return Value::Unknown;
        }
        let memory = self.bindings.planned.as_ref().and_then(|planned| planned.memory);
        memory.map_or(Value::Unknown, |bytes| Value::Number(Quantity::new(bytes / Unit::MiB.factor(), Unit::MiB)))
    }

    /// `kept(audio)`: whether what the inputs have of a kind of stream is all in the outputs; `given` values were given to
    /// it, piped or not.
    pub(super) fn kept(&mut self, call: &Call, given: usize) -> Value {
        let ([arg], 1) = (call.args.as_slice(), given) else {
            self.report(
                Diagnostic::new(
                    if given == 0 { Code::MISSING_ARGUMENT } else { Code::EXTRA_ARGUMENT },
                    format!("kept takes one value, found {given}"),
                )
                .label(call.span, "")
                .help("write for example `kept(audio)`, `kept([audio, subtitles])` or `kept(all)`"),
            );
            return Value::Unknown;
        };
        let classes = self.classes(&arg.value).unwrap_or_default();
        if !self.may_ask(call) || classes.is_empty() {
            return Value::Unknown;
        }
        match &self.bindings.planned {
            Some(planned) => Value::Bool(classes.iter().all(|class| !planned.lost.contains(class))),
            None => Value::Unknown,
        }
    }

    /// Reports a question to a plan that the plan itself would depend on.
    fn may_ask(&mut self, call: &Call) -> bool {
        if !self.measuring.expecting {
            let name = &call.name.name;
            self.report(
                Diagnostic::new(Code::UNKNOWN_FILTER, format!("`{name}` is known of a plan, and so only in `expect`"))
                    .label(call.span, "")
                    .help(format!(
                        "move it into a condition: `expect {{ {} }}`",
                        if name == "kept" { "kept(audio)" } else { "memory() <= 512MiB" }
                    )),
            );
        }
        self.measuring.expecting
    }
}
