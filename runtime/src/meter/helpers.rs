//! Threads that libraries start for a stage: known by their name, which they have from the thread that started them.

use std::io;
use std::thread::{self, Builder, Scope, ScopedJoinHandle};

use super::stage::add_cores;

/// Starts a thread called `name`, of at most 15 bytes.
///
/// # Errors
/// If the system has no room for another.
pub(crate) fn spawn<'scope, 'env, T: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    name: &str,
    body: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().name(name.to_owned()).spawn_scoped(scope, body)
}

/// Runs `body` on a thread called `name`, so that the threads that it starts have that name; here if there is no room.
pub(crate) fn named<T: Send>(name: &str, body: impl FnOnce() -> T + Send) -> T {
    let mut body = Some(body);
    let mut result = None;
    thread::scope(|scope| {
        let (body, result) = (&mut body, &mut result);
        let started = spawn(scope, name, move || *result = body.take().map(|body| body()));
        if let Ok(Err(panic)) = started.map(ScopedJoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    });
    match (result, body) {
        (Some(result), _) => result,
        (None, Some(body)) => body(),
        (None, None) => unreachable!("a body that ran has a result"),
    }
}

/// Counts what other threads of the same name as this one have taken for its stage; they must still live.
pub(crate) fn count_helpers() {
    #[cfg(target_os = "linux")]
    if let Some(seconds) = linux::seconds_of_namesakes() {
        add_cores(seconds);
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{read_dir, read_link, read_to_string};

    const NANOSECONDS: f64 = 1e-9;

    /// Seconds of cores of the threads that are called as this one, without itself.
    pub(super) fn seconds_of_namesakes() -> Option<f64> {
        let me = read_link("/proc/thread-self").ok()?;
        let me = me.file_name()?;
        let name = read_to_string("/proc/thread-self/comm").ok()?;
        let mut total = 0.0;
        for task in read_dir("/proc/self/task").ok()?.flatten() {
            let path = task.path();
            // Threads may end while they are looked at.
            let Ok(comm) = read_to_string(path.join("comm")) else { continue };
            if comm == name && task.file_name() != me {
                let spent = read_to_string(path.join("schedstat")).ok();
                let spent = spent.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
                total += spent.unwrap_or(0.0) * NANOSECONDS;
            }
        }
        Some(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_run_under_a_name_gives_its_result() {
        let mut count = 1;
        assert_eq!(named("a name", || std::mem::replace(&mut count, 5)), 1);
        assert_eq!(count, 5);
        assert_eq!(named("other", || thread::current().name().map(str::to_owned)).as_deref(), Some("other"));
    }
}
