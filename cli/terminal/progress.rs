//! What a run is doing: a moving line on a terminal, a line now and then elsewhere, JSON lines for programs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::terminal::stdout;
use fwr_runtime::pipeline::Progress;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::json;

use super::stderr::say;

/// How often a line is written where lines do not move.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// How often a program is told.
const EVENT_EVERY: Duration = Duration::from_millis(500);

/// Shows the progress of one run.
pub(crate) struct Reporter {
    style: Style,
    /// What is being done: `restoring`.
    what: &'static str,
    /// Frames expected, as far as the container knows.
    expected: Option<u64>,
    started: Instant,
    last: Mutex<Instant>,
    /// When the first frame is shown: clips need not start at zero.
    first: OnceLock<f64>,
    /// Frames that were there before the run, and say nothing of its speed.
    kept: AtomicU64,
}

enum Style {
    Silent,
    Bar(ProgressBar),
    Lines,
    Json,
}

impl Reporter {
    /// A reporter in the form that suits where it goes.
    pub(crate) fn new(what: &'static str, expected: Option<u64>, quiet: bool, json: bool) -> Self {
        let terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let style = match (json, quiet, terminal) {
            (true, ..) => Style::Json,
            (_, true, _) => Style::Silent,
            (_, _, true) => Style::Bar(bar(what, expected)),
            _ => Style::Lines,
        };
        let now = Instant::now();
        Self {
            style,
            what,
            expected,
            started: now,
            last: Mutex::new(now),
            first: OnceLock::new(),
            kept: AtomicU64::new(0),
        }
    }

    /// The same, its moving line above those of a group.
    pub(crate) fn above(self, group: &MultiProgress) -> Self {
        let style = match self.style {
            Style::Bar(bar) => Style::Bar(group.insert(0, bar)),
            other => other,
        };
        Self { style, ..self }
    }

    /// Clears the moving line, so that what follows stands alone.
    pub(crate) fn finish(&self) {
        if let Style::Bar(bar) = &self.style {
            bar.finish_and_clear();
        }
    }

    fn due(&self, every: Duration) -> bool {
        let Ok(mut last) = self.last.lock() else { return false };
        let due = last.elapsed() >= every;
        if due {
            *last = Instant::now();
        }
        due
    }
}

impl Progress for Reporter {
    fn frame(&self, output: usize, written: u64, media_seconds: f64) {
        // With several outputs, which go on side by side, the first stands for all.
        if output != 0 {
            return;
        }
        let kept = self.kept.load(Ordering::Relaxed);
        if written <= kept {
            if let Style::Bar(bar) = &self.style {
                bar.set_position(written);
                bar.reset_eta();
            }
            return;
        }
        let media_seconds = media_seconds - self.first.get_or_init(|| media_seconds);
        let elapsed = self.started.elapsed().as_secs_f64().max(1e-6);
        let speed = media_seconds / elapsed;
        let fps = (written - kept) as f64 / elapsed;
        match &self.style {
            Style::Silent => {}
            Style::Bar(bar) => {
                bar.set_position(written);
                bar.set_message(format!("{fps:.1} fps, {speed:.2}x realtime"));
            }
            Style::Lines if self.due(LINE_EVERY) => {
                let of = self.expected.map_or(String::new(), |frames| format!(" of about {frames}"));
                let left = self
                    .expected
                    .and_then(|frames| left(written - kept, frames.saturating_sub(kept), elapsed))
                    .unwrap_or_default();
                let what = if self.what == "restoring" { "" } else { "measured " };
                say!("{what}{written}{of} frames, {fps:.1} fps, {speed:.2}x realtime{left}");
            }
            Style::Json if self.due(EVENT_EVERY) => {
                let event = json!({
                    "event": "progress",
                    "phase": self.what,
                    "frames": written,
                    "expected_frames": self.expected,
                    "media_seconds": media_seconds,
                    "elapsed_seconds": elapsed,
                    "speed": speed,
                });
                stdout::event(&event);
            }
            Style::Lines | Style::Json => {}
        }
    }

    fn note(&self, text: &str) {
        match &self.style {
            Style::Silent => {}
            Style::Bar(bar) => bar.println(text),
            Style::Lines => say!("{text}"),
            Style::Json => stdout::event(&json!({ "event": "note", "text": text })),
        }
    }

    fn kept(&self, frames: u64) {
        self.kept.store(frames, Ordering::Relaxed);
    }
}

fn left(done: u64, of: u64, elapsed: f64) -> Option<String> {
    (done > 0 && of > done).then(|| {
        let seconds = (elapsed / done as f64 * (of - done) as f64).round() as u64;
        format!(", {}:{:02} left", seconds / 60, seconds % 60)
    })
}

fn bar(what: &str, expected: Option<u64>) -> ProgressBar {
    let (bar, template) = match expected {
        Some(frames) => (ProgressBar::new(frames), "{prefix} {wide_bar} {pos}/{len} frames, {msg}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{prefix} {spinner} {pos} frames, {msg}, {elapsed} so far"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_prefix(what.to_owned())
}
