//! What a declaration promises of its result: `video<like clip, width: clip.width - left>`.

use std::collections::BTreeMap;

use super::native::Use;
use super::{Elaborator, Scope};
use crate::graph::NodeId;
use crate::syntax::ast::{Expr, ExprKind};
use crate::types::{ClipType, Fact, ParamType, Requirement, Value, property};

/// What is known of a call's result.
#[derive(Debug, Clone)]
pub(super) struct Returned {
    /// The clip.
    pub(super) clip: ClipType,
    /// The clip that it is like.
    pub(super) model: NodeId,
    /// The properties in which it may be unlike it.
    pub(super) changed: Vec<String>,
}

impl Elaborator<'_> {
    /// The clip that `at` gives, where `values` are its arguments; what they do not decide is open.
    ///
    /// # Errors
    /// Why there is no such clip.
    pub(super) fn returned(&mut self, at: &Use<'_>, values: &BTreeMap<String, Value>) -> Result<Returned, String> {
        let declaration = at.declaration;
        let params: Vec<&str> =
            declaration.params.iter().filter(|param| param.ty.is_clip()).map(|param| param.name.as_str()).collect();
        let like = declaration.returns.like.as_ref();
        let model = like.and_then(|like| params.iter().position(|param| param == like)).unwrap_or(0);
        let model = at.clips.get(model).copied().ok_or_else(|| "there is no clip to work on".to_owned())?;
        let mut names = values.clone();
        names.extend(params.iter().map(|param| (*param).to_owned()).zip(at.clips.iter().copied().map(Value::Clip)));
        let scope = Scope::Filter(names);
        let mut clip = self.graph.clip(model).clone();
        let mut changed = Vec::new();
        for (name, expr) in &declaration.returns.set {
            match self.passed_on(expr, &name.name, &scope) {
                Some(source) if source == model => {}
                Some(source) => {
                    let source = self.graph.clip(source).clone();
                    clip.take(&name.name, &source);
                    changed.push(name.name.clone());
                }
                None => {
                    let value = self.evaluate(expr, &scope);
                    property::set(&mut clip, &name.name, &value)?;
                    changed.push(name.name.clone());
                }
            }
        }
        if let ParamType::Video(requirements) = &declaration.returns.ty
            && requirements.iter().flatten().any(|requirement| *requirement == Requirement::Progressive)
        {
            clip.scan = Fact::Known(crate::media::Scan::Progressive);
            changed.push("scan".to_owned());
        }
        if declaration.returns.ty == ParamType::Vectors {
            // Vectors have no colours, so that nothing shines through them.
            clip.alpha = Fact::Known(false);
            changed.push("alpha".to_owned());
        }
        Ok(Returned { clip, model, changed })
    }

    /// The clip whose property `name` is what `expr` comes to, unchanged: `if matrix == same then clip.matrix …`.
    fn passed_on(&mut self, expr: &Expr, name: &str, scope: &Scope) -> Option<NodeId> {
        match &expr.kind {
            ExprKind::Member(base, field) if field.name == name && matches!(base.kind, ExprKind::Name(_)) => {
                self.evaluate(base, scope).node()
            }
            ExprKind::If(condition, yes, no) => match self.evaluate(condition, scope) {
                Value::Bool(true) => self.passed_on(yes, name, scope),
                Value::Bool(false) => self.passed_on(no, name, scope),
                _ => None,
            },
            _ => None,
        }
    }
}
