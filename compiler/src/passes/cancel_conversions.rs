//! Conversion pairs that lead back: `u8 → u16 → u8` around nothing is nothing.

use crate::graph::{Graph, NodeId, NodeKind};
use crate::media::{SampleType, VideoFormat};
use crate::resolve::CONVERTER;

pub(super) fn run(graph: &mut Graph) {
    for id in graph.topological() {
        if !is_convert(graph, id) {
            continue;
        }
        let Some(&before) = graph.inputs(id).first() else { continue };
        let (Some(from), Some(to)) = (graph.format(before), graph.format(id)) else { continue };
        if from == to {
            graph.replace(id, before);
            continue;
        }
        let Some(&origin) = graph.inputs(before).first().filter(|_| is_convert(graph, before)) else { continue };
        if let Some(original) = graph.format(origin)
            && original == to
            && only_widens(&original, &from)
        {
            graph.replace(id, origin);
        }
    }
}

fn is_convert(graph: &Graph, id: NodeId) -> bool {
    matches!(&graph.node(id).kind, NodeKind::Native { filter, .. } if filter == CONVERTER)
}

/// Whether `to` is `from` with more bits and nothing else, so that the way back is exact.
fn only_widens(from: &VideoFormat, to: &VideoFormat) -> bool {
    let wider = match (from.sample, to.sample) {
        (SampleType::Uint(a), SampleType::Uint(b)) => b >= a,
        (SampleType::Uint(_), SampleType::F32) => true,
        _ => false,
    };
    wider && VideoFormat { sample: from.sample, ..to.clone() } == *from
}
