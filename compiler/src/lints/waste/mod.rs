//! Work and precision thrown away: one file a lint.

mod literal;
mod round_trip;

pub(super) use literal::{is_literal, out_of_call};

pub(super) mod chroma_round_trip;
pub(super) mod eight_bit_intermediate;
pub(super) mod identity_step;
pub(super) mod ineffective_argument;
pub(super) mod matrix_round_trip;
pub(super) mod range_round_trip;
pub(super) mod saturated_argument;
pub(super) mod scaled_twice;
pub(super) mod scaled_up_and_down;
pub(super) mod undithered;
pub(super) mod uneven_frames;
