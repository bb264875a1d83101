//! The processor under load: its clock, what it copies, and what its threads do side by side.

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;

use fwr_compiler::machine::Cpu;

use super::clock::thread_time;

/// Bytes that each thread copies: more than any cache has for it.
const COPIED: usize = 96 << 20;
/// Rounds, of which the best counts: others work on the machine too.
const ROUNDS: usize = 5;
/// Steps of the chain that a clock is told by: some hundredth of a second.
const STEPS: u64 = 8_000_000;
/// Bytes of the smallest page of any system: to touch one is to get all of it.
const PAGE: usize = 4096;
/// Cycles of a step: a product takes three, an addition and a joining of bits one each, on every processor of the last
/// ten years.
const CYCLES: f64 = 5.0;

/// Measures what a processor's profile says of speed, and leaves the rest of `cpu` as it is.
pub(super) fn processor(cpu: &mut Cpu) {
    cpu.ghz = ghz();
    cpu.core_gbs = copying(1);
    cpu.memory_gbs = if cpu.threads > 1 { copying(cpu.threads as usize).max(cpu.core_gbs) } else { cpu.core_gbs };
    cpu.fresh_gbs = fresh();
    cpu.efficiency = efficiency(cpu.threads as usize);
}

/// GHz, by a chain of which every step waits for the one before.
fn ghz() -> f64 {
    let best = (0..ROUNDS).map(|_| spent(STEPS)).fold(f64::INFINITY, f64::min);
    (STEPS as f64 * CYCLES / best / 1e9).clamp(0.2, 10.0)
}

/// Seconds of this thread for a chain of so many steps.
fn spent(steps: u64) -> f64 {
    let before = thread_time();
    let mut value = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..steps {
        value = value.wrapping_mul(value | 1).wrapping_add(3);
    }
    black_box(value);
    (thread_time() - before).as_secs_f64().max(1e-9)
}

/// GB/s that so many threads copy together, bytes read and written both counted.
fn copying(threads: usize) -> f64 {
    // On a machine with many threads the buffers together would take too much memory.
    let bytes = (COPIED / threads.div_ceil(8)).max(8 << 20);
    let start = Barrier::new(threads);
    let seconds: Vec<Vec<f64>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let (from, mut to) = (vec![1u8; bytes], vec![0u8; bytes]);
                    (0..ROUNDS)
                        .map(|_| {
                            start.wait();
                            // Of the thread: others may be at work on its core.
                            let began = thread_time();
                            to.copy_from_slice(black_box(&from));
                            black_box(&mut to);
                            (thread_time() - began).as_secs_f64()
                        })
                        .collect()
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    // A round takes as long as its slowest thread.
    let round = |number: usize| seconds.iter().filter_map(|all| all.get(number)).copied().fold(0.0, f64::max);
    let best = (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min);
    2.0 * bytes as f64 * threads as f64 / best.max(1e-9) / 1e9
}

/// GB/s at which the system gives out memory that was not used before.
fn fresh() -> f64 {
    /// More than any page is large, less than the C library keeps for itself.
    const BYTES: usize = 64 << 20;
    let best = (0..ROUNDS).map(|_| {
        let before = thread_time();
        let mut memory: Vec<u8> = Vec::with_capacity(BYTES);
        for page in memory.spare_capacity_mut().chunks_mut(PAGE) {
            page[0].write(1);
        }
        black_box(&mut memory);
        (thread_time() - before).as_secs_f64()
    });
    BYTES as f64 / best.fold(f64::INFINITY, f64::min).max(1e-9) / 1e9
}

/// What a thread gets done when all are at work, of what it does alone.
fn efficiency(threads: usize) -> f64 {
    if threads <= 1 {
        return 1.0;
    }
    let best = || (0..ROUNDS).map(|_| mixed(&mut row())).fold(f64::INFINITY, f64::min);
    let alone = best();
    // What else the machine does takes cores away for a moment: the best of some goes is what it can do.
    let together = (0..ROUNDS).map(|_| side_by_side(threads)).fold(f64::INFINITY, f64::min);
    (alone / together).clamp(0.2, 1.0)
}

/// Seconds of a thread for the same, in the mean, where so many threads are at it.
fn side_by_side(threads: usize) -> f64 {
    let start = Barrier::new(threads);
    let seconds: Vec<f64> = thread::scope(|scope| {
        let worker = || {
            let mut row = row();
            start.wait();
            // Rounds are not told apart: a thread that is done sooner leaves the others more.
            (0..ROUNDS).map(|_| mixed(&mut row)).sum::<f64>() / ROUNDS as f64
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    seconds.iter().sum::<f64>() / seconds.len().max(1) as f64
}

fn row() -> Vec<f32> {
    vec![1.0; 8 << 10]
}

/// Seconds of this thread for arithmetic on rows that stay in its own cache, as kernels do it.
fn mixed(row: &mut [f32]) -> f64 {
    let before = thread_time();
    for round in 0..4000 {
        let factor = 1.0 + round as f32 * 1e-7;
        for sample in &mut *row {
            *sample = (*sample * factor + 0.25).min(2.0).max(*sample * 0.5);
        }
        black_box(&mut *row);
    }
    (thread_time() - before).as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_and_bandwidths_come_out_that_can_be() {
        assert!((0.5..7.0).contains(&ghz()), "{} GHz", ghz());
        let efficiency = efficiency(2);
        assert!((0.2..=1.0).contains(&efficiency), "{efficiency}");
    }
}
