//! What was learnt on the way, for editors: the value of every expression, what calls meant.

use std::collections::BTreeMap;

use crate::syntax::{SourceId, Span};
use crate::types::Value;

/// What elaboration learnt about places in the user's texts.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    values: BTreeMap<(SourceId, u32, u32), Value>,
    calls: BTreeMap<(SourceId, u32, u32), Callee>,
    implementations: BTreeMap<(SourceId, u32, u32), Span>,
}

/// What the name of a call stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// A filter, kernel, model or encoder: its name where it is declared.
    Declared(Span),
    /// A graph used as a filter: its text.
    Graph(SourceId),
    /// A function of the language: `min`, `len`, `given`.
    Function,
}

impl Notes {
    /// The value of the expression at exactly `span`; of one evaluated several times, the first that was known.
    pub fn value(&self, span: Span) -> Option<&Value> {
        self.values.get(&key(span))
    }

    /// Every expression of the user's texts that was evaluated, with its value, in the order of the texts.
    pub fn values(&self) -> impl Iterator<Item = (Span, &Value)> {
        self.values.iter().map(|(key, value)| (span(*key), value))
    }

    /// What is called at the name `span`.
    pub fn callee(&self, span: Span) -> Option<&Callee> {
        self.calls.get(&key(span))
    }

    /// What does the work of the call whose name is at `span`, where it was chosen among several: its name where it
    /// is declared.
    pub fn implementation(&self, span: Span) -> Option<Span> {
        self.implementations.get(&key(span)).copied()
    }

    pub(super) fn set_implementation(&mut self, span: Span, implementation: Span) {
        self.implementations.entry(key(span)).or_insert(implementation);
    }

    pub(super) fn set_value(&mut self, span: Span, value: &Value) {
        let known = self.values.entry(key(span)).or_insert_with(|| value.clone());
        if *known == Value::Unknown && *value != Value::Unknown {
            *known = value.clone();
        }
    }

    pub(super) fn set_callee(&mut self, span: Span, callee: Callee) {
        self.calls.entry(key(span)).or_insert(callee);
    }
}

fn key(span: Span) -> (SourceId, u32, u32) {
    (span.source, span.start, span.end)
}

fn span((source, start, end): (SourceId, u32, u32)) -> Span {
    Span { source, start, end }
}
