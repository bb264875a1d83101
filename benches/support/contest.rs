//! Several commands that do the same work, run in turns: wall time, processor time and memory of each.

use std::process::{Command, Stdio};

use crate::usage::Usage;

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
    let mut runs: Vec<Vec<Usage>> = contestants.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds.max(1) {
        for (contestant, runs) in contestants.iter_mut().zip(&mut runs) {
            let run = run(&mut contestant.command);
            if round > 0 {
                runs.push(run);
            }
        }
    }
    let taken = |(contestant, runs): (Contestant, Vec<Usage>)| {
        let frames = f64::from(contestant.frames);
        Taken {
            name: contestant.name,
            wall: median(runs.iter().map(|run| run.seconds * 1e3 / frames)),
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

fn run(command: &mut Command) -> Usage {
    let usage = Usage::of(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()));
    assert_eq!(usage.code, Some(0), "{command:?} failed");
    usage
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
