//! Eight bits between two steps: what the first worked out is rounded before the second builds on it.

use crate::diagnostics::{Code, Diagnostic};
use crate::elaborate::Step;
use crate::lints::context::Context;
use crate::media::SampleType;
use crate::resolve::Role;
use crate::types::ClipType;

/// Roles of steps that compute values, so that rounding before them costs something.
const WORK: &[Role] =
    &[Role::Denoise, Role::Sharpen, Role::Scale, Role::Grade, Role::Stabilise, Role::Deflicker, Role::Deband];

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let graph = context.subject.graph;
    let mut found = Vec::new();
    for step in context.steps().filter(|step| step.role.is_some_and(|role| WORK.contains(&role))) {
        if !context.input(step).is_some_and(is_eight_bit) {
            continue;
        }
        let reduced = |first: &&Step| {
            let deep = context.input(first).is_some_and(|clip| clip.sample.known().is_some() && !is_eight_bit(clip));
            first.filter == "convert" && deep && first.results.iter().any(|node| is_eight_bit(graph.clip(*node)))
        };
        let stretched = |first: &&Step| first.results.iter().any(|node| is_eight_bit(graph.clip(*node)));
        let (first, how) = if let Some(first) = context.upstream(step, &[Role::Convert]).filter(reduced) {
            (first, "reduces to 8 bits")
        } else if let Some(first) = context.upstream(step, &[Role::Grade]).filter(stretched) {
            (first, "its result is rounded to 8 bits")
        } else {
            continue;
        };
        let help = if first.filter == "convert" {
            format!("put `{}` after the last step", first.filter)
        } else {
            "work with more bits in between: put `convert(sample: u16)` first and `convert(sample: u8)` last".to_owned()
        };
        found.push(
            Diagnostic::new(
                Code::EIGHT_BIT_INTERMEDIATE,
                format!("{} works on 8 bits of what {} gives", step.filter, first.filter),
            )
            .label(step.call, "builds on rounded values")
            .label(first.call, how)
            .help(help),
        );
    }
    found
}

fn is_eight_bit(clip: &ClipType) -> bool {
    matches!(clip.sample.known(), Some(SampleType::Uint(..=8)))
}
