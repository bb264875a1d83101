//! Sharpening before scaling: halos are scaled up, or lost.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::SHARPEN_BEFORE_SCALE,
    first: &[Role::Sharpen],
    then: &[Role::Scale],
    headline: "{first} sharpens at a size that {then} changes",
    at_first: "sharpens for the old size",
    at_then: "widens its halos, or blurs what it did",
    help: "sharpen at the size that is shown: put `{first}` after `{then}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
