//! Two clips side by side: what measures of a clip against its original have in common.

mod math;
mod pair;

pub(crate) use math::{decibels, power};
pub(crate) use pair::{Compared, Pair};
