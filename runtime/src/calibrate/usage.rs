//! What this process and its children have taken.

use std::time::Duration;

/// Processor time of the process, in user code and in the system.
#[cfg(unix)]
pub(super) fn process_time() -> Duration {
    let usage = usage(libc::RUSAGE_SELF);
    let seconds = |time: libc::timeval| Duration::new(time.tv_sec as u64, time.tv_usec as u32 * 1000);
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// MiB of memory that the largest child process has taken, of those that have ended.
#[cfg(unix)]
pub fn peak_of_children() -> f64 {
    // macOS counts in bytes, others in KiB.
    let unit = if cfg!(target_vendor = "apple") { 1024.0 * 1024.0 } else { 1024.0 };
    usage(libc::RUSAGE_CHILDREN).ru_maxrss as f64 / unit
}

#[cfg(unix)]
fn usage(whose: libc::c_int) -> libc::rusage {
    // SAFETY: zeroes are a valid value, and the call fills it in.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(whose, &raw mut usage);
        usage
    }
}

/// Where processes cannot be asked, the time that passes.
#[cfg(not(unix))]
pub(super) fn process_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Where processes cannot be asked, what it is elsewhere.
#[cfg(not(unix))]
pub fn peak_of_children() -> f64 {
    60.0
}
