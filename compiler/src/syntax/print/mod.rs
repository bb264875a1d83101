//! The canonical layout: a syntax tree as text.

mod branches;
mod comments;
mod expressions;
mod headers;
mod items;
mod layout;
mod lists;
mod types;

use comments::Margins;
use layout::{Doc, blank, concat, hardline, nil, text};

use super::SourceId;
use super::ast::{File, Item, ItemKind};
use super::lex::{Kind, lex};

/// `file` in the canonical layout.
///
/// `source` is the text that the tree was read from: blank lines between things
/// and some line breaks of its author are kept. For a tree made in another way it is
/// empty, and the tree has no comments.
pub fn print(file: &File, source: &str) -> String {
    let tokens = lex(SourceId(0), source).tokens;
    let mut margins = Margins::new(source, &file.comments, &tokens);
    // Documentation in front of nothing cannot be printed; such a text does not parse.
    debug_assert!(tokens.last().is_some_and(|token| token.kind == Kind::End));
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);

    let mut docs: Vec<Doc> = Vec::new();
    if !file.docs.is_empty() {
        if let Some(start) = margins.file_docs {
            docs.push(margins.gap(start, 0).first());
        }
        docs.extend(documentation("//!", &file.docs));
        docs.push(blank());
    }
    let mut previous: Option<&Item> = None;
    for item in &file.items {
        let gap = margins.gap(item.span.start, item.docs.len());
        docs.push(gap.trailing.clone());
        if let Some(previous) = previous {
            docs.push(hardline());
            if stands_apart(previous) || stands_apart(item) {
                docs.push(blank());
            }
        }
        docs.push(gap.between());
        docs.extend(documentation("///", &item.docs));
        docs.push(margins.attributes(item));
        docs.push(margins.item(item));
        previous = Some(item);
    }
    let gap = margins.gap(end.saturating_add(1), 0);
    docs.push(gap.trailing.clone());
    if gap.any_own {
        docs.extend([hardline(), gap.last()]);
    }
    layout::render(&concat(docs))
}

/// Whether a blank line stands before and after the item, whatever the author wrote.
fn stands_apart(item: &Item) -> bool {
    let small = matches!(item.kind, ItemKind::Use(_) | ItemKind::Input(_) | ItemKind::Param(_) | ItemKind::Let(_));
    !small
}

/// Documentation lines, each with its line break.
fn documentation(mark: &str, lines: &[String]) -> Vec<Doc> {
    let line = |line: &String| if line.is_empty() { text(mark) } else { text(format!("{mark} {line}")) };
    lines.iter().flat_map(|doc| [line(doc), hardline()]).collect()
}

/// Nothing, unless `condition` holds.
fn when(condition: bool, doc: impl FnOnce() -> Doc) -> Doc {
    if condition { doc() } else { nil() }
}
