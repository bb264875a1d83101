//! Nodes that no output needs.

use std::collections::BTreeSet;

use crate::graph::{Graph, NodeId};

pub(super) fn run(graph: &mut Graph) {
    let mut needed: BTreeSet<NodeId> = BTreeSet::new();
    let mut open: Vec<NodeId> =
        graph.outputs.iter().filter_map(|output| output.video.as_ref().map(|video| video.clip)).collect();
    while let Some(id) = open.pop() {
        if needed.insert(id) {
            open.extend(graph.inputs(id));
        }
    }
    graph.dag.retain_nodes(|_, id| needed.contains(&id));
}
