//! Deinterlacing after other work on the picture: that work was done on combed frames.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DEINTERLACE_LATE,
    first: &[Role::Denoise, Role::Dust, Role::Sharpen, Role::Scale, Role::Grain, Role::Stabilise, Role::Deflicker],
    then: &[Role::Deinterlace],
    headline: "{first} works on the interlaced frames that {then} makes whole afterwards",
    at_first: "works on two moments at once",
    at_then: "takes them apart",
    help: "put `{then}` before `{first}`",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
