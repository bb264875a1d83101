//! Holds a graph to its contract; run after every pass in debug builds and tests.

use petgraph::Direction;

use super::{Graph, NodeKind};

/// Checks the contract of [`Graph`].
///
/// # Errors
/// The first breach, naming the node.
pub fn verify(graph: &Graph) -> Result<(), String> {
    if graph.topological().len() != graph.dag.node_count() {
        return Err("the graph has a cycle".to_owned());
    }
    for id in graph.dag.node_indices() {
        let node = graph.node(id);
        let mut ports: Vec<usize> =
            graph.dag.edges_directed(id, Direction::Incoming).map(|edge| *edge.weight()).collect();
        ports.sort_unstable();
        if ports.iter().enumerate().any(|(position, port)| position != *port) {
            return Err(format!("the inputs of `{}` are numbered {ports:?}", node.name));
        }
        let inputs = graph.inputs(id);
        match &node.kind {
            NodeKind::Source { .. } if !inputs.is_empty() => {
                return Err(format!("the source `{}` reads another node", node.name));
            }
            NodeKind::Kernel { kernel, planes, .. } => {
                if inputs.len() != usize::from(kernel.inputs) {
                    return Err(format!(
                        "kernel `{}` reads {} planes and has {} inputs",
                        node.name,
                        kernel.inputs,
                        inputs.len()
                    ));
                }
                if let (Some(layout), Some(alpha)) = (node.clip.layout.known(), node.clip.alpha.known())
                    && !(planes.is_empty() && graph.format(id).is_none())
                    && planes.len() != layout.color_planes() + usize::from(*alpha)
                {
                    return Err(format!("kernel `{}` selects among {} planes of {layout}", node.name, planes.len()));
                }
            }
            _ => {}
        }
    }
    for output in &graph.outputs {
        if let Some(video) = &output.video
            && !graph.dag.contains_node(video.clip)
        {
            return Err("an output takes a node that was removed".to_owned());
        }
    }
    Ok(())
}
