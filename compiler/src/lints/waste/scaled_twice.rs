//! A resize right after another: the picture is resampled, and softened, twice.

use crate::diagnostics::{Code, Diagnostic, Fix};
use crate::lints::context::Context;
use crate::resolve::Role;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for second in context.steps().filter(|step| step.role == Some(Role::Scale)) {
        let Some(first) = context.upstream(second, &[Role::Scale]) else { continue };
        if !second.inputs.iter().any(|input| first.results.contains(input)) {
            continue;
        }
        let diagnostic = Diagnostic::new(
            Code::SCALED_TWICE,
            format!("{} resamples what {} has resampled just before", second.filter, first.filter),
        )
        .label(second.call, "resamples again")
        .label(first.call, "resamples")
        .help("resample once, to the size that is wanted in the end");
        let source = context.subject.source;
        let cut =
            context.out_of_pipe(first).filter(|_| second.piped == Some(first.whole()) && first.call.source == source);
        found.push(match cut {
            Some(cut) => diagnostic.fix(Fix::maybe(format!("take the first `{}` out", first.filter)).remove(cut)),
            None => diagnostic,
        });
    }
    found
}
