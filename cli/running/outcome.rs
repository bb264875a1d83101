//! How a run ended, for people and for programs.

use fwr_compiler::diagnostics::Code;
use fwr_runtime::output::is_stdout;
use fwr_runtime::pipeline::Report;
use serde_json::json;

use crate::exit::Exit;
use crate::reports::to_json;
use crate::session::Failure;
use crate::terminal::stderr::say;
use crate::terminal::{findings, stdout};

/// A line for each output that a run wrote, which took so many seconds.
pub(crate) fn wrote(report: &Report, seconds: f64) -> Vec<String> {
    let line = |output: &fwr_runtime::pipeline::OutputReport| {
        let fps = output.frames as f64 / seconds.max(1e-6);
        let speed = format!("{} frames in {seconds:.1} s ({fps:.0} fps)", output.frames);
        if output.path.is_empty() {
            return format!("worked out {speed}; nothing was written");
        }
        let path = if is_stdout(&output.path) { "stdout" } else { &output.path };
        format!("wrote {path}: {speed}, {:.1} MB", output.bytes as f64 / 1e6)
    };
    report.outputs.iter().map(line).collect()
}

/// Shows why there is no run, or why it ended, and gives the exit for that.
pub(crate) fn failed(failure: &Failure, quiet: bool) -> Exit {
    match &failure.diagnostics[..] {
        [found] if found.code == Code::INTERRUPTED => {
            say!("{}", found.message);
            Exit::Interrupted
        }
        found => findings::show(found, &failure.sources, quiet),
    }
}

/// Tells a program the same, as the one event there is.
pub(crate) fn event_of_failure(failure: &Failure) -> Exit {
    let found = to_json(&failure.diagnostics, &failure.sources);
    stdout::event(&json!({ "event": "failed", "findings": found }));
    Exit::for_all(&failure.diagnostics)
}
