//! Types of clips at the ends of lines: behind each `let`, and behind each step of a pipe over several lines.

use fwr_compiler::syntax::ast::{Expr, ExprKind, ItemKind};
use lsp_types::{InlayHint, InlayHintLabel, InlayHintTooltip, Range};

use crate::analysis::Analysis;
use crate::types;

/// The hints in the lines of `range`.
pub(crate) fn hints(analysis: &Analysis, range: Range) -> Vec<InlayHint> {
    let mut out: Vec<InlayHint> = Vec::new();
    for item in &analysis.program.file.items {
        match &item.kind {
            ItemKind::Let(binding) => steps(analysis, &binding.value, &mut out),
            ItemKind::Filter(filter) => {
                let lets = filter.body.iter().flat_map(|body| &body.lets);
                lets.for_each(|binding| steps(analysis, &binding.value, &mut out));
            }
            _ => {}
        }
    }
    out.retain(|hint| range.start.line <= hint.position.line && hint.position.line <= range.end.line);
    // Of several steps on one line only the last is of interest.
    out.sort_by_key(|hint| (hint.position.line, hint.position.character));
    out.reverse();
    out.dedup_by_key(|hint| hint.position.line);
    out.reverse();
    out
}

/// The hints of a value and of the steps of the pipe that it is.
fn steps(analysis: &Analysis, expr: &Expr, out: &mut Vec<InlayHint>) {
    if let ExprKind::Pipe(left, _) = &expr.kind {
        steps(analysis, left, out);
    }
    let Some(ty) = types::clip_of(analysis, expr) else { return };
    let position = analysis.text.position(expr.span.end as usize);
    // Behind all that stands on the line, a comment too.
    let character = analysis.text.line(position.line as usize).encode_utf16().count() as u32;
    out.push(InlayHint {
        position: lsp_types::Position { character, ..position },
        label: InlayHintLabel::String(ty),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String("The format of the clip here, as far as it is known".to_owned())),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
}
