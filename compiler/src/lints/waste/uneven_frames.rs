//! Frames weighed over time on a clip whose frames are not evenly spaced.

use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::plan::Window;
use crate::resolve::Role;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let graph = context.subject.graph;
    context
        .steps()
        .filter(|step| step.role != Some(Role::Deinterlace))
        .filter(|step| context.input(step).is_some_and(|clip| clip.variable.known() == Some(&true)))
        .filter(|step| context.nodes_of(step).iter().any(|node| graph.node(*node).window != Window::default()))
        .map(|step| {
            Diagnostic::new(
                Code::UNEVEN_FRAMES,
                format!("{} counts in frames, but this clip's frames are not evenly spaced", step.filter),
            )
            .label(step.call, "takes frames for moments of equal length")
            .help("look at the result where the rate changes; `@allow(uneven_frames)` says that it is meant")
        })
        .collect()
}
