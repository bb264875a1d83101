//! Denoising while interlaced: whatever moves is compared with another place of the picture.

use super::is_interlaced;
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    context
        .steps()
        .filter(|step| matches!(step.role, Some(Role::Denoise | Role::Dust)) && is_interlaced(context, step))
        .map(|step| {
            let message =
                format!("{} works on an interlaced clip, half of whose lines are of another moment", step.filter);
            Diagnostic::new(Code::DENOISE_WHILE_INTERLACED, message)
                .label(step.call, "takes the two fields for one picture")
                .help(format!("put `deinterlace()` before `{}`", step.filter))
        })
        .collect()
}
