//! Timing two commands against each other, in turns.

use std::process::Command;
use std::time::Instant;

/// How two commands compare.
pub(crate) struct Pair {
    /// Median seconds of the first.
    pub(crate) ours: f64,
    /// Median seconds of the second.
    pub(crate) theirs: f64,
    /// Median of first over second, pair by pair.
    pub(crate) ratio: f64,
    /// A quarter of the ratios are below this.
    pub(crate) quarter: f64,
    /// A quarter of the ratios are above this.
    pub(crate) three_quarters: f64,
}

impl Pair {
    /// Runs both in turns, `count` times after one round to warm up, first one and then the other in front.
    pub(crate) fn time(ours: &mut Command, theirs: &mut Command, count: usize) -> Self {
        seconds(ours);
        seconds(theirs);
        let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..count.max(1) {
            let (first, second) = if round % 2 == 0 {
                let first = seconds(ours);
                (first, seconds(theirs))
            } else {
                let second = seconds(theirs);
                (seconds(ours), second)
            };
            a.push(first);
            b.push(second);
            ratios.push(first / second);
        }
        Self {
            ours: at(&mut a, 0.5),
            theirs: at(&mut b, 0.5),
            ratio: at(&mut ratios, 0.5),
            quarter: at(&mut ratios, 0.25),
            three_quarters: at(&mut ratios, 0.75),
        }
    }
}

fn seconds(command: &mut Command) -> f64 {
    let start = Instant::now();
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let seconds = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    seconds
}

/// The value below which `part` of the values lie.
fn at(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part).round() as usize]
}
