//! Names that items use, and the text that goes with an item.

use std::collections::BTreeSet;

use crate::lints::context::Context;
use crate::syntax::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Ident, Item};
use crate::syntax::walk::{walk, walk_item};

/// The names that stand in the expressions of an item.
pub(super) fn names_in_item(item: &Item) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    walk_item(item, &mut |expr| note(expr, &mut names));
    names
}

/// The names that stand in a block.
pub(in crate::lints) fn names_in_block(block: &Block) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for value in block.lets.iter().map(|binding| &binding.value).chain([block.value.as_ref()]) {
        walk(value, &mut |expr| note(expr, &mut names));
    }
    names
}

fn note<'a>(expr: &'a Expr, names: &mut BTreeSet<&'a str>) {
    if let ExprKind::Name(name) = &expr.kind {
        names.insert(name);
    }
}

/// Whether a name says of itself that it is not used.
pub(super) fn is_meant(name: &Ident) -> bool {
    name.name.starts_with('_')
}

/// The lines of an item with its documentation, and one of the blank lines around it.
pub(super) fn with_docs(context: &Context<'_>, item: Span) -> Span {
    let text = context.subject.text;
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |line| line + 1);
    let mut start = line_start(item.range().start);
    while start > 0 {
        let above = line_start(start - 1);
        if !text[above..start].trim_start().starts_with("///") {
            break;
        }
        start = above;
    }
    let end = text[item.range().end..].find('\n').map_or(text.len(), |line| item.range().end + line + 1);
    // What else stands on these lines is not the item's: then only the item itself goes.
    let before = text[line_start(item.range().start)..item.range().start].trim();
    let after = text[item.range().end..end].trim();
    if !before.is_empty() || !after.is_empty() {
        return item;
    }
    let blank_below = text[end..].starts_with('\n');
    let blank_above = start == 0 || text[..start].ends_with("\n\n");
    Span::new(item.source, start, if blank_below && blank_above { end + 1 } else { end })
}
