//! One graph on one clip: what `fwr` predicts of it, and what it takes.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::usage::Usage;

/// A run that can be predicted and measured.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) graph: PathBuf,
    pub(crate) media: PathBuf,
    pub(crate) outputs: Vec<PathBuf>,
    /// Whether it is written, or dropped behind the filters.
    pub(crate) written: bool,
    pub(crate) options: &'static [&'static str],
}

/// What was predicted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Predicted {
    /// Seconds: the lower end, what is most likely, the upper end.
    pub(crate) seconds: [f64; 3],
    /// Seconds of all cores.
    pub(crate) cpu: f64,
    /// MiB that it will not take more than.
    pub(crate) memory: f64,
}

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ran {
    /// Seconds on the clock.
    pub(crate) seconds: f64,
    /// Seconds of all cores.
    pub(crate) cpu: f64,
    /// MiB of memory at most.
    pub(crate) memory: f64,
}

impl Ran {
    /// The medians of several; of memory the most.
    pub(crate) fn median(all: &[Self]) -> Self {
        let median = |part: fn(&Self) -> f64| {
            let mut values: Vec<f64> = all.iter().map(part).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let memory = all.iter().map(|ran| ran.memory).fold(0.0, f64::max);
        Self { seconds: median(|ran| ran.seconds), cpu: median(|ran| ran.cpu), memory }
    }
}

impl Run {
    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fwr"));
        command.arg(verb).arg(&self.graph).arg(&self.media).args(self.options);
        for output in &self.outputs {
            command.arg("-o").arg(output);
        }
        if !self.written {
            command.arg("--null");
        } else if verb == "run" {
            command.arg("--force");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// What `fwr estimate` says of it.
    pub(crate) fn estimate(&self) -> Predicted {
        let output = self.command("estimate").arg("--json").stdout(Stdio::piped()).output().expect("fwr is there");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{}\n{text}\n{}",
            self.graph.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        let whole: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let json = &whole["estimate"];
        let seconds = ["low", "likely", "high"].map(|end| figure(&json["seconds"], end));
        let memory = figure(&json["memory"]["most"], "high") / 1_048_576.0;
        Predicted { seconds, cpu: figure(&json["cpu_seconds"], "likely"), memory }
    }

    /// Runs it, with `options` besides its own.
    pub(crate) fn once(&self, options: &[&str]) -> Ran {
        let mut command = self.command("run");
        let usage = Usage::of(command.args(options).arg("--quiet").stderr(Stdio::null()));
        assert_eq!(usage.code, Some(0), "{command:?}");
        Ran { seconds: usage.seconds, cpu: usage.cpu, memory: usage.memory }
    }

    /// Whether it may be run with `options` besides its own.
    pub(crate) fn can(&self, options: &[&str]) -> bool {
        let backend = |option: &&str| ["--prefer", "--forbid"].contains(option);
        !(options.iter().any(backend) && self.options.iter().any(backend))
    }
}

/// One end of a figure.
fn figure(value: &Value, end: &str) -> f64 {
    let found = value["exact"].as_f64().or_else(|| value["estimated"][end].as_f64());
    found.unwrap_or_else(|| panic!("nothing is known of {value}"))
}
