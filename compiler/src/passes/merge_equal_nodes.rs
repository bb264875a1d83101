//! Common subexpressions: nodes that do the same to the same clips become one.

use std::collections::BTreeMap;

use crate::graph::{Graph, NodeId, NodeKind};

pub(super) fn run(graph: &mut Graph) {
    let mut kept: BTreeMap<Vec<NodeId>, Vec<NodeId>> = BTreeMap::new();
    for id in graph.topological() {
        let readers = kept.entry(graph.inputs(id)).or_default();
        match readers.iter().copied().find(|other| equal(graph, *other, id)) {
            Some(twin) => {
                graph.replace(id, twin);
                graph.dag.remove_node(id);
            }
            None => readers.push(id),
        }
    }
}

/// Whether two nodes with the same inputs do the same.
fn equal(graph: &Graph, a: NodeId, b: NodeId) -> bool {
    let (first, second) = (graph.node(a), graph.node(b));
    first.kind == second.kind
        && first.clip == second.clip
        && first.pin == second.pin
        && !matches!(first.kind, NodeKind::Source { .. } | NodeKind::Undecided { .. })
}
