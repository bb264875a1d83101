//! A batch as JSON: what `--report` writes and programs are told.

use fwr_compiler::diagnostics::Sources;
use serde_json::{Value, json};

use crate::reports::to_json;

use super::item::{Item, State};
use super::table::Counts;

/// Version of the document's form.
const VERSION: u32 = 1;

/// What is planned.
pub(super) fn planned(items: &[Item]) -> Value {
    json!({ "event": "planned", "inputs": items.iter().map(one).collect::<Vec<_>>() })
}

/// What became of all, which took so many seconds; `stopped` if the user ended it.
pub(super) fn summary(items: &[Item], seconds: f64, stopped: bool) -> Value {
    let counts = Counts::of(items);
    json!({
        "version": VERSION,
        "fwr": env!("CARGO_PKG_VERSION"),
        "stopped": stopped,
        "done": counts.done,
        "done_before": counts.before,
        "failed": counts.failed,
        "not_begun": counts.left,
        "seconds": seconds,
        "inputs": items.iter().map(one).collect::<Vec<_>>(),
    })
}

/// One input.
pub(super) fn one(item: &Item) -> Value {
    let mut value = json!({
        "input": item.input,
        "outputs": item.outputs,
        "input_bytes": item.size,
        "output_bytes": item.written(),
        "predicted_seconds": item.predicted(),
    });
    match &item.state {
        State::ToDo(work) => {
            value["result"] = json!("to_do");
            value["expected_frames"] = json!(work.ready.expected_frames());
            value["segments_kept"] = json!(work.segments);
            value["memory"] = json!(work.ready.predicted.memory.most);
        }
        State::DoneBefore => value["result"] = json!("done_before"),
        State::Failed(failed) => {
            value["result"] = json!("failed");
            value["findings"] = failed.document.clone();
        }
        State::Done(done) => {
            value["result"] = json!("done");
            value["seconds"] = json!(done.seconds);
            value["frames"] = json!(done.frames());
            value["fps"] = json!(done.frames() as f64 / done.seconds.max(1e-6));
            value["checksums"] =
                json!(done.report.outputs.iter().map(|output| output.checksum.clone()).collect::<Vec<_>>());
            value["warnings"] = to_json(&done.report.warnings, &Sources::default());
        }
    }
    value
}
