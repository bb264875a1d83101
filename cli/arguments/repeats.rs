//! What `--repeats` takes.

use fwr_compiler::plan::Repeats;

/// `exact`, `off`, or `near:` and how far pictures may be apart: `near:0.1%`.
///
/// # Errors
/// In words, if it is none of them.
pub(crate) fn repeats(text: &str) -> Result<Repeats, String> {
    match text {
        "exact" => return Ok(Repeats::Exact),
        "off" => return Ok(Repeats::Off),
        _ => {}
    }
    let percent = text.strip_prefix("near:").and_then(|rest| rest.strip_suffix('%')?.parse::<f64>().ok());
    match percent.filter(|percent| *percent > 0.0 && *percent <= 10.0) {
        Some(percent) => Ok(Repeats::Near(percent / 100.0)),
        None => Err(format!("expected exact, off, or near: with up to 10% such as near:0.1%, found `{text}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_read() {
        assert_eq!(repeats("exact"), Ok(Repeats::Exact));
        assert_eq!(repeats("off"), Ok(Repeats::Off));
        assert_eq!(repeats("near:0.5%"), Ok(Repeats::Near(0.005)));
        for bad in ["near", "near:1", "near:0%", "near:11%", "near:NaN%", "on"] {
            assert!(repeats(bad).is_err(), "{bad}");
        }
    }
}
