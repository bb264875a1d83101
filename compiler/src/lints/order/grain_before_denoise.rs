//! Grain before denoising: it is taken out again.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::GRAIN_BEFORE_DENOISE,
    first: &[Role::Grain],
    then: &[Role::Denoise],
    headline: "{first} adds grain that {then} takes out again",
    at_first: "adds grain",
    at_then: "takes it for noise",
    help: "put `{first}` last, after `{then}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
