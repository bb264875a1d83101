//! The report of a run as a document: what `--report` writes and `calibrate --from-report` reads.

use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::Plan;
use fwr_runtime::pipeline::Report;
use serde_json::{Value, json};

/// Version of the document's form.
const VERSION: u32 = 1;

/// The document.
pub(crate) fn document(plan: &Plan, report: &Report) -> Value {
    json!({
        "version": VERSION,
        "fwr": env!("CARGO_PKG_VERSION"),
        "graph": plan.graph,
        "report": report,
        "warnings": super::to_json(&report.warnings, &Default::default()),
        "plan": plan,
    })
}

/// Writes the document, in place of one that is there.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write(path: &Path, document: &Value) -> Result<(), Diagnostic> {
    let text = format!("{document:#}\n");
    std::fs::write(path, text).map_err(|error| {
        Diagnostic::new(Code::OUTPUT_UNWRITABLE, format!("the report {} cannot be written: {error}", path.display()))
            .help("the run itself went well; name another path with --report")
    })
}
