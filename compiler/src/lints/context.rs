//! What a lint is shown, and the questions that many lints ask of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use crate::elaborate::Step;
use crate::graph::NodeId;
use crate::media::Named;
use crate::resolve::{Declaration, Role};
use crate::syntax::Span;
use crate::syntax::ast::{Call, Expr, ExprKind, Item};
use crate::syntax::walk::walk_item;
use crate::types::ClipType;

/// The subject with what is worked out of it once for all lints.
pub(super) struct Context<'a> {
    pub(super) subject: Subject<'a>,
    /// For each node, the roles of the steps that it has come through, one bit each.
    roles: BTreeMap<NodeId, u32>,
    /// Every call of the file by its place.
    calls: BTreeMap<(u32, u32), &'a Call>,
}

impl<'a> Context<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Self {
        let mut roles: BTreeMap<NodeId, u32> = BTreeMap::new();
        for step in subject.steps {
            for result in &step.results {
                *roles.entry(*result).or_default() |= step.role.map_or(0, bit);
            }
        }
        for node in subject.graph.topological() {
            let upstream = subject.graph.inputs(node).iter().fold(0, |all, input| all | roles.get(input).unwrap_or(&0));
            *roles.entry(node).or_default() |= upstream;
        }
        let mut calls = BTreeMap::new();
        for item in &subject.file.items {
            walk_item(item, &mut |expr| {
                if let ExprKind::Call(call) | ExprKind::Pipe(_, call) = &expr.kind {
                    calls.insert((call.span.start, call.span.end), call);
                }
            });
        }
        Self { subject, roles, calls }
    }

    /// The steps that are written in this file and not in one that it uses.
    pub(super) fn steps(&self) -> impl Iterator<Item = &'a Step> {
        let source = self.subject.source;
        self.subject.steps.iter().filter(move |step| step.call.source == source)
    }

    /// The items of the file.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a Item> {
        self.subject.file.items.iter()
    }

    /// Every call of the file, in order.
    pub(super) fn calls(&self) -> impl Iterator<Item = &'a Call> {
        self.calls.values().copied()
    }

    /// The call of a step, as written in this file.
    pub(super) fn call(&self, step: &Step) -> Option<&'a Call> {
        if step.call.source != self.subject.source {
            return None;
        }
        self.calls.get(&(step.call.start, step.call.end)).copied()
    }

    /// What a call in this file calls, if it is of this file or the library.
    pub(super) fn declaration(&self, call: &Call) -> Option<&'a Declaration> {
        match &call.module {
            // Of the library's groups, not of a file that is used.
            Some(module) if self.subject.library.module_at(module).is_none() => self.subject.library.callee(call),
            Some(_) => None,
            None => self.subject.library.filter_at(&call.name),
        }
    }

    /// The value that a step's call writes for `param`, by name.
    pub(super) fn written(&self, step: &Step, param: &str) -> Option<&'a Expr> {
        let named = |name: &Option<crate::syntax::ast::Ident>| name.as_ref().is_some_and(|name| name.name == param);
        self.call(step)?.args.iter().find(|arg| named(&arg.name)).map(|arg| &arg.value)
    }

    /// The text of a place in this file.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.subject.text.get(span.range()).unwrap_or_default()
    }

    /// What is known of the first clip that goes into a step.
    pub(super) fn input(&self, step: &Step) -> Option<&'a ClipType> {
        step.inputs.first().map(|input| self.subject.graph.clip(*input))
    }

    /// The nearest step with one of `roles` that what goes into `step` has come through.
    pub(super) fn upstream(&self, step: &Step, roles: &[Role]) -> Option<&'a Step> {
        let wanted = roles.iter().fold(0, |bits, role| bits | bit(*role));
        let passed = |node: &NodeId| self.roles.get(node).is_some_and(|bits| bits & wanted != 0);
        let mut open: Vec<NodeId> = step.inputs.iter().copied().filter(passed).collect();
        let mut seen: BTreeSet<NodeId> = open.iter().copied().collect();
        let mut next = 0;
        while let Some(node) = open.get(next).copied() {
            next += 1;
            let is_it = |other: &&Step| {
                other.results.contains(&node) && other.role.is_some_and(|role| roles.contains(&role)) && *other != step
            };
            if let Some(found) = self.subject.steps.iter().rev().find(is_it) {
                return Some(found);
            }
            open.extend(
                self.subject.graph.inputs(node).into_iter().filter(|input| passed(input) && seen.insert(*input)),
            );
        }
        None
    }

    /// The nodes between a step's inputs and its results, its results included; none if it gives back an input.
    pub(super) fn nodes_of(&self, step: &Step) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        let mut open = step.results.clone();
        while let Some(node) = open.pop() {
            if !step.inputs.contains(&node) && !nodes.contains(&node) {
                nodes.push(node);
                open.extend(self.subject.graph.inputs(node));
            }
        }
        nodes
    }
}

fn bit(role: Role) -> u32 {
    let position = Role::ALL.iter().position(|other| *other == role).unwrap_or_default();
    1 << position
}
