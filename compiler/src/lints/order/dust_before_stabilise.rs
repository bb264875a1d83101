//! Dust removal before stabilising: what weaves looks as if it moved.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DUST_BEFORE_STABILISE,
    first: &[Role::Dust],
    then: &[Role::Stabilise],
    headline: "{first} looks for dust in a picture that {then} has not steadied yet",
    at_first: "compares frames that weave",
    at_then: "steadies them",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
