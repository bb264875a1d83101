//! What a comparison found, for people and for programs.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fwr_compiler::diagnostics::Diagnostic;
use fwr_compiler::elaborate::{Measured, Request};
use fwr_compiler::media::VideoFormat;
use fwr_compiler::plan::Look;
use fwr_compiler::types::Constant;
use fwr_runtime::{Checkpoint, Checkpoints};
use serde_json::{Value, json};

use super::metric::{Metric, Of};
use super::shape;
use crate::terminal::columns;

/// What each frame has for itself, by the keys of the looks; nothing is kept for another time.
#[derive(Default)]
pub(super) struct Heard(Mutex<BTreeMap<String, Vec<(u64, f64)>>>);

impl Checkpoints for Heard {
    fn find(&self, _look: &Look) -> Option<Checkpoint> {
        None
    }

    fn keep(&self, _look: &Look, _checkpoint: &Checkpoint) {}

    fn of_frame(&self, look: &Look, frame: u64, value: f64) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.entry(look.key.clone()).or_default().push((frame, value));
    }
}

/// A measure, and what it gave.
pub(super) struct Found {
    metric: Metric,
    /// One value, or that of the clip and that of the original.
    values: Vec<f64>,
    /// How many frames that is of.
    frames: u64,
    /// Frames with their own values, the worst first.
    worst: Vec<(u64, f64)>,
}

impl Found {
    /// What was measured of `metric`.
    pub(super) fn of(metric: Metric, requests: &[Request], values: &BTreeMap<String, Measured>, heard: &Heard) -> Self {
        let own: Vec<&Request> = requests.iter().filter(|request| request.measure == metric.name).collect();
        let measured: Vec<&Measured> = own.iter().filter_map(|request| values.get(&request.key)).collect();
        let number = |found: &&Measured| match found.value {
            Constant::Number(value, _) => Some(value),
            _ => None,
        };
        let mut heard = heard.0.lock().unwrap_or_else(PoisonError::into_inner);
        let worst = own.first().filter(|_| metric.of == Of::Both).and_then(|request| heard.remove(&request.key));
        let mut worst = worst.unwrap_or_default();
        worst.sort_by(|a, b| if metric.more_is_worse { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) });
        let frames = measured.iter().map(|found| found.frames).max().unwrap_or(0);
        let mut values: Vec<f64> = measured.iter().filter_map(number).collect();
        if metric.of == Of::Each && values.len() == 1 {
            // The same file twice: asked for once.
            values.push(values[0]);
        }
        Self { metric, values, frames, worst }
    }
}

/// Two clips compared.
pub(super) struct Comparison {
    pub(super) clip: String,
    pub(super) original: String,
    pub(super) formats: [VideoFormat; 2],
    /// The first frame that was compared.
    pub(super) first: u64,
    pub(super) metrics: Vec<Found>,
    /// What a person should know of the files.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Comparison {
    /// The frames to look at: the worst of the first measure that tells, in order.
    pub(super) fn worst(&self, count: usize) -> Vec<u64> {
        let telling = self.metrics.iter().find(|found| !found.worst.is_empty());
        let mut frames: Vec<u64> = telling
            .iter()
            .flat_map(|found| found.worst.iter().take(count))
            .map(|(frame, _)| frame + self.first)
            .collect();
        frames.sort_unstable();
        frames
    }

    /// The table.
    pub(super) fn lines(&self, worst: usize) -> Vec<String> {
        let frames = self.metrics.iter().map(|found| found.frames).max().unwrap_or(0);
        let mut lines = vec![format!(
            "{} against {}: {frames} frames of {}{}",
            self.clip,
            self.original,
            shape(&self.formats[1]),
            if self.first > 0 { format!(", from frame {}", self.first) } else { String::new() }
        )];
        let of = |of: Of| self.metrics.iter().filter(move |found| found.metric.of == of);
        let mut rows = Vec::new();
        for found in of(Of::Both) {
            let values = found.values.iter().map(|value| rounded(*value)).collect::<String>();
            let named = |(frame, value): &(u64, f64)| format!("{} ({})", frame + self.first, rounded(*value));
            let named: Vec<String> = found.worst.iter().take(worst).map(named).collect();
            rows.push(vec![found.metric.name.to_owned(), values, named.join(", ")]);
        }
        if !rows.is_empty() {
            rows.insert(0, ["", "value", if worst > 0 { "worst frames" } else { "" }].map(str::to_owned).into());
            lines.push(String::new());
            lines.extend(columns::lines(&rows, 1));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        for found in of(Of::Each) {
            let values = found.values.iter().map(|value| rounded(*value));
            rows.push([found.metric.name.to_owned()].into_iter().chain(values).chain([String::new()]).collect());
        }
        if !rows.is_empty() {
            rows.insert(0, ["", "clip", "original", ""].map(str::to_owned).into());
            lines.push(String::new());
            lines.extend(columns::lines(&rows, 1));
        }
        lines
    }

    /// The same for programs, in full.
    pub(super) fn json(&self, worst: usize, stills: &[String]) -> Value {
        let one = |found: &Found| match found.metric.of {
            Of::Both => {
                let frame = |(frame, value): &(u64, f64)| json!({ "frame": frame + self.first, "value": value });
                let named: Vec<Value> = found.worst.iter().take(worst).map(frame).collect();
                json!({ "measure": found.metric.name, "value": found.values.first(), "worst": named })
            }
            Of::Each => {
                json!({ "measure": found.metric.name, "clip": found.values.first(), "original": found.values.get(1) })
            }
        };
        json!({
            "clip": self.clip,
            "original": self.original,
            "width": self.formats[1].width,
            "height": self.formats[1].height,
            "layout": self.formats[1].layout.to_string(),
            "first": self.first,
            "frames": self.metrics.iter().map(|found| found.frames).max().unwrap_or(0),
            "measures": self.metrics.iter().map(one).collect::<Vec<_>>(),
            "stills": stills,
        })
    }
}

/// As many digits as anybody looks at: four that count, two behind the point from 10 on.
fn rounded(value: f64) -> String {
    match value.abs() {
        size if size >= 10.0 => format!("{value:.2}"),
        size if size >= 0.1 => format!("{value:.4}"),
        0.0 => "0".to_owned(),
        _ => format!("{value:.6}"),
    }
}
