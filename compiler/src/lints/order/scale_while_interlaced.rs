//! Scaling while interlaced: lines of two moments are mixed for good.

use super::is_interlaced;
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let scales = |role: Option<Role>| role == Some(Role::Scale);
    context
        .steps()
        .filter(|step| scales(step.role) && is_interlaced(context, step))
        .map(|step| {
            let message = format!("{} changes the size of an interlaced clip, which mixes its fields", step.filter);
            Diagnostic::new(Code::SCALE_WHILE_INTERLACED, message)
                .label(step.call, "takes lines of two moments together")
                .help(format!("put `deinterlace()` before `{}`", step.filter))
        })
        .collect()
}
