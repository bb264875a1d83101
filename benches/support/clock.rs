//! Processor time of this process: what it costs, whatever else the machine does.

/// The median processor time of `work` in milliseconds, after a run to warm up.
pub(crate) fn median(rounds: usize, mut work: impl FnMut()) -> f64 {
    work();
    let mut times: Vec<f64> = (0..rounds.max(1)).map(|_| once(&mut work).1).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// What `work` gives, and its processor time in milliseconds.
pub(crate) fn once<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = now();
    let result = work();
    (result, now() - start)
}

fn now() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time to where it is told.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
