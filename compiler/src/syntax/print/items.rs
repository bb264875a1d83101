//! Items and bodies.

use super::super::ast::{Block, Expr, ExprKind, Field, Filter, FilterKind, Ident, Item, ItemKind, Let, Output, Param};
use super::comments::Margins;
use super::documentation;
use super::layout::{Doc, concat, group, hardline, indent, line, nil, text};
use super::lists::Layout;

impl Margins<'_> {
    /// An item without its documentation.
    pub(super) fn item(&mut self, item: &Item) -> Doc {
        let end = item.span.end.saturating_sub(1);
        match &item.kind {
            ItemKind::Edition(edition) => text(format!("edition {}", edition.name)),
            ItemKind::Use(used) => self.use_file(used),
            ItemKind::Lints(lints) => self.lints(lints, end),
            ItemKind::Model(model) => {
                let fields = model.fields.iter().map(|field| (field.name.span.start, field));
                let fields = self.lines(fields, end, Self::property);
                concat([text(format!("model {} ", model.name.name)), fields])
            }
            ItemKind::Input(input) => {
                let head = text(format!("input {}: ", input.name.name));
                concat([head, self.ty(&input.ty), self.default(input.default.as_ref())])
            }
            ItemKind::Param(param) => concat([text("param "), self.param(param)]),
            ItemKind::Let(binding) => self.binding(binding),
            ItemKind::Output(output) => self.output(output, end),
            ItemKind::Filter(filter) => self.filter(filter),
            ItemKind::Expect(expect) => {
                let conditions = expect.conditions.iter().map(|condition| (condition.span.start, condition));
                let lines = self.lines(conditions, end, Self::expression);
                concat([text("expect "), lines])
            }
        }
    }

    /// `name: type = default`
    fn param(&mut self, param: &Param) -> Doc {
        let name = text(format!("{}: ", param.name.name));
        concat([name, self.ty(&param.ty), self.default(param.default.as_ref())])
    }

    fn default(&mut self, default: Option<&Expr>) -> Doc {
        default.map_or_else(nil, |default| concat([text(" = "), self.expression(default)]))
    }

    /// `let name = value`
    fn binding(&mut self, binding: &Let) -> Doc {
        let gap = self.gap(binding.value.span.start, 0);
        let head = text(format!("let {} =", binding.name.name));
        if gap.any {
            let value = concat([gap.trailing, hardline(), gap.own, self.expression(&binding.value)]);
            return concat([head, indent(value)]);
        }
        concat([head, text(" "), self.expression(&binding.value)])
    }

    fn output(&mut self, output: &Output, end: u32) -> Doc {
        let name = output.name.as_ref().map_or_else(nil, |name| text(format!("{} ", name.name)));
        let path =
            output.path.as_ref().map_or_else(nil, |path| concat([self.output_path(path, &output.name), text(" ")]));
        let fields = output.fields.iter().map(|field| (field.name.span.start, field));
        let fields = self.lines(fields, end, |margins, field: &Field| {
            let name = text(format!("{}: ", field.name.name));
            concat([name, margins.expression(&field.value)])
        });
        concat([text("output "), name, path, fields])
    }

    /// The path; a name alone would be taken for that of the output.
    fn output_path(&mut self, path: &Expr, name: &Option<Ident>) -> Doc {
        let taken = name.is_none() && matches!(path.kind, ExprKind::Name(_));
        let plain =
            matches!(path.kind, ExprKind::Name(_) | ExprKind::Text(_)) || self.text_of(path.span).starts_with('"');
        if plain && !taken { self.expression(path) } else { self.parenthesised(path) }
    }

    fn filter(&mut self, filter: &Filter) -> Doc {
        let keyword = match filter.kind {
            FilterKind::Composed => "filter",
            FilterKind::Kernel => "kernel",
            FilterKind::Extern => "extern filter",
            FilterKind::Encoder => "extern encoder",
            FilterKind::Measure => "extern measure",
        };
        let head = text(format!("{keyword} {}", filter.name.name));
        let documented = filter.params.iter().any(|param| !param.docs.is_empty());
        let layout = if documented { Layout::Broken } else { Layout::Fitting };
        let params = filter.params.iter().map(|param| (param.span.start, param.docs.len(), param));
        let params = self.list(("(", ")"), params, filter.returns.span.start, layout, |margins, param: &Param| {
            concat([concat(documentation("///", &param.docs)), margins.param(param)])
        });
        let arrow = |returns: Doc| concat([text("-> "), returns]);
        let returns = arrow(self.ty(&filter.returns));
        let head = if params.1 {
            concat([head, params.0, text(" "), returns])
        } else {
            concat([head, params.0, group(indent(concat([line(), returns])))])
        };
        match &filter.body {
            Some(body) => concat([head, text(" "), self.body(body)]),
            None => head,
        }
    }

    /// A body on lines of its own.
    pub(super) fn body(&mut self, block: &Block) -> Doc {
        let end = block.span.end.saturating_sub(1);
        let mut parts: Vec<(u32, Part<'_>)> = Vec::new();
        for binding in &block.lets {
            parts.push((self.back(binding.name.span.start, 1), Part::Let(binding)));
        }
        parts.push((block.value.span.start, Part::Value(&block.value)));
        self.lines(parts, end, |margins, part| match part {
            Part::Let(binding) => margins.binding(binding),
            Part::Value(value) => margins.expression(value),
        })
    }

    /// `{`, each part on a line of its own, `}` at `end`.
    pub(super) fn lines<T>(
        &mut self,
        parts: impl IntoIterator<Item = (u32, T)>,
        end: u32,
        mut print: impl FnMut(&mut Self, T) -> Doc,
    ) -> Doc {
        let mut docs = Vec::new();
        let mut first = true;
        for (start, part) in parts {
            let gap = self.gap(start, 0);
            docs.extend([gap.trailing.clone(), hardline(), if first { gap.first() } else { gap.between() }]);
            docs.push(print(self, part));
            first = false;
        }
        let gap = self.gap(end, 0);
        let empty = first && !gap.any;
        docs.push(gap.trailing.clone());
        if gap.any_own {
            docs.extend([hardline(), if first { gap.own } else { gap.last() }]);
        }
        if empty {
            return text("{}");
        }
        concat([text("{"), indent(concat(docs)), hardline(), text("}")])
    }
}

/// What stands on a line of a body.
enum Part<'f> {
    Let(&'f Let),
    Value(&'f Expr),
}
