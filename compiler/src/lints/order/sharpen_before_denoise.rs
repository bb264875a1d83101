//! Sharpening before denoising: noise that has been sharpened is harder to tell from detail.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::SHARPEN_BEFORE_DENOISE,
    first: &[Role::Sharpen],
    then: &[Role::Denoise],
    headline: "{first} sharpens what {then} is to take the noise out of",
    at_first: "makes the noise stronger",
    at_then: "has to tell that noise from detail",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
