//! Deblocking after other work on the picture: the blocks are no longer where the codec put them.

use super::{Order, out_of_order};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::resolve::Role;

const ORDER: Order = Order {
    code: Code::DEBLOCK_LATE,
    first: &[
        Role::Crop,
        Role::Scale,
        Role::Denoise,
        Role::Sharpen,
        Role::Grain,
        Role::Dust,
        Role::Stabilise,
        Role::Deflicker,
        Role::Deband,
    ],
    then: &[Role::Deblock],
    headline: "{then} looks for the blocks of the codec in a picture that {first} has changed",
    at_first: "moves or blurs the edges of the blocks",
    at_then: "finds them by their grid",
    help: "put `{then}` first",
};

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    out_of_order(context, &ORDER)
}
