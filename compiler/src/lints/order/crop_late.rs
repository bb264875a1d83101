//! Cropping after work over time or size: borders are worked on, and measured, for nothing.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::CROP_LATE,
    first: &[Role::Deflicker, Role::Denoise, Role::Scale],
    then: &[Role::Crop],
    headline: "{then} cuts off edges that {first} has worked on",
    at_first: "works on the edges too",
    at_then: "throws them away",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
