//! All values that an expression can have, where its declaration lists them: what a `match` must cover.

use super::{Elaborator, Scope};
use crate::resolve::read_type;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, ItemKind, UnaryOp};
use crate::types::{ParamType, Value, property};

/// How many names are followed to what they stand for.
const FOLLOWED: usize = 16;

impl Elaborator<'_> {
    /// Every value that `expr` can have; `None` if they cannot be listed.
    pub(super) fn domain(&self, expr: &Expr, scope: &Scope, followed: usize) -> Option<Vec<Value>> {
        if followed > FOLLOWED {
            return None;
        }
        match &expr.kind {
            ExprKind::Bool(_) | ExprKind::Unary(UnaryOp::Not, _) => Some(truths()),
            ExprKind::Binary(op, ..) => matches!(
                op,
                BinaryOp::Or
                    | BinaryOp::And
                    | BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Lt
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Ge
            )
            .then(truths),
            ExprKind::Call(call) if call.name.name == "given" && call.module.is_none() => Some(truths()),
            ExprKind::Member(_, field) => property_values(&field.name),
            ExprKind::If(_, yes, no) => {
                let mut values = self.branch(yes, scope, followed)?;
                for value in self.branch(no, scope, followed)? {
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                Some(values)
            }
            ExprKind::Name(name) => self.named(name, scope, followed + 1),
            _ => None,
        }
    }

    /// As [`Self::domain`]; a name that nothing defines stands for itself.
    fn branch(&self, expr: &Expr, scope: &Scope, followed: usize) -> Option<Vec<Value>> {
        match &expr.kind {
            ExprKind::Name(name) if scope.get(name).is_none() && self.unit.item(name).is_none() => {
                Some(vec![Value::Name(name.clone())])
            }
            _ => self.domain(expr, scope, followed),
        }
    }

    fn named(&self, name: &str, scope: &Scope, followed: usize) -> Option<Vec<Value>> {
        if let Scope::Filter(_) = scope {
            let library = self.library;
            let declaration = library.filter_at(self.calling.last()?)?;
            let lets = declaration.filter.body.as_ref().map_or(&[][..], |body| &body.lets);
            return match lets.iter().rev().find(|binding| binding.name.name == name) {
                Some(binding) => self.domain(&binding.value, scope, followed),
                None => listed(&declaration.param(name)?.ty),
            };
        }
        if let Scope::Block(around, _) = scope {
            return around.get(name).map_or_else(|| self.named(name, around, followed), |_| None);
        }
        match &self.unit.item(name)?.kind {
            ItemKind::Param(param) => listed(&read_type(&param.ty, &mut Vec::new())),
            ItemKind::Let(binding) => self.domain(&binding.value, &Scope::File, followed),
            _ => None,
        }
    }
}

fn truths() -> Vec<Value> {
    vec![Value::Bool(true), Value::Bool(false)]
}

/// Every value of a type.
fn listed(ty: &ParamType) -> Option<Vec<Value>> {
    match ty {
        ParamType::Bool => Some(truths()),
        ParamType::OneOf(choices) => Some(choices.iter().map(Value::from).collect()),
        ParamType::Optional(inner) => {
            let mut values = listed(inner)?;
            values.push(Value::None(None));
            Some(values)
        }
        _ => None,
    }
}

/// The values of a property of clips that has a list of them.
fn property_values(name: &str) -> Option<Vec<Value>> {
    Some(property::names(name)?.into_iter().map(|name| Value::Name(name.to_owned())).collect())
}
