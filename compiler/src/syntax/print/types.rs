//! Types.

use super::super::ast::{BinaryOp, TypeArg, TypeExpr, TypeKind};
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
                let places: Vec<u32> = args.iter().map(|arg| self.place(arg)).collect();
                let args = places.into_iter().zip(args).map(|(place, arg)| (place, 0, arg));
                let (list, _) = self.list(("<", ">"), args, end, Layout::Fitting, Self::type_arg);
                concat([text(name.name.clone()), list])
            }
        }
    }

    fn type_arg(&mut self, arg: &TypeArg) -> Doc {
        match arg {
            TypeArg::Like(clip) => text(format!("like {}", clip.name)),
            TypeArg::AnyOf(names) => {
                let names: Vec<&str> = names.iter().map(|name| name.name.as_str()).collect();
                text(names.join(" | "))
            }
            TypeArg::Set(name, value) => {
                let name = text(format!("{}: ", name.name));
                concat([name, self.setting(value)])
            }
            TypeArg::Range(low, high) => self.range(low, high),
        }
    }

    /// `low..high`
    pub(super) fn range(&mut self, low: &super::super::ast::Expr, high: &super::super::ast::Expr) -> Doc {
        let least = BinaryOp::Add.precedence();
        concat([self.operand(low, least), text(".."), self.operand(high, least)])
    }

    /// Where the requirement starts.
    fn place(&self, arg: &TypeArg) -> u32 {
        match arg {
            TypeArg::Like(name) => self.back(name.span.start, 1),
            TypeArg::Set(name, _) => name.span.start,
            TypeArg::AnyOf(names) => names.first().map_or(0, |name| name.span.start),
            TypeArg::Range(low, _) => low.span.start,
        }
    }
}
