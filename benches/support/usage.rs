//! What a command took as the system counts it: time, cores, memory.

use std::process::Command;
use std::time::Instant;

/// What a finished process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Its exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    /// Seconds on the clock.
    pub(crate) seconds: f64,
    /// Seconds of all cores.
    pub(crate) cpu: f64,
    /// MiB of memory at most.
    pub(crate) memory: f64,
}

impl Usage {
    /// Runs a command to its end.
    #[expect(clippy::zombie_processes, reason = "it is waited for, together with what it used")]
    pub(crate) fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (mut status, pid) = (0, child.id() as libc::pid_t);
        // SAFETY: a structure of plain numbers, which the call fills; the child is waited for here only.
        let usage = unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            libc::wait4(pid, &raw mut status, 0, &raw mut usage);
            usage
        };
        let of = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
        Self {
            code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
            seconds: start.elapsed().as_secs_f64(),
            cpu: of(usage.ru_utime) + of(usage.ru_stime),
            memory: usage.ru_maxrss as f64 / 1024.0,
        }
    }
}
