//! Arguments that name a part of the outputs.

use clap::Args;
use fwr_compiler::plan::{Excerpt, Place};

use super::quantities::duration;

/// Which part of the outputs is made.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ExcerptArgs {
    /// Start at this place of the outputs: a frame, counted from 0 (1200f), or a time from the first frame on (48s,
    /// 1m30s, 0:01:30.5)
    #[arg(long, value_name = "PLACE", value_parser = place)]
    pub(crate) from: Option<Place>,
    /// End before this place: the frame there is not made any more
    #[arg(long, value_name = "PLACE", value_parser = place)]
    pub(crate) to: Option<Place>,
}

impl ExcerptArgs {
    /// The part; `None` if it is all.
    pub(crate) fn excerpt(&self) -> Option<Excerpt> {
        Some(Excerpt { from: self.from, to: self.to }).filter(|excerpt| !excerpt.is_all())
    }
}

/// A frame (`1200f`) or a time (`48s`, `1h30m`, `0:01:30.5`).
fn place(text: &str) -> Result<Place, String> {
    let expected = || format!("expected a frame such as 1200f, or a time such as 48s or 0:01:30.5, found `{text}`");
    let trimmed = text.trim();
    let number = trimmed.strip_suffix("frames").or_else(|| trimmed.strip_suffix('f')).map(str::trim_end);
    if let Some(frame) = number.and_then(|number| number.parse().ok()) {
        return Ok(Place::Frame(frame));
    }
    if trimmed.contains(':') {
        let seconds = clock(trimmed).ok_or_else(expected)?;
        return Ok(Place::Microseconds((seconds * 1e6).round() as u64));
    }
    // The beginning is no time at all, which other durations may not be.
    let unit = trimmed.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let zero = trimmed[..trimmed.len() - unit.len()].parse() == Ok(0.0);
    if zero && ["s", "min", "m", "h"].contains(&unit) {
        return Ok(Place::Microseconds(0));
    }
    match duration(trimmed) {
        Ok(time) => Ok(Place::Microseconds(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))),
        Err(_) => Err(expected()),
    }
}

/// Seconds of `1:30`, `0:01:30.5`.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    let (last, before) = parts.split_last()?;
    if parts.len() > 3 || last.is_empty() || last.chars().any(|c| !c.is_ascii_digit() && c != '.') {
        return None;
    }
    let seconds: f64 = last.parse().ok().filter(|seconds| *seconds < 60.0)?;
    let mut whole: u32 = 0;
    for (place, part) in before.iter().enumerate() {
        let value: u32 = part.parse().ok().filter(|value| place == 0 || *value < 60)?;
        whole = whole.checked_mul(60)?.checked_add(value)?;
    }
    Some(f64::from(whole) * 60.0 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(place("1200f"), Ok(Place::Frame(1200)));
        assert_eq!(place("7 frames"), Ok(Place::Frame(7)));
        assert_eq!(place("0s"), Ok(Place::Microseconds(0)));
        assert_eq!(place("0.0s"), Ok(Place::Microseconds(0)));
        assert_eq!(place("1m30s"), Ok(Place::Microseconds(90_000_000)));
        assert_eq!(place("0.04s"), Ok(Place::Microseconds(40_000)));
        assert_eq!(place("1:30"), Ok(Place::Microseconds(90_000_000)));
        assert_eq!(place("1:02:03.25"), Ok(Place::Microseconds(3_723_250_000)));
        for wrong in ["", "12", "f", "-1f", "1.5f", "1:75", "1:2:3:4", ":", "1:", "12x", "1e3s"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
