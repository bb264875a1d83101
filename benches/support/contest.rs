//! Several commands that do the same work, run in turns: wall time, processor time and memory of each.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// One of the commands.
pub(crate) struct Contestant {
    /// What it is called in the table.
    pub(crate) name: String,
    /// The command.
    pub(crate) command: Command,
    /// Frames that it makes.
    pub(crate) frames: u32,
}

/// What one command took.
pub(crate) struct Taken {
    /// What it is called.
    pub(crate) name: String,
    /// Median milliseconds of wall time for a frame, start-up included.
    pub(crate) wall: f64,
    /// Median milliseconds of processor time for a frame, in user and system code on all cores.
    pub(crate) cpu: f64,
    /// The largest peak of memory, in MiB.
    pub(crate) memory: f64,
}

/// Runs all of them `rounds` times in turns, after one round to warm up.
pub(crate) fn contest(mut contestants: Vec<Contestant>, rounds: usize) -> Vec<Taken> {
    let mut runs: Vec<Vec<Run>> = contestants.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds.max(1) {
        for (contestant, runs) in contestants.iter_mut().zip(&mut runs) {
            let run = Run::of(&mut contestant.command);
            if round > 0 {
                runs.push(run);
            }
        }
    }
    let taken = |(contestant, runs): (Contestant, Vec<Run>)| {
        let frames = f64::from(contestant.frames);
        Taken {
            name: contestant.name,
            wall: median(runs.iter().map(|run| run.wall * 1e3 / frames)),
            cpu: median(runs.iter().map(|run| run.cpu * 1e3 / frames)),
            memory: runs.iter().map(|run| run.memory).fold(0.0, f64::max),
        }
    };
    contestants.into_iter().zip(runs).map(taken).collect()
}

/// Prints what each took, and how many times as long as the first.
pub(crate) fn print(taken: &[Taken]) {
    println!("{:<44} {:>9} {:>7} {:>9} {:>7} {:>8}", "ms a frame", "wall", "ratio", "cpu", "ratio", "MiB");
    for one in taken {
        let (wall, cpu) = (one.wall / taken[0].wall, one.cpu / taken[0].cpu);
        println!("{:<44} {:>9.3} {wall:>7.2} {:>9.3} {cpu:>7.2} {:>8.0}", one.name, one.wall, one.cpu, one.memory);
    }
    println!();
}

struct Run {
    wall: f64,
    cpu: f64,
    memory: f64,
}

impl Run {
    #[expect(clippy::zombie_processes, reason = "`wait4` waits for it, and tells what it took")]
    fn of(command: &mut Command) -> Self {
        let started = Instant::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut status = 0;
        // SAFETY: an all-zero `rusage` is a valid one.
        let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
        let pid = child.id() as libc::pid_t;
        // SAFETY: both pointers are to live variables, and the child is ours and not yet waited for.
        let waited = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
        let wall = started.elapsed().as_secs_f64();
        assert_eq!(waited, pid, "{command:?} cannot be waited for");
        assert!(ExitStatus::from_raw(status).success(), "{command:?} failed");
        let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 * 1e-6;
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
        Self { wall, cpu, memory: usage.ru_maxrss as f64 / 1024.0 }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
