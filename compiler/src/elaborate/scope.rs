//! The names that an expression can see.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::types::Value;

/// Names with their values, from the inside out.
#[derive(Debug, Clone)]
pub(super) enum Scope {
    /// The top level of a file: its inputs, params and lets, which the elaborator has.
    File,
    /// Inside a filter: its parameters and lets, and nothing of the file's.
    Filter(BTreeMap<String, Value>),
    /// Inside a block: its own names, then those around it.
    Block(Rc<Scope>, BTreeMap<String, Value>),
}

impl Scope {
    /// A block inside this scope, with these names of its own.
    pub(super) fn block(around: &Rc<Self>, names: BTreeMap<String, Value>) -> Self {
        Self::Block(around.clone(), names)
    }

    /// The value of a local name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Self::File => None,
            Self::Filter(names) => names.get(name),
            Self::Block(around, names) => names.get(name).or_else(|| around.get(name)),
        }
    }

    /// Gives a name a value here; at the top level there are no local names.
    pub(super) fn define(&mut self, name: &str, value: Value) {
        match self {
            Self::File => {}
            Self::Filter(names) | Self::Block(_, names) => drop(names.insert(name.to_owned(), value)),
        }
    }

    /// Whether the names of the file are visible.
    pub(super) fn sees_file(&self) -> bool {
        match self {
            Self::File => true,
            Self::Filter(_) => false,
            Self::Block(around, _) => around.sees_file(),
        }
    }
}
