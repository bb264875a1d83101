//! Dust removal before deflickering: a change of brightness looks like a defect.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DUST_BEFORE_DEFLICKER,
    first: &[Role::Dust],
    then: &[Role::Deflicker],
    headline: "{first} looks for dust in a picture that still flickers, before {then}",
    at_first: "takes flicker for a defect",
    at_then: "evens the brightness out",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
