//! The processor: its name, the cores that this process may use, its clock.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZero;
use std::thread::available_parallelism;

/// GHz where the system says nothing.
const USUAL_GHZ: f64 = 3.0;
/// A core under load is about this much faster than the clock that a processor is sold with.
const BOOST: f64 = 1.3;
/// And about this part of the fastest that a single core reaches.
const SUSTAINED: f64 = 0.92;
/// No processor of today is faster with all cores at work.
const FASTEST_GHZ: f64 = 5.0;

/// What is known of the processor.
pub(super) struct Processor {
    pub(super) model: String,
    pub(super) cores: u32,
    pub(super) threads: u32,
    pub(super) ghz: f64,
    /// The numbers that the system has for the threads that this process may use; empty if it does not say.
    pub(super) allowed: Vec<usize>,
}

pub(super) fn look() -> Processor {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let allowed = allowed();
    // Honours the affinity of the process and the quota of its control group.
    let threads = available_parallelism().map_or(1, NonZero::get) as u32;
    let cores = physical(&allowed).map_or(threads, |cores| cores.clamp(1, threads));
    let model = field(&info, "model name").unwrap_or_else(|| format!("a {} processor", std::env::consts::ARCH));
    let ghz = ghz(&info, &model);
    Processor { model, cores, threads, ghz, allowed }
}

fn field(info: &str, name: &str) -> Option<String> {
    let line = info.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
    let value = line.split_once(':')?.1.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

/// GHz under load, guessed from what does not change from call to call.
fn ghz(info: &str, model: &str) -> f64 {
    let most = fs::read_to_string("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
    let most = most.ok().and_then(|khz| khz.trim().parse::<f64>().ok()).map(|khz| khz / 1e6 * SUSTAINED);
    let sold =
        model.split_once('@').and_then(|(_, clock)| clock.trim().strip_suffix("GHz")?.trim().parse::<f64>().ok());
    // Without frequency scaling, as in a virtual machine, the figure stands still.
    let stated = || field(info, "cpu MHz")?.parse::<f64>().ok().map(|mhz| mhz / 1e3);
    let ghz = most.or_else(|| sold.or_else(stated).map(|ghz| ghz * BOOST)).unwrap_or(USUAL_GHZ);
    (ghz.clamp(0.5, FASTEST_GHZ) * 10.0).round() / 10.0
}

/// Cores among the threads `allowed`, two threads of one core counted once; `None` if there are none.
fn physical(allowed: &[usize]) -> Option<u32> {
    let number = |cpu: usize, what: &str| {
        let path = format!("/sys/devices/system/cpu/cpu{cpu}/topology/{what}");
        fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<i64>().ok())
    };
    let cores: BTreeSet<_> = allowed
        .iter()
        .map(|cpu| (number(*cpu, "physical_package_id"), number(*cpu, "core_id").unwrap_or(*cpu as i64)))
        .collect();
    (!cores.is_empty()).then_some(cores.len() as u32)
}

#[cfg(target_os = "linux")]
fn allowed() -> Vec<usize> {
    // SAFETY: an all-zero set is an empty set, and the call writes no more than the size that it is told.
    let (set, done) = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        let done = libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &mut set);
        (set, done)
    };
    if done != 0 {
        return Vec::new();
    }
    // SAFETY: numbers below the size of the set.
    (0..libc::CPU_SETSIZE as usize).filter(|cpu| unsafe { libc::CPU_ISSET(*cpu, &set) }).collect()
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> Vec<usize> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_by_their_whole_name() {
        let info = "processor\t: 0\nmodel\t\t: 17\nmodel name\t: Some  CPU @ 3.20GHz\ncpu MHz\t\t: 2596.1\n";
        assert_eq!(field(info, "model").as_deref(), Some("17"));
        assert_eq!(field(info, "model name").as_deref(), Some("Some CPU @ 3.20GHz"));
        assert_eq!(field(info, "flags"), None);
    }
}
