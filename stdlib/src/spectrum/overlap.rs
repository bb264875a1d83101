//! How blocks lie over each other, and what a sample is of all that cover it.

use fwr_compiler::kernel::math;

use super::block::{Row, SIDE};

/// The raised cosine under which a block is read, and under which it is put back.
pub(super) fn window() -> Row {
    std::array::from_fn(|x| 0.5 - 0.5 * math::cos(std::f32::consts::TAU * (x as f32 + 0.5) / SIDE as f32))
}

/// Blocks along one direction.
#[derive(Debug, Clone)]
pub(super) struct Along {
    /// The first sample of each block; the first ones begin before the edge.
    pub(super) starts: Vec<isize>,
    /// What the sum of the squared windows over each sample is to be multiplied by to be 1.
    pub(super) shares: Vec<f32>,
}

impl Along {
    /// Blocks every `step` samples so that every one of `length` is covered as often.
    pub(super) fn new(length: usize, step: usize) -> Self {
        let first = step as isize - SIDE as isize;
        let starts: Vec<isize> = (first..length as isize).step_by(step).collect();
        let window = window();
        let mut sums = vec![0.0_f32; length];
        for start in &starts {
            for (place, weight) in (*start..).zip(window) {
                if let Some(sum) = usize::try_from(place).ok().and_then(|place| sums.get_mut(place)) {
                    *sum += weight * weight;
                }
            }
        }
        Self { starts, shares: sums.into_iter().map(|sum| 1.0 / sum).collect() }
    }
}
