//! The time of a stage: what passes on its thread without what it waits, and the cores that work for it.

use std::cell::Cell;
use std::time::{Duration, Instant};

use fwr_compiler::estimate::StageTaken;

use super::clock::thread_seconds;

thread_local! {
    /// What this thread has waited for other stages.
    static WAITED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    /// Seconds of cores that other threads have taken for this one.
    static CORES: Cell<f64> = const { Cell::new(0.0) };
}

/// Counts as waiting what passes until it is dropped.
pub(crate) struct Waiting(Instant);

impl Waiting {
    pub(crate) fn begin() -> Self {
        Self(Instant::now())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITED.set(WAITED.get() + self.0.elapsed());
    }
}

/// Counts seconds of cores that other threads have taken for the stage of this thread.
pub(crate) fn add_cores(seconds: f64) {
    CORES.set(CORES.get() + seconds);
}

/// A stage at work on this thread.
pub(crate) struct Stage {
    begun: Instant,
    waited: Duration,
    cores: f64,
    thread: Option<f64>,
}

impl Stage {
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now(), waited: WAITED.get(), cores: CORES.get(), thread: thread_seconds() }
    }

    /// What it took since it began.
    pub(crate) fn end(self, name: &str) -> StageTaken {
        let busy = self.begun.elapsed().saturating_sub(WAITED.get().saturating_sub(self.waited));
        let others = CORES.get() - self.cores;
        let cores = self.thread.zip(thread_seconds()).map(|(before, after)| after - before + others);
        StageTaken { name: name.to_owned(), seconds: busy.as_secs_f64(), cpu_seconds: cores }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_not_work() {
        let stage = Stage::begin();
        let waiting = Waiting::begin();
        std::thread::sleep(Duration::from_millis(200));
        drop(waiting);
        add_cores(1.5);
        let taken = stage.end("decode tape");
        assert!(taken.seconds < 0.15, "{taken:?}");
        assert!(taken.cpu_seconds.is_none_or(|seconds| (1.5..1.6).contains(&seconds)), "{taken:?}");
    }
}
