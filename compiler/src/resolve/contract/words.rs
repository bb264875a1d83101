//! Clauses that are a word, a size or a quantity: `progressive`, `720x576`, `25fps`, `stereo`.

use super::sound::{SOUND_WORDS, is_sound_sample, is_sound_word, sound_with};
use super::{Alternative, Found, InputKind, constant, mistake, set, written};
use crate::diagnostics::nearest;
use crate::resolve::declaration::literal;
use crate::syntax::ast::{Choice, Size};
use crate::types::property;
use crate::types::{ClipType, Dimension, Fact, Quantity, Requirement, Unit, Value};

/// `progressive`, `25fps`, `720x576`, `constant`, `stereo`.
pub(super) fn without_name(choice: &Choice, kind: InputKind) -> Found<Alternative> {
    let picture = kind != InputKind::Audio;
    match choice {
        Choice::Size(size) if picture => {
            let Size { width, height, .. } = *size;
            return set(size.span, |clip| {
                let px = |value: u32| Value::Number(Quantity::new(f64::from(value), Unit::Px));
                property::set(clip, "width", &px(width))?;
                property::set(clip, "height", &px(height))
            });
        }
        Choice::Value(expr) => match constant(expr) {
            Some(Value::Number(rate)) if picture && rate.dimension() == Dimension::Rate => {
                return set(expr.span, |clip| property::set(clip, "rate", &Value::Number(rate)));
            }
            Some(Value::Number(rate)) if kind != InputKind::Video && rate.dimension() == Dimension::Frequency => {
                return Ok(sound_with("rate", &Value::Number(rate)).unwrap_or_default().into());
            }
            Some(Value::Name(name)) if picture && (name == "constant" || name == "variable") => {
                let variable = Fact::Known(name == "variable");
                return Ok(ClipType { variable, ..ClipType::any() }.into());
            }
            Some(Value::Name(name)) if picture && Requirement::from_name(&name).is_some() => {
                let requirement = Requirement::from_name(&name).unwrap_or(Requirement::WholeChroma);
                return Ok(requirement.facts().map_or(Alternative::WholeChroma, Alternative::from));
            }
            Some(value @ (Value::Name(_) | Value::Text(_))) if kind != InputKind::Video => {
                let name = if is_sound_sample(&value) { "sample" } else { "layout" };
                let known = !matches!(&value, Value::Name(name) if !is_sound_word(name));
                if let Some(sound) = sound_with(name, &value).filter(|_| known) {
                    return Ok(sound.into());
                }
            }
            _ => {}
        },
        Choice::Range(low, high) if picture => {
            if let (Some(from), Some(to)) = (literal(low), literal(high))
                && from.dimension() == Dimension::Rate
            {
                return set(low.span.to(high.span), |clip| property::set_between(clip, "rate", from, to));
            }
        }
        _ => {}
    }
    let what = if picture { "a clip" } else { "sound" };
    let help = match (choice.name(), picture) {
        (Some(name), true) => nearest(name, CLIP_WORDS.iter().copied()),
        (Some(name), false) => nearest(name, SOUND_WORDS.iter().copied()),
        _ => None,
    };
    let help = help.map_or_else(
        || {
            if picture {
                "write a scan (progressive, interlaced, tff), a size (720x576), a rate (25fps, constant), a layout \
                 (yuv420, rgb), a sample type (u8, u10), or any property: `matrix: bt709`"
                    .to_owned()
            } else {
                "write a rate (48kHz), a layout (stereo, mono) or a sample type (s16, flt)".to_owned()
            }
        },
        |near| format!("did you mean `{near}`?"),
    );
    Err(mistake(choice.span(), format!("`{}` says nothing about {what}", written(choice)), help))
}

/// Words that say something of a clip, for suggestions.
const CLIP_WORDS: &[&str] = &[
    "progressive",
    "interlaced",
    "tff",
    "bff",
    "yuv",
    "yuv420",
    "yuv422",
    "yuv444",
    "yuv411",
    "yuv410",
    "yuv440",
    "gray",
    "rgb",
    "u8",
    "u10",
    "u12",
    "u16",
    "f16",
    "f32",
    "integer",
    "float",
    "constant",
    "variable",
    "whole_chroma",
    "full",
    "linear",
];
