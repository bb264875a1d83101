//! Lists between brackets: on one line, or one element a line with a comma after the last.

use super::super::ast::{Arg, Call, Expr, ExprKind};
use super::comments::Margins;
use super::layout::{Doc, concat, fill, group, hardline, if_broken, indent, line, softline, text};
use super::when;

/// Where the elements of a list stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// On one line if they fit, else each on its own.
    Fitting,
    /// Each on its own line.
    Broken,
    /// On one line if they fit, else as many on each line as do.
    Filled,
    /// As [`Layout::Fitting`], with a blank inside the brackets.
    Spaced,
}

impl Margins<'_> {
    /// Elements given by their place, their number of documentation lines, and themselves; `end` is
    /// the place of the closing bracket. Gives the list and whether a line break is certain in it.
    pub(super) fn list<T>(
        &mut self,
        (open, close): (&'static str, &'static str),
        elements: impl IntoIterator<Item = (u32, usize, T)>,
        end: u32,
        layout: Layout,
        mut print: impl FnMut(&mut Self, T) -> Doc,
    ) -> (Doc, bool) {
        let mut docs = Vec::new();
        let mut first = true;
        let mut broken = layout == Layout::Broken;
        let edge = || if layout == Layout::Spaced { line() } else { softline() };
        for (start, docs_above, element) in elements {
            let gap = self.gap(start, docs_above);
            broken |= gap.any;
            docs.push(when(!first, || text(",")));
            docs.push(gap.trailing.clone());
            docs.push(if first {
                edge()
            } else if layout == Layout::Filled && !gap.any {
                fill()
            } else {
                line()
            });
            docs.push(if first { gap.first() } else { gap.between() });
            docs.push(print(self, element));
            first = false;
        }
        let empty = first;
        let gap = self.gap(end, 0);
        broken |= gap.any;
        if empty && !gap.any {
            return (text(format!("{open}{close}")), false);
        }
        docs.push(when(!empty, || if_broken(",")));
        docs.push(gap.trailing.clone());
        docs.push(when(gap.any_own, || concat([hardline(), if empty { gap.own } else { gap.last() }])));
        let last = if broken { hardline() } else { edge() };
        (group(concat([text(open), indent(concat(docs)), last, text(close)])), broken)
    }

    /// `name(…)`
    pub(super) fn call(&mut self, call: &Call) -> Doc {
        let list = self.args(&call.args, call.span.end.saturating_sub(1), Layout::Fitting);
        let module = call.module.as_ref().map(|module| text(format!("{}.", module.name)));
        concat([module.unwrap_or_else(super::nil), text(call.name.name.clone()), list])
    }

    /// The arguments of an attribute, whose `)` is at `end`.
    pub(super) fn arguments(&mut self, args: &[Arg], end: u32) -> Doc {
        let short = args.iter().all(|arg| arg.name.is_none() && is_short(&arg.value));
        self.args(args, end, if short { Layout::Filled } else { Layout::Fitting })
    }

    fn args(&mut self, args: &[Arg], end: u32, layout: Layout) -> Doc {
        let args = args.iter().map(|arg| {
            let start = arg.name.as_ref().map_or(arg.value.span.start, |name| name.span.start);
            (start, 0, arg)
        });
        let (list, _) = self.list(("(", ")"), args, end, layout, |margins, arg: &Arg| {
            let name = arg.name.as_ref().map(|name| text(format!("{}: ", name.name)));
            concat([name.unwrap_or_else(super::nil), margins.expression(&arg.value)])
        });
        list
    }

    /// Values between `open` and `close`, the last one at `end`.
    pub(super) fn values(&mut self, brackets: (&'static str, &'static str), values: &[Expr], end: u32) -> Doc {
        let layout = if values.iter().all(is_short) { Layout::Filled } else { Layout::Fitting };
        let values = values.iter().map(|value| (value.span.start, 0, value));
        self.list(brackets, values, end, layout, Self::expression).0
    }
}

/// A name, number or text: many of them on one line are easy to read.
fn is_short(value: &Expr) -> bool {
    matches!(value.kind, ExprKind::Name(_) | ExprKind::Number { .. } | ExprKind::Text(_))
}
