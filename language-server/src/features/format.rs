//! The canonical layout, as edits of only those lines that change.

use fwr_compiler::syntax;
use lsp_types::{Range, TextEdit};

use crate::analysis::Analysis;
use crate::edits;

/// The edits that lay the document out; `None` if it does not parse.
pub(crate) fn format(analysis: &Analysis) -> Option<Vec<TextEdit>> {
    let text = syntax::format(analysis.text.as_str(), analysis.source).ok()?;
    Some(edits::between(&analysis.text, &text))
}

/// Those of them that touch `range`.
pub(crate) fn format_range(analysis: &Analysis, range: Range) -> Option<Vec<TextEdit>> {
    let mut edits = format(analysis)?;
    edits.retain(|edit| edit.range.start.line <= range.end.line && range.start.line <= edit.range.end.line);
    Some(edits)
}
