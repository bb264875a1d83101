//! Memory that this process may use: the machine's, or less if its control group says so.

use std::fs;
use std::path::{Path, PathBuf};

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

/// Bytes that are free for this process: of the machine, and within its control groups; `None` where nothing says.
///
/// What only remembers files counts as free: the system lets it go when somebody needs the memory.
pub(super) fn free() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| available(&text));
    groups().iter().filter_map(Group::free).chain(machine).reduce(f64::min).map(|bytes| bytes as u64)
}

/// What Linux says could be given to a new program.
fn available(meminfo: &str) -> Option<f64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()? * 1024.0)
}

/// The least limit of the control groups that the process is in.
fn limit() -> Option<f64> {
    groups().iter().filter_map(Group::limit).reduce(f64::min)
}

/// A control group, by its folder, and how its version names what it says.
struct Group {
    folder: PathBuf,
    names: &'static Names,
}

struct Names {
    root: &'static str,
    limit: &'static str,
    used: &'static str,
    /// Of the line in `memory.stat` that says how much of it remembers files that nobody has looked at lately.
    files: &'static str,
}

const FIRST: Names = Names {
    root: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    files: "total_inactive_file",
};
const SECOND: Names =
    Names { root: "/sys/fs/cgroup", limit: "memory.max", used: "memory.current", files: "inactive_file" };

/// The groups that this process is in.
fn groups() -> Vec<Group> {
    let Ok(text) = fs::read_to_string("/proc/self/cgroup") else { return Vec::new() };
    let mut groups = Vec::new();
    for line in text.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let names = match controllers {
            "" => &SECOND,
            _ if controllers.split(',').any(|name| name == "memory") => &FIRST,
            _ => continue,
        };
        // A group is held by the limits of those around it, too; inside a container the path may not be seen.
        let around = Path::new(path.trim_start_matches('/')).ancestors();
        groups.extend(around.map(|group| Group { folder: Path::new(names.root).join(group), names }));
    }
    groups
}

impl Group {
    fn limit(&self) -> Option<f64> {
        // `max`, or a number beyond any memory, is no limit.
        self.number(self.names.limit).filter(|bytes| *bytes < 1e18)
    }

    /// Bytes below its limit.
    fn free(&self) -> Option<f64> {
        let used = self.number(self.names.used)?;
        let stat = fs::read_to_string(self.folder.join("memory.stat")).unwrap_or_default();
        let files = stat.lines().find_map(|line| line.strip_prefix(self.names.files)?.trim().parse::<f64>().ok());
        Some((self.limit()? - (used - files.unwrap_or(0.0)).max(0.0)).max(0.0))
    }

    fn number(&self, file: &str) -> Option<f64> {
        fs::read_to_string(self.folder.join(file)).ok()?.trim().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_told_from_either_version_of_control_groups() {
        for names in [&FIRST, &SECOND] {
            let folder = tempfile::tempdir().expect("a folder");
            let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).expect("writable");
            let group = Group { folder: folder.path().to_owned(), names };
            assert_eq!((group.limit(), group.free()), (None, None), "nothing is said");
            write(names.limit, "1000000\n");
            write(names.used, "700000\n");
            assert_eq!((group.limit(), group.free()), (Some(1e6), Some(300_000.0)));
            write("memory.stat", &format!("anon 5\n{} 200000\nactive_file 7\n", names.files));
            assert_eq!(group.free(), Some(500_000.0), "what remembers files can be had");
            write(names.limit, "max\n");
            assert_eq!(group.free(), None);
            write(names.limit, "9223372036854771712\n");
            assert_eq!((group.limit(), group.free()), (None, None), "as good as none");
            write(names.limit, "1000\n");
            assert_eq!(group.free(), Some(0.0), "more is used than allowed");
        }
    }

    #[test]
    fn the_machine_says_what_is_available() {
        assert_eq!(available("MemTotal: 9 kB\nMemAvailable:   23904436 kB\n"), Some(23_904_436.0 * 1024.0));
        assert_eq!(available("MemTotal: 9 kB\n"), None);
        #[cfg(target_os = "linux")]
        assert!(free().is_some_and(|bytes| (bytes as f64) < 1.01 * gib() * GIB));
    }
}
