//! What a command costs: seconds on the clock, and seconds of all processors together.

use std::process::Command;
use std::time::Instant;

/// The cost of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds that processors worked for it, which hardly depends on what else the machine does.
    pub(crate) cpu: f64,
}

impl Cost {
    /// Runs `command` and waits for it.
    pub(crate) fn of(command: &mut Command) -> Self {
        let (start, before) = (Instant::now(), cpu());
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
        Self { wall: start.elapsed().as_secs_f64(), cpu: cpu() - before }
    }

    /// Runs all `commands` in turns, `rounds` times after one to warm up, and gives the medians of each.
    pub(crate) fn medians(commands: &mut [Command], rounds: usize) -> Vec<Self> {
        for command in commands.iter_mut() {
            let _warm = Self::of(command);
        }
        let rounds: Vec<Vec<Self>> = (0..rounds.max(1)).map(|_| commands.iter_mut().map(Self::of).collect()).collect();
        (0..commands.len())
            .map(|index| {
                let median = |part: fn(&Self) -> f64| {
                    let mut values: Vec<f64> = rounds.iter().map(|round| part(&round[index])).collect();
                    values.sort_by(f64::total_cmp);
                    values[values.len() / 2]
                };
                Self { wall: median(|cost| cost.wall), cpu: median(|cost| cost.cpu) }
            })
            .collect()
    }
}

/// Seconds that processors worked so far for the commands that have ended.
fn cpu() -> f64 {
    // SAFETY: a structure of plain numbers, which the call fills.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
