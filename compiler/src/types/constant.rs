//! Argument values when everything is known: what a plan carries.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Unit;
use crate::lock::digest;
use crate::media::Named;

/// Elements up to which a list is shown in full.
const SHOWN: usize = 24;

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

impl Constant {
    /// The value in a line: of a long list its length, and eight digits that tell it from others.
    ///
    /// What whole clips are measured to be can have an element for each frame.
    pub fn brief(&self) -> String {
        let whole = self.to_string();
        match self {
            Self::List(items) if items.len() > SHOWN => {
                format!("list of {} ({})", items.len(), &digest(&whole)[..8])
            }
            _ => whole,
        }
    }
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

/// Numbers without a unit.
impl FromIterator<i64> for Constant {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        Self::List(numbers.into_iter().map(|number| Self::Number(number as f64, Unit::None)).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_told_apart_in_a_few_words() {
        let short: Constant = (0..3).collect();
        assert_eq!(short.brief(), "[0, 1, 2]");
        let long = |last: i64| (0..100).chain([last]).collect::<Constant>().brief();
        assert!(long(1).starts_with("list of 101 ("), "{}", long(1));
        assert_ne!(long(1), long(2));
    }
}
