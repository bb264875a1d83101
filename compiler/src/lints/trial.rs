//! Tries kernels out on made-up neighbourhoods: what an expression does in general is not to be had from its form.

use crate::kernel::{Kernel, Load, Position, Samples, Statistic, StatisticKind, interpret_planes, made_up};

/// How many neighbourhoods are tried.
const TRIALS: usize = 48;
/// Values that differ by less are the same: no sample that is stored tells them apart.
const ALIKE: f32 = 1e-6;

/// Whether a kernel gives its first input back.
pub(super) fn is_identity(kernel: &Kernel) -> bool {
    let here = |plane: usize| Load { plane: kernel.is_joint().then_some(plane as u8), ..Load::default() };
    (0..TRIALS).all(|trial| {
        run(kernel, trial).into_iter().enumerate().all(|(plane, found)| alike(found, value(here(plane), trial)))
    })
}

/// Whether two kernels give the same.
pub(super) fn are_alike(a: &Kernel, b: &Kernel) -> bool {
    (0..TRIALS).all(|trial| {
        let (a, b) = (run(a, trial), run(b, trial));
        a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| alike(a, b))
    })
}

fn run(kernel: &Kernel, trial: usize) -> Vec<f32> {
    let position = Position {
        x: 7 + trial % 5,
        y: 5 + trial % 4,
        width: 64,
        height: 48,
        frame: 3 + trial as u64 % 7,
        plane: trial % 3,
        time: 0.12,
    };
    interpret_planes(kernel, &position, MadeUp { trial })
}

/// Samples of one trial.
struct MadeUp {
    trial: usize,
}

impl Samples for MadeUp {
    fn load(&mut self, load: Load) -> f32 {
        value(load, self.trial)
    }

    /// Of a whole plane there is another number for each kind, which is none of those nearby.
    fn statistic(&mut self, statistic: Statistic) -> f32 {
        let Statistic { input, plane, dt, kind } = statistic;
        let dy = match kind {
            StatisticKind::Min => 0,
            StatisticKind::Max => 1,
            StatisticKind::Mean => 2,
            StatisticKind::Percentile(share) => 3 + (share * 1000.0) as i16,
            StatisticKind::Share(low, high) => 2000 + (low * 1000.0) as i16 % 5000 + (high * 3000.0) as i16 % 5000,
        };
        0.05 + 0.9 * noise(Load { input, plane, dx: 200, dy, dt, ..Load::default() }, self.trial)
    }
}

fn alike(a: f32, b: f32) -> bool {
    (a - b).abs() <= ALIKE || (a.is_nan() && b.is_nan())
}

/// A sample of a made-up picture: by turns noise over all there is, pure black and white, almost flat, and
/// a noisy slope.
fn value(load: Load, trial: usize) -> f32 {
    let noise = noise(load, trial);
    match trial % 4 {
        0 => -0.07 + 1.16 * noise,
        1 => noise.round(),
        2 => 0.5 + (noise - 0.5) / 64.0,
        _ => 0.4 + 0.03 * f32::from(load.dx) - 0.05 * f32::from(load.dy) + 0.1 * noise,
    }
}

/// A number from 0 to 1.
fn noise(load: Load, trial: usize) -> f32 {
    let mixed = made_up(load, trial);
    ((mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 16) as f32 / 65536.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{BinaryOp, Expr, ExprId};

    fn kernel(op: BinaryOp, constant: f32) -> Kernel {
        let load = Expr::Load(Load::default());
        let nodes = vec![load, Expr::Const(constant), Expr::Binary(op, ExprId(0), ExprId(1))];
        let values = vec![ExprId(2)];
        Kernel { name: "test".to_owned(), inputs: 1, nodes, values, tables: Vec::new(), stores: Vec::new() }
    }

    #[test]
    fn what_changes_nothing_is_told_from_what_changes_a_little() {
        assert!(is_identity(&kernel(BinaryOp::Mul, 1.0)));
        assert!(!is_identity(&kernel(BinaryOp::Mul, 1.001)));
        assert!(is_identity(&kernel(BinaryOp::Max, -1.0)));
        assert!(!is_identity(&kernel(BinaryOp::Max, 0.0)));
    }

    #[test]
    fn a_number_of_the_plane_is_not_the_sample() {
        let mean = "kernel k 1\n%0 = plane_mean 0 0\nvalue %0\n".parse().unwrap();
        let median = "kernel k 1\n%0 = plane_percentile 0 0 0.5\nvalue %0\n".parse().unwrap();
        assert!(!is_identity(&mean) && !are_alike(&mean, &median));
    }

    #[test]
    fn kernels_are_compared_by_what_they_give() {
        assert!(are_alike(&kernel(BinaryOp::Min, 2.0), &kernel(BinaryOp::Min, 3.0)));
        assert!(!are_alike(&kernel(BinaryOp::Min, 0.9), &kernel(BinaryOp::Min, 1.0)));
    }
}
