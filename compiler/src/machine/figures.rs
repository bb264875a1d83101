//! Figures of an estimate: exact, within an interval, or not known.

use std::iter::Sum;
use std::ops::{Add, Mul};

use serde::{Deserialize, Serialize};

/// A figure and how well it is known; its unit is said where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Follows from the plan alone.
    Exact(f64),
    /// Lies between `low` and `high` nine times in ten, around `likely`.
    Estimated {
        /// The lower end.
        low: f64,
        /// What it most likely is.
        likely: f64,
        /// The upper end.
        high: f64,
    },
    /// Nothing can be said; neither can it be of what it is a part of.
    Unknown,
}

impl Figure {
    /// Nothing.
    pub const ZERO: Self = Self::Exact(0.0);

    /// `likely`, give or take `spread` of it: 0.1 for a tenth.
    pub fn about(likely: f64, spread: f64) -> Self {
        Self::Estimated { low: likely * (1.0 - spread).max(0.0), likely, high: likely * (1.0 + spread) }
    }

    /// What it most likely is; `None` if nothing is known.
    pub fn likely(self) -> Option<f64> {
        match self {
            Self::Exact(value) | Self::Estimated { likely: value, .. } => Some(value),
            Self::Unknown => None,
        }
    }

    /// The lower end.
    pub fn low(self) -> Option<f64> {
        match self {
            Self::Exact(value) | Self::Estimated { low: value, .. } => Some(value),
            Self::Unknown => None,
        }
    }

    /// The upper end.
    pub fn high(self) -> Option<f64> {
        match self {
            Self::Exact(value) | Self::Estimated { high: value, .. } => Some(value),
            Self::Unknown => None,
        }
    }

    /// The larger of two, end by end.
    pub fn max(self, other: Self) -> Self {
        self.with(other, f64::max)
    }

    /// Both, joined end by end.
    pub fn with(self, other: Self, join: impl Fn(f64, f64) -> f64) -> Self {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => Self::Exact(join(a, b)),
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (a, b) => {
                let ends = |end: fn(Self) -> Option<f64>| end(a).zip(end(b)).map_or(0.0, |(a, b)| join(a, b));
                Self::Estimated { low: ends(Self::low), likely: ends(Self::likely), high: ends(Self::high) }
            }
        }
    }
}

impl Add for Figure {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Mul<f64> for Figure {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        self.with(Self::Exact(factor), |a, b| a * b)
    }
}

impl Sum for Figure {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_makes_the_whole_unknown() {
        assert_eq!(Figure::Exact(2.0) + Figure::Exact(3.0), Figure::Exact(5.0));
        assert_eq!(
            Figure::Exact(2.0) + Figure::about(10.0, 0.5),
            Figure::Estimated { low: 7.0, likely: 12.0, high: 17.0 }
        );
        assert_eq!([Figure::Exact(2.0), Figure::Unknown].into_iter().sum::<Figure>(), Figure::Unknown);
        assert_eq!(Figure::about(10.0, 0.1) * 2.0, Figure::Estimated { low: 18.0, likely: 20.0, high: 22.0 });
    }
}
