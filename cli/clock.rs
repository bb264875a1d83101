//! How long the program has been running.

use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// Begins to count: the first thing that the program does.
pub(crate) fn start() {
    START.get_or_init(Instant::now);
}

/// Seconds since the program started.
pub(crate) fn since_start() -> f64 {
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
}
