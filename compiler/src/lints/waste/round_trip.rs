//! Conversions that only undo an earlier one, with other work in between.

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{NodeId, NodeKind};
use crate::lints::context::Context;
use crate::types::ClipType;

/// A property that is changed, and changed back.
pub(super) struct RoundTrip<T> {
    /// The conversion away.
    pub(super) there: NodeId,
    /// The conversion back.
    pub(super) back: NodeId,
    /// The nodes between the two.
    pub(super) between: Vec<NodeId>,
    /// What it is before and after.
    pub(super) outer: T,
    /// What it is in between.
    pub(super) inner: T,
}

/// The round trips of the property that `of` reads of a clip.
pub(super) fn round_trips<T: PartialEq>(
    context: &Context<'_>,
    of: impl Fn(&ClipType) -> Option<T>,
) -> Vec<RoundTrip<T>> {
    let graph = context.subject.graph;
    let mut found = Vec::new();
    for back in graph.topological() {
        let Some((inner, outer)) = change(context, back, &of) else { continue };
        let mut between = Vec::new();
        let mut at = graph.inputs(back).first().copied();
        while let Some(node) = at {
            match change(context, node, &of) {
                Some((from, to)) => {
                    if from == outer && to == inner {
                        found.push(RoundTrip { there: node, back, between, outer, inner });
                    }
                    break;
                }
                None if of(graph.clip(node)).as_ref() != Some(&inner) => break,
                None => between.push(node),
            }
            at = graph.inputs(node).first().copied();
        }
    }
    found
}

/// What a conversion makes of the property: before and after, if they differ.
fn change<T: PartialEq>(context: &Context<'_>, node: NodeId, of: impl Fn(&ClipType) -> Option<T>) -> Option<(T, T)> {
    let graph = context.subject.graph;
    let NodeKind::Native { filter, .. } = &graph.node(node).kind else { return None };
    if filter != "convert" {
        return None;
    }
    let before = of(graph.clip(*graph.inputs(node).first()?))?;
    let after = of(graph.clip(node))?;
    (before != after).then_some((before, after))
}

/// The finding about a round trip, with both conversions labelled; `None` if neither is in this file.
pub(super) fn report<T: std::fmt::Display>(
    context: &Context<'_>,
    code: Code,
    trip: &RoundTrip<T>,
    (message, help): (String, &str),
) -> Option<Diagnostic> {
    let graph = context.subject.graph;
    let mut finding = Diagnostic::new(code, message);
    for (node, to) in [(trip.back, &trip.outer), (trip.there, &trip.inner)] {
        let node = graph.node(node);
        let span = node.span.filter(|span| span.source == context.subject.source)?;
        let text = match &node.inserted {
            Some(reason) => format!("to {to}, because {reason}"),
            None => format!("to {to}"),
        };
        finding = finding.label(span, text);
    }
    Some(finding.help(help))
}
