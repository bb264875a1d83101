//! Types, and what they choose among.

use super::super::ast::{BinaryOp, Choice, Expr, Property, TypeArg, TypeExpr, TypeField, TypeKind};
use super::comments::Margins;
use super::layout::{Doc, concat, text};
use super::lists::Layout;

impl Margins<'_> {
    pub(super) fn ty(&mut self, ty: &TypeExpr) -> Doc {
        let end = ty.span.end.saturating_sub(1);
        match &ty.kind {
            TypeKind::Range(low, high) => self.range(low, high),
            TypeKind::OneOf(choices) => concat([text("one_of"), self.values(("(", ")"), choices, end)]),
            TypeKind::Named(name, args) if args.is_empty() => text(name.name.clone()),
            TypeKind::Named(name, args) => {
                let words = args.iter().all(|arg| matches!(arg, TypeArg::Any(_)));
                let layout = if words { Layout::Filled } else { Layout::Fitting };
                let runs = self.runs(args);
                let (list, _) = self.list(("<", ">"), runs, end, layout, Self::type_args);
                concat([text(name.name.clone()), list])
            }
            TypeKind::Optional(ty) => concat([self.ty(ty), text("?")]),
            TypeKind::List(element, count) => {
                let element = self.ty(element);
                let count = count.iter().map(|count| self.operand(count, BinaryOp::Add.precedence()));
                let count: Vec<Doc> = count.flat_map(|count| [text(", "), count]).collect();
                concat([text("list<"), element, concat(count), text(">")])
            }
            TypeKind::Record(fields) => {
                let fields = fields.iter().map(|field| (field.name.span.start, 0, field));
                let record = self.list(("{", "}"), fields, end, Layout::Spaced, |margins, field: &TypeField| {
                    let name = text(format!("{}: ", field.name.name));
                    concat([name, margins.ty(&field.ty)])
                });
                record.0
            }
        }
    }

    /// Requirements, those together that the author wrote side by side.
    fn runs<'a>(&self, args: &'a [TypeArg]) -> Vec<(u32, usize, &'a [TypeArg])> {
        let mut runs = Vec::new();
        let mut from = 0;
        for at in 1..=args.len() {
            let beside = args.get(at).is_some_and(|arg| {
                let last = &args[at - 1];
                let words = matches!((last, arg), (TypeArg::Any(_), TypeArg::Any(_)));
                words && self.side_by_side(end_of(last), self.place(arg))
            });
            if !beside {
                runs.push((self.place(&args[from]), 0, &args[from..at]));
                from = at;
            }
        }
        runs
    }

    fn type_args(&mut self, args: &[TypeArg]) -> Doc {
        let mut docs = Vec::new();
        for (position, arg) in args.iter().enumerate() {
            docs.extend((position > 0).then(|| text(" ")));
            docs.push(match arg {
                TypeArg::Like(clip) => text(format!("like {}", clip.name)),
                TypeArg::Any(choices) => self.choices(choices),
                TypeArg::Property(property) => self.property(property),
            });
        }
        concat(docs)
    }

    /// `name: value | value`
    pub(super) fn property(&mut self, property: &Property) -> Doc {
        let name = text(format!("{}: ", property.name.name));
        concat([name, self.choices(&property.choices)])
    }

    /// `value | value | low..high`
    pub(super) fn choices(&mut self, choices: &[Choice]) -> Doc {
        let mut docs = Vec::new();
        for (position, choice) in choices.iter().enumerate() {
            docs.extend((position > 0).then(|| text(" | ")));
            docs.push(match choice {
                Choice::Value(value) if choices.len() == 1 => self.setting(value),
                Choice::Value(value) => self.operand(value, BinaryOp::Add.precedence()),
                Choice::Range(low, high) => self.range(low, high),
                Choice::Size(size) => text(format!("{}x{}", size.width, size.height)),
            });
        }
        concat(docs)
    }

    /// `low..high`
    pub(super) fn range(&mut self, low: &Expr, high: &Expr) -> Doc {
        let least = BinaryOp::Add.precedence();
        concat([self.operand(low, least), text(".."), self.operand(high, least)])
    }

    /// Where the requirement starts.
    fn place(&self, arg: &TypeArg) -> u32 {
        match arg {
            TypeArg::Like(name) => self.back(name.span.start, 1),
            TypeArg::Property(property) => property.name.span.start,
            TypeArg::Any(choices) => choices.first().map_or(0, |choice| choice.span().start),
        }
    }
}

fn end_of(arg: &TypeArg) -> u32 {
    match arg {
        TypeArg::Any(choices) => choices.last().map_or(0, |choice| choice.span().end),
        TypeArg::Like(name) => name.span.end,
        TypeArg::Property(property) => property.name.span.end,
    }
}
