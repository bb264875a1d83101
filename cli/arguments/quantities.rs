//! Sizes and durations as people write them on a command line.

use std::time::Duration;

use fwr_compiler::media::Ratio;

const SIZES: &[(&str, f64)] = &[
    ("B", 1.0),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
];

const DURATIONS: &[(&str, f64)] = &[("s", 1.0), ("min", 60.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// Bytes: `4GiB`, `512 MiB`, `1.5GB`; units in any case.
///
/// # Errors
/// If it is not a number with a unit, or not above nothing.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let expected = || format!("expected a size such as 4GiB or 512MiB, found `{text}`");
    let (number, unit, rest) = first_part(text).ok_or_else(expected)?;
    let factor = SIZES.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| factor);
    let bytes = number * factor.ok_or_else(expected)?;
    if !rest.is_empty() {
        return Err(expected());
    }
    if bytes < 1.0 || bytes >= u64::MAX as f64 {
        return Err(format!("`{text}` is not a size that memory can have"));
    }
    Ok(bytes as u64)
}

/// A time: `30m`, `1h30m`, `90 s`, `2.5h`.
///
/// # Errors
/// If it is not numbers with units, or not above nothing.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || format!("expected a time such as 30m, 1h30m or 90s, found `{text}`");
    let (mut seconds, mut rest) = (0.0, text);
    loop {
        let (number, unit, after) = first_part(rest).ok_or_else(expected)?;
        let factor = DURATIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| factor);
        seconds += number * factor.ok_or_else(expected)?;
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let found = Duration::try_from_secs_f64(seconds).map_err(|_| expected())?;
    if found.is_zero() { Err(format!("`{text}` is no time at all")) } else { Ok(found) }
}

/// Pictures in a second: `25`, `29.97`, `30000/1001`; `None` if it is none.
pub(crate) fn rate(text: &str) -> Option<Ratio> {
    if let Some((num, den)) = text.split_once('/') {
        let (num, den) = (num.parse::<u32>().ok()?, den.parse::<u32>().ok()?);
        return (num > 0 && den > 0).then(|| Ratio::new(i64::from(num), i64::from(den)));
    }
    let fps: f64 = text.parse().ok()?;
    // 29.97 and its like are thousands over 1001.
    let ntsc = (fps.ceil() * 1000.0 / 1001.0 - fps).abs() < 0.005 && fps.fract() != 0.0;
    let known = (0.01..=1000.0).contains(&fps);
    known.then(|| if ntsc { Ratio::new(fps.ceil() as i64 * 1000, 1001) } else { Ratio::approximate(fps) })
}

/// The number and unit that a text starts with, and what comes after them.
fn first_part(text: &str) -> Option<(f64, &str, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number: f64 = text[..end].parse().ok()?;
    let behind = text[end..].trim_start();
    let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
    Some((number, &behind[..end], behind[end..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("4GiB"), Ok(4 << 30));
        assert_eq!(size("1.5 gib"), Ok(3 << 29));
        assert_eq!(size("512MB"), Ok(512_000_000));
        for wrong in ["4", "GiB", "4GiB2", "-4GiB", "4 giraffes", "0MiB", "", "1e3MiB", "99999999TiB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations() {
        let seconds = |text| duration(text).map(|found| found.as_secs());
        assert_eq!(seconds("30m"), Ok(1800));
        assert_eq!(seconds("1h30m"), Ok(5400));
        assert_eq!(seconds("1 h 30 min 5s"), Ok(5405));
        assert_eq!(seconds("2.5h"), Ok(9000));
        for wrong in ["30", "m", "1h30", "-1h", "0s", "", "1 month", "1..5h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
