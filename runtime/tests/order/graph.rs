//! A random graph of stages, as runs have them: readers, decoders, one filter, encoders, writers.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use fwr_runtime::budget::{Ledger, Ports, bounded};

use super::chance::Chance;
use super::stages::{Decoder, Encoder, Filter, Port, Reader, Writer};

/// The largest frame or packet, in bytes.
pub(crate) const LARGEST: u64 = 1000;
/// A run in which nothing moves for so long stands still.
const STILL: Duration = Duration::from_secs(20);

/// What runs.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    seed: u64,
    /// Frames of each output.
    frames: u64,
    /// Bytes of the ledger.
    limit: u64,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
}

/// A file that is read and decoded.
#[derive(Debug, Clone)]
struct Input {
    /// Its frames for one of an output.
    rate: u64,
    /// Frames behind the decoder.
    queue: usize,
    /// Frames around the current one that the filter holds.
    window: usize,
    /// Frames from one packet of the stream that is copied to the next.
    every: u64,
    /// Frames that such packets come too late.
    lag: u64,
}

/// A file that is encoded and written.
#[derive(Debug, Clone)]
struct Output {
    frames: usize,
    packets: usize,
    /// Frames that the encoder looks ahead.
    ahead: usize,
    /// The input whose other stream is copied, if one is.
    copied: Option<usize>,
}

impl Graph {
    /// A graph by chance, of outputs with `frames` frames.
    pub(crate) fn random(seed: u64, frames: u64) -> Self {
        let mut chance = Chance::new(seed);
        let inputs = (0..chance.within(1, 3)).map(|_| Input {
            rate: chance.within(1, 2),
            queue: chance.within(1, 6) as usize,
            window: chance.within(0, 5) as usize,
            every: chance.within(1, 9),
            lag: chance.within(0, 150),
        });
        let inputs: Vec<Input> = inputs.collect();
        let outputs = (0..chance.within(1, 3)).map(|_| Output {
            frames: chance.within(1, 6) as usize,
            packets: chance.within(1, 16) as usize,
            ahead: chance.within(0, 40) as usize,
            copied: chance.one_in(2).then(|| chance.within(0, inputs.len() as u64 - 1) as usize),
        });
        let outputs = outputs.collect();
        let limit = match chance.within(0, 3) {
            0 => u64::MAX,
            scale => chance.within(0, LARGEST * 20 * scale * scale),
        };
        Self { seed, frames, limit, inputs, outputs }
    }

    /// The same with another ledger.
    pub(crate) fn limited(self, limit: u64) -> Self {
        Self { limit, ..self }
    }

    /// Bytes that it can hold at most: the limit, and what is held whatever the limit is.
    pub(crate) fn most(&self) -> u64 {
        let (mut ahead, mut needed) = (0, 0);
        for input in &self.inputs {
            // A full port, for each stream, and as much again of what comes too late.
            ahead += 2 * 64 + input.queue as u64;
            // In hands and windows, one in the queue and each port, and what is read on for a port that has nothing.
            needed += 6 + 2 * input.window as u64 + 2 * (input.lag + input.every + 2);
        }
        for output in &self.outputs {
            ahead += (output.frames + output.packets) as u64;
            needed += 8 + output.ahead as u64;
        }
        // Copies for three writers are one packet.
        let all = LARGEST * (ahead + needed);
        all.min(self.limit.saturating_add(LARGEST * needed))
    }

    /// Runs it to the end, and gives the most that was held. Panics if something is lost, overtaken or stands still.
    pub(crate) fn run(&self) -> u64 {
        let ledger = Ledger::new(Some(self.limit));
        let (moved, done) = (AtomicU64::new(0), AtomicBool::new(false));
        let broken = Mutex::new(None::<String>);
        let ports: Vec<Ports<_>> = self.inputs.iter().map(|_| Ports::new(&ledger)).collect();
        thread::scope(|scope| {
            let mut threads = Vec::new();
            let (mut clips, mut lanes) = (Vec::new(), Vec::new());
            let mut chances = (1..).map(|part: u64| Chance::new(self.seed * 1000 + part));
            let mut chance = || chances.next().expect("no end");
            let account = |name: &str| ledger.account(name);
            for (input, ports) in self.inputs.iter().zip(&ports) {
                let (frames, decoded) = bounded(input.queue, &ledger);
                let port = Port { ports, port: ports.add(), moved: &moved };
                let decoder = Decoder { port, frames, account: account("decoded"), chance: chance() };
                threads.push(scope.spawn(move || decoder.run()));
                clips.push((decoded, input.rate, input.window));
            }
            for output in &self.outputs {
                let (frames, filtered) = bounded(output.frames, &ledger);
                let (packets, encoded) = bounded(output.packets, &ledger);
                lanes.push(frames);
                let ahead = output.ahead;
                let encoder =
                    Encoder { frames: filtered, packets, ahead, account: account("written"), chance: chance() };
                threads.push(scope.spawn(move || encoder.run()));
                let copied = output.copied.map(|input| {
                    let Input { rate, every, lag, .. } = self.inputs[input];
                    (Port { ports: &ports[input], port: ports[input].add(), moved: &moved }, rate, every, lag)
                });
                let writer = Writer { packets: encoded, copied, moved: &moved, frames: self.frames, chance: chance() };
                threads.push(scope.spawn(move || writer.run()));
            }
            for (position, (input, ports)) in self.inputs.iter().zip(&ports).enumerate() {
                let copies = self.outputs.iter().filter(|output| output.copied == Some(position)).count();
                let (frames, every, lag) = (self.frames * input.rate, input.every, input.lag);
                let reader =
                    Reader { ports, copies, frames, every, lag, account: account("packets"), chance: chance() };
                threads.push(scope.spawn(move || reader.run()));
            }
            let filter = Filter { clips, lanes, account: account("filtered"), frames: self.frames, chance: chance() };
            threads.push(scope.spawn(move || filter.run()));
            scope.spawn(|| self.watch(&moved, &done));
            for thread in threads {
                if let Err(panic) = thread.join() {
                    let words = panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "no reason given".to_owned());
                    broken.lock().expect("whole").get_or_insert(words);
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        if let Some(words) = broken.into_inner().expect("whole") {
            panic!("{words}: {self:?}");
        }
        drop(ports);
        assert_eq!(ledger.held(), 0, "all is given back: {self:?}");
        ledger.peak()
    }

    /// Ends the program if nothing moves: threads that stand still cannot be ended otherwise.
    fn watch(&self, moved: &AtomicU64, done: &AtomicBool) {
        let (mut last, mut still) = (0, Duration::ZERO);
        let look = Duration::from_millis(5);
        while !done.load(Ordering::Relaxed) {
            thread::sleep(look);
            let now = moved.load(Ordering::Relaxed);
            still = if now == last { still + look } else { Duration::ZERO };
            last = now;
            if still > STILL {
                eprintln!("nothing moves any more after {now} frames: {self:?}");
                std::process::exit(101);
            }
        }
    }
}
