//! Figures of a profile that can be: finite, positive, parts of a whole.

use super::{Codec, Gpu, Profile};

/// A figure that cannot be.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    /// Where it stands: `cpu.ghz`.
    pub(super) field: String,
    /// What it is.
    pub(super) found: String,
    /// What it has to be.
    pub(super) expected: &'static str,
}

/// The first figure of `profile` that cannot be.
pub(super) fn check(profile: &Profile) -> Result<(), Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if profile.name.is_empty() || !profile.name.chars().all(plain) {
        let expected = "a name of small letters, digits and hyphens";
        return Err(Problem { field: "name".to_owned(), found: format!("{:?}", profile.name), expected });
    }
    let cpu = &profile.cpu;
    for (field, count) in [("cores", cpu.cores), ("threads", cpu.threads), ("l1_kib", cpu.l1_kib)] {
        at_least_one("cpu", field, count)?;
    }
    let figures = [
        ("ghz", cpu.ghz),
        ("memory_gib", cpu.memory_gib),
        ("memory_gbs", cpu.memory_gbs),
        ("core_gbs", cpu.core_gbs),
        ("fresh_gbs", cpu.fresh_gbs),
        ("watts", cpu.watts.unwrap_or(1.0)),
    ];
    all("cpu", &figures, &POSITIVE)?;
    all("cpu", &[("start_seconds", cpu.start_seconds), ("base_mib", cpu.base_mib)], &NOT_NEGATIVE)?;
    all("cpu", &[("efficiency", cpu.efficiency)], &PART)?;
    for (feature, coefficient) in &cpu.costs {
        let name = toml::Value::try_from(feature).ok();
        let place = format!("cpu.costs.{}", name.as_ref().and_then(toml::Value::as_str).unwrap_or_default());
        all(&place, &[("ps", coefficient.ps), ("spread", coefficient.spread)], &NOT_NEGATIVE)?;
    }
    for gpu in &profile.gpus {
        graphics(gpu)?;
    }
    for (kind, codecs) in [("decoders", &profile.decoders), ("encoders", &profile.encoders)] {
        for (name, found) in codecs {
            codec(&format!("{kind}.{name}"), found)?;
        }
    }
    if let Some(price) = &profile.price {
        all("price", &[("an_hour", price.an_hour)], &NOT_NEGATIVE)?;
        if price.currency.len() != 3 || !price.currency.chars().all(|c| c.is_ascii_uppercase()) {
            let expected = "three capitals, as USD";
            return Err(Problem {
                field: "price.currency".to_owned(),
                found: format!("{:?}", price.currency),
                expected,
            });
        }
    }
    Ok(())
}

fn graphics(gpu: &Gpu) -> Result<(), Problem> {
    let figures = [
        ("memory_gib", gpu.memory_gib),
        ("memory_gbs", gpu.memory_gbs),
        ("tflops", gpu.tflops),
        ("upload_gbs", gpu.upload_gbs),
        ("download_gbs", gpu.download_gbs),
        ("watts", gpu.watts.unwrap_or(1.0)),
    ];
    all("gpu", &figures, &POSITIVE)?;
    let times = [
        ("launch_us", gpu.launch_us),
        ("frame_us", gpu.frame_us),
        ("start_seconds", gpu.start_seconds),
        ("shader_seconds", gpu.shader_seconds),
        ("spread", gpu.spread),
    ];
    all("gpu", &times, &NOT_NEGATIVE)
}

fn codec(place: &str, codec: &Codec) -> Result<(), Problem> {
    let figures = [
        ("pixel_ns", codec.pixel_ns),
        ("bit_ns", codec.bit_ns),
        ("bits", codec.bits),
        ("start_seconds", codec.start_seconds),
        ("frames", codec.frames),
        ("frames_a_thread", codec.frames_a_thread),
        ("spread", codec.spread),
    ];
    all(place, &figures, &NOT_NEGATIVE)?;
    at_least_one(place, "threads", codec.threads)
}

/// What a figure has to be: the test and its words.
type Rule = (fn(f64) -> bool, &'static str);

const POSITIVE: Rule = (|value| value.is_finite() && value > 0.0, "a number above 0");
const NOT_NEGATIVE: Rule = (|value| value.is_finite() && value >= 0.0, "0 or a number above");
const PART: Rule = (|value| value > 0.0 && value <= 1.0, "a number above 0, 1 at most");

fn all(place: &str, figures: &[(&str, f64)], (holds, expected): &Rule) -> Result<(), Problem> {
    match figures.iter().find(|(_, value)| !holds(*value)) {
        Some((name, value)) => Err(Problem { field: format!("{place}.{name}"), found: value.to_string(), expected }),
        None => Ok(()),
    }
}

fn at_least_one(place: &str, name: &str, count: u32) -> Result<(), Problem> {
    let problem = || Problem { field: format!("{place}.{name}"), found: count.to_string(), expected: "1 or more" };
    if count == 0 { Err(problem()) } else { Ok(()) }
}
