//! What can be said of the sound of an input.

use crate::types::{AudioType, Dimension, Fact, Value};

/// Words that say something of a sound: sample types, then layouts.
pub(super) const SOUND_WORDS: &[&str] =
    &["u8", "s16", "s32", "s64", "flt", "dbl", "mono", "stereo", "quad", "hexagonal", "octagonal", "downmix"];

pub(super) const SOUND_SAMPLES: usize = 6;

pub(super) fn is_sound_word(name: &str) -> bool {
    SOUND_WORDS.contains(&name)
}

pub(super) fn is_sound_sample(value: &Value) -> bool {
    matches!(value, Value::Name(name) if SOUND_WORDS[..SOUND_SAMPLES].contains(&name.as_str()))
}

pub(super) fn sound_dimension(name: &str) -> Option<Dimension> {
    match name {
        "rate" => Some(Dimension::Frequency),
        "channels" => Some(Dimension::Number),
        _ => None,
    }
}

pub(super) fn sound_with(name: &str, value: &Value) -> Option<AudioType> {
    let any = AudioType::any();
    match (name, value) {
        ("rate", Value::Number(rate)) => {
            Some(AudioType { sample_rate: Fact::Known(rate.value().max(0.0).round() as u32), ..any })
        }
        ("channels", Value::Number(count)) => {
            Some(AudioType { channels: Fact::Known(count.value().max(0.0).round() as u32), ..any })
        }
        ("layout", Value::Name(layout) | Value::Text(layout)) => {
            Some(AudioType { layout: Fact::Known(layout.clone()), ..any })
        }
        // How samples lie in memory is the decoder's affair.
        ("sample", Value::Name(sample)) if is_sound_sample(value) => {
            Some(AudioType { sample: Fact::one_of([sample.clone(), format!("{sample}p")])?, ..any })
        }
        _ => None,
    }
}
