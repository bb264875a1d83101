//! Argument values when everything is known: what a plan carries.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Unit;
use crate::media::Named;

/// A value that no longer depends on anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constant {
    /// A quantity in the base unit of its dimension (`35%` is 0.35 with [`Unit::None`]).
    Number(f64, Unit),
    /// `true` or `false`.
    Bool(bool),
    /// Text in quotes.
    Text(String),
    /// A symbol: `double`, `bt709`.
    Name(String),
    /// Several of them.
    List(Vec<Constant>),
}

/// The arguments of a node by name, defaults filled in.
///
/// The getters are for code that runs after the compiler has checked the
/// arguments against the declaration.
///
/// # Panics
/// The getters panic if the declaration has no such parameter or another type:
/// the declaration and the code beside it then contradict each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Args(pub BTreeMap<String, Constant>);

impl Args {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&Constant> {
        self.0.get(name)
    }

    /// A number in base units.
    pub fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Constant::Number(value, _)) => *value,
            other => panic!("parameter `{name}` is declared as a number, found {other:?}"),
        }
    }

    /// The numbers of a list, in base units.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        let Some(Constant::List(items)) = self.get(name) else {
            panic!("parameter `{name}` is declared as a list, found {:?}", self.get(name))
        };
        let number = |item: &Constant| match item {
            Constant::Number(value, _) => *value,
            other => panic!("parameter `{name}` is declared as a list of numbers, found {other}"),
        };
        items.iter().map(number).collect()
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> i64 {
        self.number(name).round() as i64
    }

    /// A truth value.
    pub fn bool(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Constant::Bool(value)) => *value,
            other => panic!("parameter `{name}` is declared as bool, found {other:?}"),
        }
    }

    /// A symbol; a choice that is a number is given as it is written.
    pub fn name(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Constant::Name(value) | Constant::Text(value)) => value,
            other => panic!("parameter `{name}` is declared as a name, found {other:?}"),
        }
    }

    /// A symbol that names a value of `T`; `None` for any other symbol (`same`, say).
    pub fn named<T: Named>(&self, name: &str) -> Option<T> {
        T::from_name(self.name(name))
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value, unit) => write!(f, "{value}{unit}"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Name(name) => f.write_str(name),
            Self::List(items) => {
                f.write_str("[")?;
                for (position, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if position == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
        }
    }
}

impl fmt::Display for Args {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, value)) in self.0.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{name}: {value}")?;
        }
        Ok(())
    }
}
