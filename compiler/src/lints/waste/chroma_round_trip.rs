//! Chroma that is enlarged and shrunk again while nobody works on it: it comes out softer for nothing.

use super::round_trip::{RoundTrip, report, round_trips};
use crate::diagnostics::{Code, Diagnostic};
use crate::graph::{NodeId, NodeKind};
use crate::lints::context::Context;
use crate::media::Layout;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let trips = round_trips(context, |clip| {
        clip.layout.known().copied().filter(|layout| !matches!(layout, Layout::Rgb | Layout::Gray))
    });
    let finding = |trip: &RoundTrip<Layout>| {
        let (outer, inner) = (trip.outer.chroma_shift(), trip.inner.chroma_shift());
        let enlarged = inner.0 <= outer.0 && inner.1 <= outer.1;
        if !enlarged || trip.between.iter().any(|node| works_on_chroma(context, *node)) {
            return None;
        }
        let message =
            format!("chroma goes from {} to {} and back, and nothing in between works on it", trip.outer, trip.inner);
        report(context, Code::CHROMA_ROUND_TRIP, trip, (message, "leave both conversions out"))
    };
    trips.iter().filter_map(finding).collect()
}

/// Whether a node may change chroma, or has a reason of its own to want it at full size.
fn works_on_chroma(context: &Context<'_>, node: NodeId) -> bool {
    match &context.subject.graph.node(node).kind {
        NodeKind::Kernel { planes, kernel, .. } => {
            let reads = (0..usize::from(kernel.inputs))
                .any(|input| kernel.planes_read(input, 0).iter().any(|plane| *plane > 0));
            planes.is_empty() || planes.iter().skip(1).any(|runs| *runs) || reads
        }
        NodeKind::Native { filter, .. } => filter != "convert" && filter != "trim",
        NodeKind::Retag | NodeKind::Source { .. } => false,
        _ => true,
    }
}
