//! Sums and distributions of samples, the same on every machine.

mod counts;
mod histogram;
mod level;
mod mean;

pub(crate) use counts::Counts;
pub(crate) use histogram::Histogram;
pub(crate) use level::Level;
pub(crate) use mean::{Running, each_row, plane_mean, sum};

/// The median of the absolute value of a normal variable with standard deviation 1.
pub(crate) const MEDIAN_OF_NORMAL: f64 = 0.674_489_750_196_081_7;
