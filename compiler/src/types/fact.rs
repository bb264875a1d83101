//! What is known of one property of a clip: nothing, that it is one of a few values, or which one.

use std::fmt;

/// Knowledge of one value.
///
/// `Between` has its ends in order and apart, `OneOf` has at least two values, all different; the
/// constructors [`Fact::one_of`] and [`Fact::between`] see to that.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Fact<T> {
    /// Any value.
    #[default]
    Open,
    /// A value from the first to the second, both included.
    Between(T, T),
    /// One of these.
    OneOf(Vec<T>),
    /// This value.
    Known(T),
}

/// Whether something is true of a clip that is known in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Whatever the open properties turn out to be, it is true.
    Holds,
    /// It is true or not, depending on open properties.
    Open,
    /// Whatever the open properties turn out to be, it is not true.
    Fails,
}

impl Verdict {
    /// The verdict where some and where some other values make it true.
    pub fn new(some_hold: bool, some_fail: bool) -> Self {
        match (some_hold, some_fail) {
            (_, false) => Self::Holds,
            (true, true) => Self::Open,
            (false, true) => Self::Fails,
        }
    }
}

impl<T: PartialOrd + Clone> Fact<T> {
    /// One of `values`; `None` if there are none.
    pub fn one_of(values: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut different: Vec<T> = Vec::new();
        for value in values {
            if !different.contains(&value) {
                different.push(value);
            }
        }
        match different.len() {
            0 => None,
            1 => different.pop().map(Self::Known),
            _ => Some(Self::OneOf(different)),
        }
    }

    /// A value from `low` to `high`; `None` if none is.
    pub fn between(low: T, high: T) -> Option<Self> {
        if low == high {
            return Some(Self::Known(low));
        }
        (low < high).then_some(Self::Between(low, high))
    }

    /// The value, if there is only one that it can be.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether nothing is known.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }

    /// Whether it can be `value`.
    pub fn allows(&self, value: &T) -> bool {
        match self {
            Self::Open => true,
            Self::Between(low, high) => low <= value && value <= high,
            Self::OneOf(values) => values.contains(value),
            Self::Known(known) => known == value,
        }
    }

    /// What is known when both are true; `None` if they contradict each other.
    pub fn meet(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Open, fact) | (fact, Self::Open) => Some(fact.clone()),
            (Self::Between(a, b), Self::Between(c, d)) => {
                Self::between(if a < c { c } else { a }.clone(), if b < d { b } else { d }.clone())
            }
            (Self::Known(value), fact) | (fact, Self::Known(value)) => {
                fact.allows(value).then(|| Self::Known(value.clone()))
            }
            (Self::OneOf(values), fact) | (fact, Self::OneOf(values)) => {
                Self::one_of(values.iter().filter(|value| fact.allows(value)).cloned())
            }
        }
    }

    /// What is known when one of the two is true.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Self::Known(_) | Self::OneOf(_), Self::Known(_) | Self::OneOf(_)) => {
                let values = self.values(&[]).into_iter().chain(other.values(&[]));
                Self::one_of(values).unwrap_or_default()
            }
            _ => match (self.ends(), other.ends()) {
                (Some((a, b)), Some((c, d))) => {
                    Self::between(if a < c { a } else { c }, if b > d { b } else { d }).unwrap_or_default()
                }
                _ => Self::Open,
            },
        }
    }

    /// The least and the greatest value that it can be, where there are such.
    fn ends(&self) -> Option<(T, T)> {
        match self {
            Self::Open => None,
            Self::Between(low, high) => Some((low.clone(), high.clone())),
            Self::Known(value) => Some((value.clone(), value.clone())),
            Self::OneOf(values) => {
                let mut ends = (values.first()?, values.first()?);
                for value in values {
                    ends = (if value < ends.0 { value } else { ends.0 }, if value > ends.1 { value } else { ends.1 });
                }
                Some((ends.0.clone(), ends.1.clone()))
            }
        }
    }

    /// The values that it can be, of all that there are.
    pub fn values(&self, all: &[T]) -> Vec<T> {
        match self {
            Self::OneOf(values) => values.clone(),
            Self::Known(value) => vec![value.clone()],
            _ => all.iter().filter(|value| self.allows(value)).cloned().collect(),
        }
    }

    /// Whether `holds` is true of it, where `all` are the values that there are.
    pub fn verdict(&self, all: &[T], holds: impl Fn(&T) -> bool) -> Verdict {
        let values = self.values(all);
        Verdict::new(values.iter().any(&holds), values.iter().any(|value| !holds(value)))
    }

    /// The same without the values of which `keep` is not true; `None` if none is left.
    pub fn filter(&self, all: &[T], keep: impl Fn(&T) -> bool) -> Option<Self> {
        if self.verdict(all, &keep) == Verdict::Holds {
            return Some(self.clone());
        }
        Self::one_of(self.values(all).into_iter().filter(keep))
    }
}

/// `tff`, `tff|bff`, `704..720`, and `?` where nothing is known.
impl<T: fmt::Display> fmt::Display for Fact<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("?"),
            Self::Between(low, high) => write!(f, "{low}..{high}"),
            Self::OneOf(values) => {
                for (position, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if position == 0 { "" } else { "|" })?;
                }
                Ok(())
            }
            Self::Known(value) => value.fmt(f),
        }
    }
}
