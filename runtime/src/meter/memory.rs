//! Memory of the process.

/// Bytes of memory that the process has taken at most since it started; `None` where the system does not say.
pub fn peak_memory() -> Option<u64> {
    #[cfg(target_os = "linux")]
    return std::fs::read_to_string("/proc/self/status").ok().and_then(|status| peak_of(&status));
    #[cfg(not(target_os = "linux"))]
    None
}

/// The peak in what Linux says of a process.
#[cfg(target_os = "linux")]
fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_and_grows_with_what_is_touched() {
        assert_eq!(peak_of("Name:\tfwr\nVmHWM:\t   1640 kB\nVmRSS:\t 12 kB\n"), Some(1640 << 10));
        assert_eq!(peak_of("Name:\tfwr\n"), None);
        let size = 64 << 20;
        let before = peak_memory().expect("Linux says");
        let touched = std::hint::black_box(vec![1_u8; size]);
        assert!(peak_memory().expect("Linux says") >= size as u64, "before {before}, {} more", touched.len());
    }
}
