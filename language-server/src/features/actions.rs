//! Corrections that the editor can make: the fixes that findings carry.

use std::collections::HashMap;

use fwr_compiler::diagnostics::{Applicability, Diagnostic, Fix, apply_certain};
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Position, Range, TextEdit, Uri, WorkspaceEdit};

use super::diagnostics;
use crate::analysis::Analysis;
use crate::edits;

/// The kind that mends everything at once, when a file is saved for example.
pub(crate) const FIX_ALL: &str = "source.fixAll.fwr";

/// What can be done about the findings that touch `range`; only of the kinds in `only`, if it says any.
pub(crate) fn actions(analysis: &Analysis, range: Range, only: Option<&[CodeActionKind]>) -> Vec<CodeActionOrCommand> {
    let wanted = |kind: &str| {
        only.is_none_or(|only| {
            only.iter().any(|one| kind == one.as_str() || kind.starts_with(&format!("{}.", one.as_str())))
        })
    };
    let mut out = Vec::new();
    if wanted("quickfix") {
        for found in &analysis.checked.diagnostics {
            let shown = diagnostics::diagnostic(analysis, found);
            if touch(shown.range, range) {
                out.extend(found.fixes.iter().filter_map(|fix| quick_fix(analysis, fix, &shown)));
            }
        }
    }
    let certain = analysis.checked.diagnostics.iter().filter(|found| found.has_certain_fix()).count();
    let asked_for = only.is_some_and(|only| !only.is_empty()) && wanted(FIX_ALL);
    if asked_for || only.is_none() && certain > 1 && !out.is_empty() {
        out.extend(fix_all(analysis));
    }
    out.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

fn quick_fix(analysis: &Analysis, fix: &Fix, shown: &lsp_types::Diagnostic) -> Option<CodeAction> {
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type is a map by URI")]
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in &fix.edits {
        let place = analysis.location(edit.span)?;
        changes.entry(place.uri).or_default().push(TextEdit { range: place.range, new_text: edit.text.clone() });
    }
    Some(CodeAction {
        title: sentence(&fix.title),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![shown.clone()]),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        is_preferred: Some(fix.applicability == Applicability::Certain),
        ..CodeAction::default()
    })
}

/// All certain fixes at once; `None` if there are none.
fn fix_all(analysis: &Analysis) -> Option<CodeAction> {
    let findings: &[Diagnostic] = &analysis.checked.diagnostics;
    let fixed = apply_certain(analysis.text.as_str(), analysis.source, findings);
    if fixed.made.is_empty() {
        return None;
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type is a map by URI")]
    let changes = HashMap::from([(analysis.uri.clone(), edits::between(&analysis.text, &fixed.text))]);
    Some(CodeAction {
        title: format!("Make all {} fixes that are certain", fixed.made.len()),
        kind: Some(CodeActionKind::new(FIX_ALL)),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    })
}

fn touch(a: Range, b: Range) -> bool {
    let before = |x: Position, y: Position| (x.line, x.character) <= (y.line, y.character);
    before(a.start, b.end) && before(b.start, a.end)
}

/// With a capital letter in front.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
