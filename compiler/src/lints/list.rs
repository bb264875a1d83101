//! Every lint, in the order of its code.

use super::Check::{Always, Elsewhere, Sound};
use super::Level::{Allow, Warn};
use super::{Check, Level, Lint, order, style, waste};
use crate::diagnostics::Code;

/// Every lint there is.
pub const LINTS: &[Lint] = &[
    // What is taken for granted of a clip.
    lint("assumed_tag", Code::ASSUMED_TAG, Warn, Elsewhere),
    lint("lossy_conversion", Code::LOSSY_CONVERSION, Warn, Elsewhere),
    lint("fields_mixed", Code::FIELDS_MIXED, Warn, Elsewhere),
    lint("field_order_contradicted", Code::FIELD_ORDER_CONTRADICTED, Warn, Elsewhere),
    // What is there for nothing.
    lint("unused", Code::UNUSED, Warn, Always(style::unused::check)),
    lint("unused_filter", Code::UNUSED_FILTER, Warn, Sound(style::unused_filter::check)),
    lint("unused_parameter", Code::UNUSED_PARAMETER, Warn, Sound(style::unused_parameter::check)),
    lint("unused_use", Code::UNUSED_USE, Warn, Always(style::unused_use::check)),
    // What comes before what.
    lint("sharpen_before_denoise", Code::SHARPEN_BEFORE_DENOISE, Warn, Sound(order::sharpen_before_denoise::check)),
    lint("scale_while_interlaced", Code::SCALE_WHILE_INTERLACED, Warn, Sound(order::scale_while_interlaced::check)),
    lint(
        "denoise_while_interlaced",
        Code::DENOISE_WHILE_INTERLACED,
        Warn,
        Sound(order::denoise_while_interlaced::check),
    ),
    lint("dust_before_stabilise", Code::DUST_BEFORE_STABILISE, Warn, Sound(order::dust_before_stabilise::check)),
    lint("dust_before_deflicker", Code::DUST_BEFORE_DEFLICKER, Warn, Sound(order::dust_before_deflicker::check)),
    lint("grain_before_scale", Code::GRAIN_BEFORE_SCALE, Warn, Sound(order::grain_before_scale::check)),
    lint("grain_before_denoise", Code::GRAIN_BEFORE_DENOISE, Warn, Sound(order::grain_before_denoise::check)),
    lint("sharpen_before_scale", Code::SHARPEN_BEFORE_SCALE, Warn, Sound(order::sharpen_before_scale::check)),
    lint("deblock_late", Code::DEBLOCK_LATE, Warn, Sound(order::deblock_late::check)),
    lint("crop_late", Code::CROP_LATE, Allow, Sound(order::crop_late::check)),
    lint("deinterlace_late", Code::DEINTERLACE_LATE, Warn, Sound(order::deinterlace_late::check)),
    lint(
        "deflicker_before_stabilise",
        Code::DEFLICKER_BEFORE_STABILISE,
        Warn,
        Sound(order::deflicker_before_stabilise::check),
    ),
    lint("deband_before_denoise", Code::DEBAND_BEFORE_DENOISE, Warn, Sound(order::deband_before_denoise::check)),
    // Work and precision thrown away.
    lint("eight_bit_intermediate", Code::EIGHT_BIT_INTERMEDIATE, Warn, Sound(waste::eight_bit_intermediate::check)),
    lint("range_round_trip", Code::RANGE_ROUND_TRIP, Warn, Sound(waste::range_round_trip::check)),
    lint("matrix_round_trip", Code::MATRIX_ROUND_TRIP, Warn, Sound(waste::matrix_round_trip::check)),
    lint("chroma_round_trip", Code::CHROMA_ROUND_TRIP, Warn, Sound(waste::chroma_round_trip::check)),
    lint("scaled_up_and_down", Code::SCALED_UP_AND_DOWN, Warn, Sound(waste::scaled_up_and_down::check)),
    lint("scaled_twice", Code::SCALED_TWICE, Warn, Sound(waste::scaled_twice::check)),
    lint("identity_step", Code::IDENTITY_STEP, Warn, Sound(waste::identity_step::check)),
    lint("saturated_argument", Code::SATURATED_ARGUMENT, Warn, Sound(waste::saturated_argument::check)),
    lint("ineffective_argument", Code::INEFFECTIVE_ARGUMENT, Warn, Sound(waste::ineffective_argument::check)),
    lint("undithered", Code::UNDITHERED, Warn, Sound(waste::undithered::check)),
    lint("uneven_frames", Code::UNEVEN_FRAMES, Warn, Sound(waste::uneven_frames::check)),
    // How a graph is written.
    lint("unreachable_arm", Code::UNREACHABLE_ARM, Warn, Sound(style::unreachable_arm::check)),
    lint("constant_condition", Code::CONSTANT_CONDITION, Warn, Sound(style::constant_condition::check)),
    lint("redundant_default", Code::REDUNDANT_DEFAULT, Allow, Sound(style::redundant_default::check)),
    lint("absolute_path", Code::ABSOLUTE_PATH, Warn, Sound(style::absolute_path::check)),
    lint("missing_docs", Code::MISSING_DOCS, Allow, Sound(style::missing_docs::check)),
    lint("deprecated", Code::DEPRECATED, Warn, Sound(style::deprecated::check)),
    lint("missing_edition", Code::MISSING_EDITION, Allow, Sound(style::missing_edition::check)),
    lint("shadowed_name", Code::SHADOWED_NAME, Warn, Sound(style::shadowed_name::check)),
    // What is written.
    lint("stream_dropped", Code::STREAM_DROPPED, Warn, Elsewhere),
];

/// Lints with the lint that says more where both are about one place.
pub(super) const SAME_CAUSE: &[(Code, Code)] = &[
    (Code::DENOISE_WHILE_INTERLACED, Code::FIELDS_MIXED),
    (Code::DEINTERLACE_LATE, Code::FIELDS_MIXED),
    (Code::DEINTERLACE_LATE, Code::DENOISE_WHILE_INTERLACED),
    (Code::SATURATED_ARGUMENT, Code::IDENTITY_STEP),
    (Code::INEFFECTIVE_ARGUMENT, Code::IDENTITY_STEP),
    (Code::SCALED_TWICE, Code::SCALED_UP_AND_DOWN),
];

const fn lint(name: &'static str, code: Code, level: Level, check: Check) -> Lint {
    Lint { name, code, level, check }
}
