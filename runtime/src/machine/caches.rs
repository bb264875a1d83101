//! Caches of the processor, as Linux lists them.

use std::collections::BTreeSet;
use std::fs;

/// KiB of a core's own caches, and of the last-level caches of all cores that this process may use.
pub(super) struct Caches {
    pub(super) l1_kib: u32,
    pub(super) l2_kib: u32,
    pub(super) l3_kib: u32,
}

/// What most processors have, where the system does not say.
const USUAL: Caches = Caches { l1_kib: 32, l2_kib: 512, l3_kib: 8192 };

pub(super) fn look(allowed: &[usize]) -> Caches {
    let mut found = Caches { l1_kib: 0, l2_kib: 0, l3_kib: 0 };
    let mut counted = BTreeSet::new();
    for cpu in allowed {
        for index in 0..8 {
            let text = |what: &str| {
                let path = format!("/sys/devices/system/cpu/cpu{cpu}/cache/index{index}/{what}");
                fs::read_to_string(path).map(|text| text.trim().to_owned())
            };
            let (Ok(level), Ok(kind), Ok(size)) = (text("level"), text("type"), text("size")) else { break };
            let kib = kib(&size);
            match (level.as_str(), kind.as_str()) {
                ("1", "Data" | "Unified") => found.l1_kib = found.l1_kib.max(kib),
                ("2", _) => found.l2_kib = found.l2_kib.max(kib),
                // Each is listed by every thread that shares it.
                ("3", _) if counted.insert(text("shared_cpu_list").unwrap_or_default()) => found.l3_kib += kib,
                _ => {}
            }
        }
    }
    if found.l1_kib == 0 { USUAL } else { found }
}

fn kib(size: &str) -> u32 {
    let (number, factor) = match size.strip_suffix(['K', 'M']) {
        Some(number) if size.ends_with('M') => (number, 1024),
        Some(number) => (number, 1),
        None => (size, 1),
    };
    number.parse::<u32>().unwrap_or(0).saturating_mul(factor)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_are_read() {
        assert_eq!(super::kib("32K"), 32);
        assert_eq!(super::kib("32M"), 32768);
        assert_eq!(super::kib("a lot"), 0);
    }
}
