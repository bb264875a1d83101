//! Sums and distributions of samples, the same on every machine.

mod histogram;
mod mean;

pub(crate) use histogram::Histogram;
pub(crate) use mean::{Running, each_row, plane_mean, sum};
