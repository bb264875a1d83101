//! What stands around items: attributes, `use`, `lints`.

use super::super::ast::{Ident, Item, LintLevel, Lints, Use, UsePath};
use super::comments::Margins;
use super::expressions::quoted;
use super::layout::{Doc, concat, hardline, text};
use super::lists::Layout;

impl Margins<'_> {
    /// The attributes of an item, each on a line of its own.
    pub(super) fn attributes(&mut self, item: &Item) -> Doc {
        let mut docs = Vec::new();
        for (position, attribute) in item.attributes.iter().enumerate() {
            let gap = self.gap(attribute.span.start, 0);
            docs.extend([gap.trailing, gap.own, text(format!("@{}", attribute.name.name))]);
            if !attribute.args.is_empty() {
                docs.push(self.arguments(&attribute.args, attribute.span.end.saturating_sub(1)));
            }
            let next = item.attributes.get(position + 1);
            // Comments up to the keyword of the item, the token behind the last attribute.
            let end = next.map_or_else(|| self.after(attribute.span.end), |next| next.span.start);
            let gap = self.gap(end, 0);
            docs.extend([gap.trailing, hardline(), gap.own]);
        }
        concat(docs)
    }

    /// `use presets.vhs`, `use "filters/tape.fwr" as tape`
    pub(super) fn use_file(&mut self, used: &Use) -> Doc {
        let path = match &used.path {
            UsePath::Library(names) => names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join("."),
            UsePath::File { path, .. } => quoted(path),
        };
        let alias = used.alias.as_ref().map(|alias| format!(" as {}", alias.name)).unwrap_or_default();
        text(format!("use {path}{alias}"))
    }

    /// `lints { … }`, a level a line.
    pub(super) fn lints(&mut self, lints: &Lints, end: u32) -> Doc {
        let levels = lints.levels.iter().map(|level| (level.level.span.start, level));
        let levels = self.lines(levels, end, |margins, level: &LintLevel| {
            let names = level.lints.iter().map(|lint| (lint.span.start, 0, lint));
            let last = level.lints.last().map_or(level.level.span.end, |lint| lint.span.end);
            let end = margins.after(last);
            let (list, _) = margins.list(("[", "]"), names, end, Layout::Filled, |margins, lint: &Ident| {
                let stragglers = margins.stragglers(lint.span.start);
                concat([stragglers, text(lint.name.clone())])
            });
            concat([text(format!("{}: ", level.level.name)), list])
        });
        concat([text("lints "), levels])
    }
}
