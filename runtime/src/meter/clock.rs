//! Clocks that count the time of cores: of a thread, of the threads that filters work on, of the process.

#[cfg(target_os = "linux")]
use std::time::Duration;

/// Seconds of cores that the process has taken.
pub(crate) fn process_seconds() -> Option<f64> {
    #[cfg(target_os = "linux")]
    return read(libc::CLOCK_PROCESS_CPUTIME_ID).map(|time| time.as_secs_f64());
    #[cfg(not(target_os = "linux"))]
    None
}

/// Seconds of cores that this thread has taken.
pub(super) fn thread_seconds() -> Option<f64> {
    #[cfg(target_os = "linux")]
    return read(libc::CLOCK_THREAD_CPUTIME_ID).map(|time| time.as_secs_f64());
    #[cfg(not(target_os = "linux"))]
    None
}

/// The threads that filters work on, which live as long as the process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool {
    #[cfg(target_os = "linux")]
    clocks: Vec<libc::clockid_t>,
}

impl Pool {
    /// The threads there are; they are started if they were not.
    pub(crate) fn of_filters() -> Self {
        #[cfg(target_os = "linux")]
        {
            Self { clocks: rayon::broadcast(|_| clock_of_thread()).into_iter().flatten().collect() }
        }
        #[cfg(not(target_os = "linux"))]
        Self::default()
    }

    /// Seconds of cores that they have taken; `None` where the system does not say.
    pub(crate) fn seconds(&self) -> Option<f64> {
        #[cfg(target_os = "linux")]
        if !self.clocks.is_empty() {
            return self.clocks.iter().map(|clock| read(*clock).map(|time| time.as_secs_f64())).sum();
        }
        None
    }

    /// The same with this thread.
    pub(crate) fn seconds_with_me(&self) -> Option<f64> {
        Some(self.seconds()? + thread_seconds()?)
    }
}

/// The clock of the thread that calls.
#[cfg(target_os = "linux")]
fn clock_of_thread() -> Option<libc::clockid_t> {
    let mut clock = 0;
    // SAFETY: the thread exists, as it is the one that calls; the clock is written to memory of ours.
    let found = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
    (found == 0).then_some(clock)
}

#[cfg(target_os = "linux")]
fn read(clock: libc::clockid_t) -> Option<Duration> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the time is written to memory of ours; a clock that is gone is an error, not a fault.
    let found = unsafe { libc::clock_gettime(clock, &raw mut time) };
    (found == 0).then(|| Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
}
