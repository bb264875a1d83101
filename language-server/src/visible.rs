//! The names that can be written at a place, told from tokens: the item around it need not parse.

use fwr_compiler::syntax::TokenKind;

use crate::analysis::Analysis;
use crate::context::ITEMS;

/// A name that is defined in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visible<'a> {
    /// The keyword that defines it; `param` for a filter's parameters too.
    pub(crate) keyword: &'a str,
    pub(crate) name: &'a str,
    /// Where the name stands.
    pub(crate) at: usize,
}

/// The names that an expression at `offset` sees: a filter's own inside a filter, else those of the file.
pub(crate) fn names(analysis: &Analysis, offset: usize) -> Vec<Visible<'_>> {
    let items = items(analysis);
    let around = items.iter().rev().find(|item| item.start <= offset);
    match around {
        Some(item) if item.is_filter => inside(analysis, item, offset),
        around => {
            let own = around.map_or(0..0, |item| item.start..item.end);
            let mut names: Vec<Visible<'_>> = items
                .iter()
                .filter(|item| matches!(item.keyword, "input" | "param" | "let"))
                .filter_map(|item| item.name.map(|(name, at)| Visible { keyword: item.keyword, name, at }))
                // What is being defined cannot be used in its own definition.
                .filter(|name| !own.contains(&name.at))
                .collect();
            names.extend(
                around
                    .map_or_else(Vec::new, |item| inside(analysis, item, offset))
                    .into_iter()
                    .filter(|name| matches!(name.keyword, "for" | "carry")),
            );
            names
        }
    }
}

/// The modules that the file uses.
pub(crate) fn modules(analysis: &Analysis) -> Vec<&str> {
    use fwr_compiler::syntax::ast::ItemKind;
    let modules = analysis.program.file.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Use(used) => used.module(),
        _ => None,
    });
    modules.collect()
}

/// An item as far as tokens show it.
#[derive(Debug)]
struct Item<'a> {
    keyword: &'a str,
    is_filter: bool,
    name: Option<(&'a str, usize)>,
    /// Its bytes, up to the next item.
    start: usize,
    end: usize,
    /// Its tokens.
    first: usize,
}

fn items(analysis: &Analysis) -> Vec<Item<'_>> {
    let text = analysis.text.as_str();
    let mut items: Vec<Item<'_>> = Vec::new();
    for (at, token) in analysis.tokens.iter().enumerate() {
        let start = token.span.start as usize;
        let word = &text[token.span.range()];
        let flush = start == 0 || text[..start].ends_with('\n');
        if !(flush && token.kind == TokenKind::Word && ITEMS.contains(&word)) {
            continue;
        }
        if let Some(last) = items.last_mut() {
            last.end = start;
        }
        let name = analysis.tokens.get(at + 1).filter(|next| next.kind == TokenKind::Word);
        items.push(Item {
            keyword: word,
            is_filter: matches!(word, "filter" | "kernel" | "extern"),
            name: name.map(|name| (&text[name.span.range()], name.span.start as usize)),
            start,
            end: text.len() + 1,
            first: at,
        });
    }
    items
}

/// Parameters, `let`s before the cursor, and the variables of loops, of an item.
fn inside<'a>(analysis: &'a Analysis, item: &Item<'_>, offset: usize) -> Vec<Visible<'a>> {
    let text = analysis.text.as_str();
    let tokens = &analysis.tokens[item.first..];
    let word = |at: usize| tokens.get(at).map_or("", |token| &text[token.span.range()]);
    let mut names = Vec::new();
    let mut depth = 0usize;
    let mut in_body = false;
    for (at, token) in tokens.iter().enumerate() {
        if token.span.start as usize >= item.end.min(offset) && in_body {
            break;
        }
        match word(at) {
            "{" => in_body = true,
            "(" if !in_body => depth += 1,
            ")" if !in_body => depth = depth.saturating_sub(1),
            _ => {}
        }
        if token.span.start as usize >= item.end || token.kind != TokenKind::Word {
            continue;
        }
        let before = at.checked_sub(1).map_or("", word);
        let here = Visible { keyword: "", name: word(at), at: token.span.start as usize };
        if !in_body && depth == 1 && word(at + 1) == ":" && at > 1 {
            names.push(Visible { keyword: "param", ..here });
        } else if in_body && matches!(before, "let" | "carry") {
            names.push(Visible { keyword: before, ..here });
        } else if word(at + 1) == "in" {
            names.push(Visible { keyword: "for", ..here });
        }
    }
    names
}
