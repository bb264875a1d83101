//! The report of a run as a document: what `--report` writes and `calibrate --from-report` reads.

use std::path::Path;

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::estimate::{Setting, Taken};
use fwr_compiler::plan::Plan;
use fwr_runtime::pipeline::Report;
use serde_json::{Value, json};

use crate::running::Ready;

/// Version of the document's form.
const VERSION: u32 = 1;

/// The document.
pub(crate) fn document(ready: &Ready, report: &Report) -> Value {
    let Ready { plan, setting, predicted, measuring, .. } = ready;
    json!({
        "threads": setting.threads,
        "written": setting.written,
        "measuring": measuring,
        "predicted": predicted,
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

/// A run as a document tells of it.
pub(crate) struct Told {
    pub(crate) plan: Plan,
    pub(crate) setting: Setting,
    pub(crate) taken: Taken,
}

/// Reads a document that [`write()`] wrote.
///
/// # Errors
/// E1401 if it cannot be read, or is no such document.
pub(crate) fn read(path: &Path) -> Result<Told, Diagnostic> {
    let refused = |problem: String| {
        Diagnostic::new(Code::BAD_PROFILE, format!("the report {} {problem}", path.display()))
            .help("`fwr run --report FILE` writes such reports; one of another version has to be made again")
    };
    let text = std::fs::read_to_string(path).map_err(|error| refused(format!("cannot be read: {error}")))?;
    let mut document: Value = serde_json::from_str(&text).map_err(|error| refused(format!("is not JSON: {error}")))?;
    if document["version"] != VERSION {
        return Err(refused(format!("is of version {}, expected {VERSION}", document["version"])));
    }
    let plan = serde_json::from_value(document["plan"].take());
    let plan = plan.map_err(|error| refused(format!("has no plan that this version understands: {error}")))?;
    let taken = serde_json::from_value(document["report"]["taken"].take());
    let taken = taken.map_err(|error| refused(format!("does not say what the run took: {error}")))?;
    let setting = Setting {
        threads: document["threads"].as_u64().unwrap_or(0) as u32,
        written: document["written"].as_bool().unwrap_or(true),
    };
    Ok(Told { plan, setting, taken })
}
