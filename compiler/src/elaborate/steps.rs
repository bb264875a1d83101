//! Steps: the uses of filters as the user wrote them, and where each is in the graph.
//!
//! Nodes are what runs; a step may be many of them, or none. Lints and editors
//! speak of steps, because that is what stands in the text.

use std::collections::BTreeMap;

use super::Elaborator;
use super::arguments::Bound;
use crate::graph::NodeId;
use crate::resolve::{Declaration, Role};
use crate::syntax::Span;
use crate::syntax::ast::Call;
use crate::types::Value;

/// One use of a filter in the user's text. A call inside a filter of the user's is a step for each use of that filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name of what is called.
    pub filter: String,
    /// What it is for, unless it is part of a filter that has said so for all of it.
    pub role: Option<Role>,
    /// The call: name and parentheses.
    pub call: Span,
    /// What stands to the left of the `|>`, if the call is at the end of one.
    pub piped: Option<Span>,
    /// Every parameter with its value, defaults filled in.
    pub values: BTreeMap<String, Value>,
    /// The nodes of the clips and masks that it is given, before any conversion that it asked for.
    pub inputs: Vec<NodeId>,
    /// The nodes of what it gives.
    pub results: Vec<NodeId>,
}

impl Step {
    /// The call with what is piped into it.
    pub fn whole(&self) -> Span {
        self.piped.map_or(self.call, |left| left.to(self.call))
    }
}

impl Elaborator<'_> {
    /// Notes a call that has been evaluated to `value`; `earlier` is how many steps there were before it.
    pub(super) fn note_step(
        &mut self,
        declaration: &Declaration,
        call: &Call,
        piped: Option<Span>,
        bound: &Bound,
        (value, earlier): (&Value, usize),
    ) {
        if self.site.is_some() {
            return;
        }
        let role = declaration.attributes.role;
        if role.is_some() {
            // What a filter is made of is its own affair once it says what it is for.
            self.steps[earlier..].iter_mut().for_each(|part| part.role = None);
        }
        let mut results = Vec::new();
        nodes(value, &mut results);
        if results.is_empty() {
            return;
        }
        let mut inputs = Vec::new();
        bound.values.values().for_each(|value| nodes(value, &mut inputs));
        self.steps.push(Step {
            filter: declaration.name().to_owned(),
            role,
            call: call.span,
            piped,
            values: bound.values.clone(),
            inputs,
            results,
        });
    }
}

/// Adds the nodes of the clips and masks in `value` to `found`.
fn nodes(value: &Value, found: &mut Vec<NodeId>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| nodes(item, found)),
        Value::Record(fields) => fields.iter().for_each(|(_, field)| nodes(field, found)),
        other => found.extend(other.node()),
    }
}
