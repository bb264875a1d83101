//! What can be folded away: brackets over several lines, runs of comments, pipes.

use fwr_compiler::syntax::TokenKind;
use lsp_types::{FoldingRange, FoldingRangeKind};

use crate::analysis::Analysis;

/// The parts of a document that can be folded.
pub(crate) fn folding(analysis: &Analysis) -> Vec<FoldingRange> {
    let line = |offset: u32| analysis.text.position(offset as usize).line;
    let mut out = Vec::new();
    let mut open = Vec::new();
    let mut comments: Option<(u32, u32)> = None;
    for token in &analysis.tokens {
        let word = analysis.written(token.span);
        let here = line(token.span.start);
        if matches!(token.kind, TokenKind::Comment | TokenKind::Doc) && token.starts_line {
            comments = match comments {
                Some((first, last)) if here == last + 1 => Some((first, here)),
                before => {
                    out.extend(before.and_then(|lines| fold(lines, Some(FoldingRangeKind::Comment))));
                    Some((here, here))
                }
            };
            continue;
        }
        match (token.kind, word) {
            (TokenKind::Symbol, "(" | "[" | "{") => open.push(here),
            (TokenKind::Symbol, ")" | "]" | "}") => {
                // The closing bracket stays in view.
                out.extend(open.pop().and_then(|first| fold((first, here.saturating_sub(1)), None)));
            }
            _ => {}
        }
    }
    out.extend(comments.and_then(|lines| fold(lines, Some(FoldingRangeKind::Comment))));
    for item in &analysis.program.file.items {
        // A pipe over several lines has no bracket of its own.
        if let fwr_compiler::syntax::ast::ItemKind::Let(_) = item.kind {
            out.extend(fold((line(item.span.start), line(item.span.end)), None));
        }
    }
    out.sort_by_key(|range| (range.start_line, range.end_line));
    out.dedup_by_key(|range| range.start_line);
    out
}

fn fold((start_line, end_line): (u32, u32), kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    (start_line < end_line).then(|| FoldingRange { start_line, end_line, kind, ..FoldingRange::default() })
}
