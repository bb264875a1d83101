//! Debanding before denoising: what breaks up the bands is taken out again.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DEBAND_BEFORE_DENOISE,
    first: &[Role::Deband],
    then: &[Role::Denoise],
    headline: "{first} breaks up bands with fine noise that {then} takes out again",
    at_first: "adds fine noise",
    at_then: "takes it out",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
