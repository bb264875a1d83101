//! A picture that is enlarged and shrunk again, or the other way round: detail and time lost.

use std::cmp::Ordering;

use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Step;
use crate::lints::context::Context;
use crate::resolve::Role;
use crate::types::ClipType;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for second in context.steps().filter(|step| step.role == Some(Role::Scale)) {
        let Some(first) = context.upstream(second, &[Role::Scale]) else { continue };
        let (Some(one), Some(other)) = (change(context, first), change(context, second)) else { continue };
        let lost = match (one, other) {
            (Ordering::Greater, Ordering::Less) => "what the enlarging cost in time is thrown away",
            (Ordering::Less, Ordering::Greater) => "the detail that the shrinking lost does not come back",
            _ => continue,
        };
        let way = |change: Ordering| if change == Ordering::Greater { "enlarges" } else { "shrinks" };
        found.push(
            Diagnostic::new(
                Code::SCALED_UP_AND_DOWN,
                format!("{} {} what {} {}: {lost}", second.filter, way(other), first.filter, way(one)),
            )
            .label(second.call, way(other))
            .label(first.call, way(one))
            .help("scale once, from the size that there is to the size that is wanted"),
        );
    }
    found
}

/// Whether a step makes the picture larger or smaller, if that is known.
fn change(context: &Context<'_>, step: &Step) -> Option<Ordering> {
    let area = |clip: &ClipType| Some(u64::from(*clip.width.known()?) * u64::from(*clip.height.known()?));
    let before = area(context.input(step)?)?;
    let after = area(context.subject.graph.clip(*step.results.first()?))?;
    Some(after.cmp(&before))
}
