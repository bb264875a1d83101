//! Retags that change nothing: `assume()` without arguments, a crop by nothing.

use crate::graph::{Graph, NodeKind};

pub(super) fn run(graph: &mut Graph) {
    for id in graph.topological() {
        if graph.node(id).kind != NodeKind::Retag {
            continue;
        }
        if let Some(&input) = graph.inputs(id).first()
            && graph.format(id).is_some_and(|format| graph.format(input) == Some(format))
        {
            graph.replace(id, input);
        }
    }
}
