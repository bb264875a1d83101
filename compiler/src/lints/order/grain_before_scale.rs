//! Grain before scaling: it changes its size with the picture.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::GRAIN_BEFORE_SCALE,
    first: &[Role::Grain],
    then: &[Role::Scale],
    headline: "{first} adds grain that {then} changes the size of",
    at_first: "adds grain",
    at_then: "makes it coarser or blurs it away",
    help: "put `{first}` last, after `{then}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
