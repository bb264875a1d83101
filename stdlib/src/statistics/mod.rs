//! Sums and distributions of samples, the same on every machine.

mod histogram;
mod level;
mod mean;

pub(crate) use histogram::Histogram;
pub(crate) use level::Level;
pub(crate) use mean::{Running, each_row, plane_mean, sum};
