//! Memory that this process may use: the machine's, or less if its control group says so.

use std::fs;
use std::path::Path;

/// Bytes in a GiB.
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
/// What is assumed where nothing is said.
const USUAL_GIB: f64 = 8.0;

/// GiB, to a tenth.
pub(super) fn gib() -> f64 {
    let all = installed();
    let bytes = match (all, limit()) {
        (Some(all), Some(limit)) => Some(all.min(limit)),
        (all, limit) => all.or(limit),
    };
    bytes.map_or(USUAL_GIB, |bytes| ((bytes / GIB * 10.0).round() / 10.0).max(0.1))
}

#[cfg(unix)]
fn installed() -> Option<f64> {
    // SAFETY: both only ask for a number.
    let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    (pages > 0 && size > 0).then_some(pages as f64 * size as f64)
}

#[cfg(not(unix))]
fn installed() -> Option<f64> {
    None
}

/// The least limit of the control groups that the process is in.
fn limit() -> Option<f64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let limits = groups.lines().filter_map(|line| {
        let (_, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        let (root, file) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            "memory" => ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => return None,
        };
        // A group is held by the limits of those around it, too; inside a container the path may not be seen.
        let around = Path::new(path.trim_start_matches('/')).ancestors();
        around.filter_map(|group| stated(&Path::new(root).join(group).join(file))).reduce(f64::min)
    });
    limits.reduce(f64::min)
}

fn stated(file: &Path) -> Option<f64> {
    // `max`, or a number beyond any memory, is no limit.
    fs::read_to_string(file).ok()?.trim().parse::<f64>().ok().filter(|bytes| *bytes < 1e18)
}
