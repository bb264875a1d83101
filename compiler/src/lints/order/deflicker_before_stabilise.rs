//! Deflickering before stabilising: the brightness of a place is compared with that of another.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DEFLICKER_BEFORE_STABILISE,
    first: &[Role::Deflicker],
    then: &[Role::Stabilise],
    headline: "{first} compares brightness over time in a picture that {then} has not steadied yet",
    at_first: "compares places that weave",
    at_then: "steadies them",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
