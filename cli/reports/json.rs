//! Findings as a JSON array: `fwr check --json`.

use fwr_compiler::diagnostics::{Diagnostic, Sources};
use fwr_compiler::lints::Lint;
use fwr_compiler::syntax::Span;
use serde_json::{Value, json};

/// The findings as a JSON array, places as 1-based lines and columns.
pub(crate) fn to_json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    Value::Array(diagnostics.iter().map(|found| one(found, sources)).collect())
}

fn one(found: &Diagnostic, sources: &Sources) -> Value {
    let labels: Vec<Value> = found.labels.iter().map(|label| placed(label.span, &label.text, sources)).collect();
    let fixes: Vec<Value> = found
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<Value> = fix.edits.iter().map(|edit| placed(edit.span, &edit.text, sources)).collect();
            json!({ "title": fix.title, "applicability": fix.applicability, "edits": edits })
        })
        .collect();
    json!({
        "code": found.code.id(),
        "lint": Lint::of(found.code).map(|lint| lint.name),
        "severity": found.severity(),
        "message": found.message,
        "help": found.help,
        "labels": labels,
        "fixes": fixes,
    })
}

/// A text with the place it is about, or is to stand in.
fn placed(span: Span, text: &str, sources: &Sources) -> Value {
    let ((line, column), (end_line, end_column)) = super::ends(span, sources);
    json!({
        "file": sources.get(span.source).name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": span.start,
        "end": span.end,
        "text": text,
    })
}
