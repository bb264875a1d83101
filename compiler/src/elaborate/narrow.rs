//! What filters tell of the clips that they are given: a clip that goes into `deinterlace` is interlaced.
//!
//! Such a fact holds of the clip wherever else it goes, and of the clip that it is made of as long as the
//! property is only passed on. Facts are gathered while nodes are made; who said each is remembered, so that
//! a contradiction can name both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::{Elaborator, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{Graph, NodeId, NodeKind};
use crate::syntax::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::types::{ClipType, Fact, Requirement, Subject, Value, Verdict, property};

/// What has been learnt, from whom, and along which nodes it spreads.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    carried: BTreeMap<NodeId, Carried>,
    origins: BTreeMap<(NodeId, &'static str), Vec<Origin>>,
    /// How many undecided choices are being looked into: what is asked there need not be so.
    undecided: u32,
}

/// The clip whose properties a node passes on, but for those that it changes.
#[derive(Debug, Clone)]
struct Carried {
    from: NodeId,
    changed: Vec<String>,
}

/// Where a fact comes from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The place to show.
    pub(super) span: Span,
    /// What says so there.
    pub(super) by: Witness,
    /// What it says, for people: `interlaced`.
    pub(super) wants: String,
    /// What it says.
    pub(super) facts: ClipType,
}

/// What says something of a clip.
#[derive(Debug, Clone)]
pub(super) enum Witness {
    /// The contract of an input.
    Contract,
    /// A filter that is given the clip, by its name.
    Filter(String),
}

impl Elaborator<'_> {
    /// Remembers that node `to` passes on what `from` is, but for the properties `changed`.
    pub(super) fn carry(&mut self, from: NodeId, to: NodeId, changed: Vec<String>) {
        self.knowledge.carried.insert(to, Carried { from, changed });
    }

    /// Evaluates what may turn out not to be asked for: nothing is learnt there.
    pub(super) fn undecided_choice<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> T) -> T {
        self.knowledge.undecided += 1;
        let value = evaluate(self);
        self.knowledge.undecided -= 1;
        value
    }

    /// Evaluates what is asked for wherever it is used, even if the first use is inside an undecided choice. Inside a
    /// graph that is called, that is so only if the call is.
    pub(super) fn decided<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> T) -> T {
        if self.unit.is_called {
            return evaluate(self);
        }
        let outer = std::mem::take(&mut self.knowledge.undecided);
        let value = evaluate(self);
        self.knowledge.undecided = outer;
        value
    }

    /// Whether one of `any` holds for `clip`. In a choice that is not decided, what may be several things is
    /// not judged: the condition may be about just that.
    pub(super) fn verdict(&self, clip: NodeId, any: &[Requirement]) -> Verdict {
        let found = self.graph.clip(clip);
        let verdict = Requirement::verdict(any, found);
        let judged = match any.first().map(|requirement| requirement.subject()) {
            Some(Subject::Scan) => self.judges(&found.scan),
            Some(Subject::Layout) => self.judges(&found.layout),
            Some(Subject::Sample) => self.judges(&found.sample),
            Some(Subject::Range) => self.judges(&found.layout) && self.judges(&found.range),
            Some(Subject::Transfer) => self.judges(&found.transfer),
            _ => self.judges(&found.layout) && self.judges(&found.scan),
        };
        if judged { verdict } else { Verdict::Open }
    }

    /// Whether what is known of a property is judged here.
    pub(super) fn judges<T: PartialOrd + Clone>(&self, fact: &Fact<T>) -> bool {
        self.knowledge.undecided == 0 || fact.known().is_some()
    }

    /// Takes over what `origin` says of one property of `clip`, which does not contradict what is known.
    pub(super) fn learn(&mut self, clip: NodeId, property: &'static str, origin: Origin) {
        if self.knowledge.undecided > 0 {
            return;
        }
        let root = self.root(clip, property);
        let before = self.graph.clip(root).clone();
        if self.graph.dag[root].clip.narrow(&origin.facts).is_err() || before == *self.graph.clip(root) {
            return;
        }
        self.note_origin(root, property, origin);
        spread(&mut self.graph, &self.knowledge.carried, root, property);
    }

    /// Remembers who says what is known of a property of `root` already.
    pub(super) fn note_origin(&mut self, root: NodeId, property: &'static str, origin: Origin) {
        self.knowledge.origins.entry((root, property)).or_default().push(origin);
    }

    /// Who said what makes it impossible for `clip` to be one of `any`.
    pub(super) fn opponent(&self, clip: NodeId, any: &[Requirement]) -> Option<&Origin> {
        let property = any.first()?.subject().property()?;
        let origins = self.knowledge.origins.get(&(self.root(clip, property), property))?;
        let alone = |origin: &&Origin| Requirement::verdict(any, &origin.facts) == Verdict::Fails;
        origins.iter().find(alone).or(origins.last())
    }

    /// The clip from which `clip` has a property.
    pub(super) fn root(&self, clip: NodeId, property: &str) -> NodeId {
        let mut id = clip;
        while let Some(carried) = self.knowledge.carried.get(&id)
            && !carried.changed.iter().any(|changed| changed == property)
        {
            id = carried.from;
        }
        id
    }

    /// Reports a clip that goes into two filters that ask for different things.
    pub(super) fn contradiction(&mut self, clip: NodeId, any: &[Requirement], taker: &str, call: Span) -> bool {
        let Some(Origin { span, by: Witness::Filter(other), wants, .. }) = self.opponent(clip, any).cloned() else {
            return false;
        };
        let Some(subject) = any.first().map(|requirement| requirement.subject()) else { return false };
        let root = subject.property().map_or(clip, |property| self.root(clip, property));
        let node = self.graph.node(root);
        let name = match node.kind {
            NodeKind::Source { .. } => format!("the picture of `{}`", node.name),
            _ => format!("what {} gives", node.name),
        };
        let wanted = super::clip::alternatives(any);
        let help = match subject {
            Subject::Scan => {
                "only one of them can be right: put `deinterlace()` before what takes progressive clips, or choose \
                 with `if clip.scan == progressive then … else …`"
            }
            _ => "convert the clip before one of them: `convert(layout: …, matrix: …)`",
        };
        self.report(
            Diagnostic::new(
                Code::CONTRADICTION,
                format!("{other} takes {wants} clips and {taker} {wanted} ones, but both are given {name}"),
            )
            .label(self.place(call), format!("takes {wanted}"))
            .label(span, format!("takes {wants}"))
            .help(help),
        );
        true
    }
}

impl Elaborator<'_> {
    /// Whether `clip.scan == progressive` and the like, where the clip may be a few things: none of them, say.
    pub(super) fn compare_possible(
        &mut self,
        op: BinaryOp,
        left: (&Expr, &Value),
        right: (&Expr, &Value),
        scope: &Scope,
    ) -> Option<Value> {
        let (property, other) = match (op, left, right) {
            (BinaryOp::Eq | BinaryOp::Ne, (property, Value::Unknown), (_, other))
            | (BinaryOp::Eq | BinaryOp::Ne, (_, other), (property, Value::Unknown)) => (property, other),
            _ => return None,
        };
        let values = self.possible_values(property, scope)?;
        // As `==` finds it: values of one kind, and names among names that there are.
        let known = values.iter().all(|value| *value != Value::Unknown) && *other != Value::Unknown;
        (known && !values.contains(other)).then_some(Value::Bool(op == BinaryOp::Ne))
    }

    /// The few values that a property of a clip may have, where `expr` is one: `tape.video.scan`.
    pub(super) fn possible_values(&mut self, expr: &Expr, scope: &Scope) -> Option<Vec<Value>> {
        let ExprKind::Member(base, field) = &expr.kind else { return None };
        // Names are looked up; anything else would be made twice.
        let named = |expr: &Expr| matches!(expr.kind, ExprKind::Name(_));
        match &base.kind {
            ExprKind::Name(_) => {}
            ExprKind::Member(inner, _) if named(inner) => {}
            _ => return None,
        }
        match self.evaluate(base, scope) {
            Value::Clip(clip) => property::possible(self.graph.clip(clip), &field.name).flatten(),
            _ => None,
        }
    }
}

/// Hands one property of `root` on to every node that has it from there; inputs come before their readers.
fn spread(graph: &mut Graph, carried: &BTreeMap<NodeId, Carried>, root: NodeId, property: &str) {
    let mut changed = BTreeSet::from([root]);
    for (id, way) in carried.range(root..) {
        if changed.contains(&way.from) && !way.changed.iter().any(|other| other == property) {
            let source = graph.clip(way.from).clone();
            graph.dag[*id].clip.take(property, &source);
            changed.insert(*id);
        }
    }
}
