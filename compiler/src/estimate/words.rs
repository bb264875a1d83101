//! Figures for people: as few digits as are worth reading.

use crate::machine::Figure;

/// A span of time: `840 µs`, `3.1 ms`, `12.3 s`, `12 min 20 s`, `3 h 24 min`, `4 days 2 h`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round().max(0.0) as u64;
    match seconds {
        _ if seconds < 1e-6 => "0 s".to_owned(),
        _ if seconds < 0.999_5e-3 => format!("{} µs", digits(seconds * 1e6)),
        _ if seconds < 0.999_5 => format!("{} ms", digits(seconds * 1e3)),
        _ if seconds < 99.95 => format!("{} s", digits(seconds)),
        _ if whole < 3600 => joined(whole, 60, "min", 1, "s"),
        // From here on nobody counts the smaller unit exactly.
        _ if whole < 48 * 3600 => joined((whole + 30) / 60 * 60, 3600, "h", 60, "min"),
        _ => joined((whole + 1800) / 3600 * 3600, 86400, "days", 3600, "h"),
    }
}

/// Memory: `640 KiB`, `210 MiB`, `1.3 GiB`.
pub fn memory(bytes: f64) -> String {
    scaled(bytes, 1024.0, &["bytes", "KiB", "MiB", "GiB", "TiB"])
}

/// Files, and what moves: `640 kB`, `210 MB`, `1.3 GB`.
pub fn size(bytes: f64) -> String {
    scaled(bytes, 1000.0, &["bytes", "kB", "MB", "GB", "TB"])
}

/// A figure with its unit, and the interval it lies in nine times in ten: `12.3 s (11.0 s to 13.9 s)`.
pub fn interval(figure: Figure, unit: impl Fn(f64) -> String) -> String {
    match figure {
        Figure::Exact(value) => unit(value),
        Figure::Estimated { low, likely, high } => {
            let [low, likely, high] = [low, likely, high].map(unit);
            if low == high { likely } else { format!("{likely} ({low} to {high})") }
        }
        Figure::Unknown => "unknown".to_owned(),
    }
}

/// What a figure most likely is, with its unit.
pub fn likely(figure: Figure, unit: impl Fn(f64) -> String) -> String {
    figure.likely().map_or_else(|| "unknown".to_owned(), unit)
}

/// A part of a whole: `62 %`, and `less than 1 %` of what is hardly there.
pub fn share(part: f64) -> String {
    if part > 0.0 && part < 0.01 { "less than 1 %".to_owned() } else { format!("{:.0} %", 100.0 * part) }
}

/// A number with as many digits.
pub fn number(value: f64) -> String {
    digits(value)
}

/// Money: `0.04 USD`; cents are enough but for the smallest sums.
pub fn money(amount: f64, currency: &str) -> String {
    if amount > 0.0 && amount < 0.01 { format!("less than 0.01 {currency}") } else { format!("{amount:.2} {currency}") }
}

/// What a machine is called in a sentence.
pub fn machine(name: &str) -> &str {
    if name == "this" { "this machine" } else { name }
}

/// `one, two and three`
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Three digits where there is a point, and no more behind it than one.
fn digits(value: f64) -> String {
    if value < 9.95 { format!("{value:.1}") } else { format!("{value:.0}") }
}

fn joined(count: u64, large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    let (whole, rest) = (count / large, count % large / small);
    if rest == 0 { format!("{whole} {large_unit}") } else { format!("{whole} {large_unit} {rest} {small_unit}") }
}

fn scaled(bytes: f64, step: f64, units: &[&str]) -> String {
    let mut value = bytes;
    let mut unit = 0;
    while value >= step * 0.9995 && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    if unit == 0 { format!("{value:.0} {}", units[0]) } else { format!("{} {}", digits(value), units[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_that_are_worth_reading() {
        let spans = [0.0, 84e-6, 0.003_14, 0.031, 0.9997, 12.34, 99.0, 740.2, 3600.0, 12_240.0, 260_000.0];
        let words = ["0 s", "84 µs", "3.1 ms", "31 ms", "1.0 s", "12 s", "99 s", "12 min 20 s", "1 h", "3 h 24 min"];
        let found: Vec<String> = spans.iter().map(|seconds| duration(*seconds)).collect();
        assert_eq!(found[..10], words);
        assert_eq!(found[10], "3 days");
        assert_eq!(memory(220.0 * 1048576.0), "220 MiB");
        assert_eq!(memory(1023.9 * 1048576.0), "1.0 GiB");
        assert_eq!(size(640.0), "640 bytes");
        assert_eq!(size(1.31e9), "1.3 GB");
    }

    #[test]
    fn an_interval_is_said_where_it_can_be_told_apart() {
        assert_eq!(interval(Figure::about(100.0, 0.1), duration), "1 min 40 s (90 s to 1 min 50 s)");
        assert_eq!(interval(Figure::about(100.0, 0.0), duration), "1 min 40 s");
        assert_eq!(interval(Figure::Unknown, duration), "unknown");
    }
}
