//! Made-up samples, for trying out what a kernel does in general.

use super::Load;

/// 32 bits that stand for the sample that `load` reads in trial number `trial`: always the same, and different
/// for every place.
pub(crate) fn made_up(load: Load, trial: usize) -> u32 {
    let place = i32::from(load.dx) * 7
        + i32::from(load.dy) * 31
        + i32::from(load.dt) * 101
        + i32::from(load.input) * 211
        + load.plane.map_or(0, |plane| i32::from(plane) + 1) * 307;
    (place as u32).wrapping_add(trial as u32 * 977).wrapping_mul(2_654_435_761)
}
