//! Times one piece of work.

use std::time::Instant;

/// The median time of `work`, in milliseconds, after a few runs to warm up.
pub(crate) fn median(rounds: usize, mut work: impl FnMut()) -> f64 {
    (0..3).for_each(|_| work());
    let mut times: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
