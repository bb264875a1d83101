//! How far several runs are together, below the progress of the one at hand.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use fwr_runtime::pipeline::Progress;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::progress::Reporter;
use super::stderr::say;

/// How often the time that is left is worked out again.
const EVERY: Duration = Duration::from_millis(500);
/// Steps of the bar.
const STEPS: u64 = 1000;

/// Shows how far all runs are.
pub(crate) struct Whole {
    bars: Option<(MultiProgress, ProgressBar)>,
    quiet: bool,
    events: bool,
    started: Instant,
    /// Runs there are.
    count: usize,
    /// Of all runs together, in units that say nothing by themselves.
    work: f64,
    state: Mutex<State>,
}

struct State {
    /// Runs that have ended.
    ended: usize,
    /// Their work.
    done: f64,
    shown: Instant,
}

/// One of the runs: its own progress, and that of all.
pub(crate) struct Part<'a> {
    whole: &'a Whole,
    reporter: Reporter,
    work: f64,
    expected: Option<u64>,
}

impl Whole {
    /// For so many runs of so much work together.
    pub(crate) fn new(count: usize, work: f64, quiet: bool, events: bool) -> Self {
        let shown = !quiet && !events && std::io::IsTerminal::is_terminal(&std::io::stderr());
        let bars = shown.then(|| {
            let group = MultiProgress::new();
            let bar = group.add(ProgressBar::new(STEPS));
            let style = ProgressStyle::with_template("{prefix} {wide_bar} {percent} %{msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(format!("0 of {count}"));
            (group, bar)
        });
        let now = Instant::now();
        let state = Mutex::new(State { ended: 0, done: 0.0, shown: now });
        Self { bars, quiet, events, started: now, count, work, state }
    }

    /// A run of so much work that begins now.
    pub(crate) fn begin(&self, work: f64, expected: Option<u64>) -> Part<'_> {
        let reporter = Reporter::new("restoring", expected, self.quiet, self.events);
        let reporter = match &self.bars {
            Some((group, _)) => reporter.above(group),
            None => reporter,
        };
        Part { whole: self, reporter, work, expected }
    }

    /// Writes lines for people, around whatever moves.
    pub(crate) fn say(&self, lines: &[String]) {
        self.around(|| lines.iter().for_each(|line| say!("{line}")));
    }

    /// Does something that writes to the terminal.
    pub(crate) fn around<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some((group, _)) => group.suspend(write),
            None => write(),
        }
    }

    /// What is left, as `, about 5:10 left`, when so much of the work is done; nothing before anything is.
    pub(crate) fn left(&self, done: f64) -> String {
        let elapsed = self.started.elapsed().as_secs_f64();
        if done <= 0.0 || self.work <= done {
            return String::new();
        }
        let seconds = (elapsed / done * (self.work - done)).round() as u64;
        format!(", about {}:{:02} left", seconds / 60, seconds % 60)
    }

    /// Clears what moves.
    pub(crate) fn finish(&self) {
        if let Some((_, bar)) = &self.bars {
            bar.finish_and_clear();
        }
    }

    fn show(&self, done: f64) {
        let Some((_, bar)) = &self.bars else { return };
        bar.set_position((done / self.work.max(f64::MIN_POSITIVE) * STEPS as f64) as u64);
        bar.set_message(self.left(done));
    }
}

impl Part<'_> {
    /// The run has ended; how many have, and what is left.
    pub(crate) fn end(self) -> (usize, String) {
        self.reporter.finish();
        let mut state = self.whole.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ended += 1;
        state.done += self.work;
        let (ended, done) = (state.ended, state.done);
        drop(state);
        if let Some((_, bar)) = &self.whole.bars {
            bar.set_prefix(format!("{ended} of {}", self.whole.count));
        }
        self.whole.show(done);
        (ended, self.whole.left(done))
    }
}

impl Progress for Part<'_> {
    fn frame(&self, output: usize, frames: u64, seconds: f64) {
        self.reporter.frame(output, frames, seconds);
        if output != 0 || self.whole.bars.is_none() {
            return;
        }
        let mut state = self.whole.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.shown.elapsed() < EVERY {
            return;
        }
        state.shown = Instant::now();
        let part = self.expected.map_or(0.0, |all| (frames as f64 / all.max(1) as f64).min(1.0));
        let done = state.done + part * self.work;
        drop(state);
        self.whole.show(done);
    }

    fn kept(&self, frames: u64) {
        self.reporter.kept(frames);
    }

    fn note(&self, text: &str) {
        self.reporter.note(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_what_is_done() {
        let mut whole = Whole::new(2, 10.0, true, false);
        whole.started = Instant::now() - Duration::from_secs(60);
        assert_eq!(whole.left(0.0), "");
        assert_eq!(whole.left(4.0), ", about 1:30 left");
        assert_eq!(whole.left(10.0), "");
        assert_eq!(whole.begin(5.0, Some(100)).end(), (1, ", about 1:00 left".to_owned()));
        assert_eq!(whole.begin(5.0, None).end(), (2, String::new()));
    }
}
