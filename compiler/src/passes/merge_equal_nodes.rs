//! Common subexpressions: nodes that do the same to the same clips become one.

use crate::graph::{Graph, NodeId, NodeKind};

pub(super) fn run(graph: &mut Graph) {
    let mut kept: Vec<NodeId> = Vec::new();
    for id in graph.topological() {
        let twin = kept.iter().copied().find(|other| equal(graph, *other, id));
        match twin {
            Some(twin) => {
                graph.replace(id, twin);
                graph.dag.remove_node(id);
            }
            None => kept.push(id),
        }
    }
}

fn equal(graph: &Graph, a: NodeId, b: NodeId) -> bool {
    let (first, second) = (graph.node(a), graph.node(b));
    first.kind == second.kind
        && first.format == second.format
        && !matches!(first.kind, NodeKind::Source { .. })
        && graph.inputs(a) == graph.inputs(b)
}
