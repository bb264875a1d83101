//! How many pictures of an image sequence are shown in a second.

use clap::Args;
use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::media::Ratio;

use super::rate;

/// Frame rates of inputs that state none.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RateArgs {
    /// Images in a second of a sequence: 24, 23.976, 24000/1001; NAME=24 for one input
    #[arg(long, value_name = "FPS", value_parser = parse)]
    pub(crate) rate: Vec<Rate>,
}

/// A frame rate, of one input or of all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rate {
    input: Option<String>,
    fps: Ratio,
}

impl RateArgs {
    /// That of the input `name`.
    pub(crate) fn of(&self, name: &str) -> Option<Ratio> {
        let own = self.rate.iter().rev().find(|rate| rate.input.as_deref() == Some(name));
        own.or_else(|| self.of_all()).map(|rate| rate.fps)
    }

    /// That of inputs without a name.
    pub(crate) fn of_any(&self) -> Option<Ratio> {
        self.of_all().map(|rate| rate.fps)
    }

    /// Refuses rates that say something of no input: `sequences` are the names of those that are image sequences.
    pub(crate) fn objection(&self, sequences: &[&str]) -> Option<Diagnostic> {
        let idle = self.rate.iter().find(|rate| match &rate.input {
            Some(name) => !sequences.contains(&name.as_str()),
            None => sequences.is_empty(),
        })?;
        let (fps, what) = match &idle.input {
            Some(name) => (format!("{name}={}", idle.fps), format!("`{name}` is none of the inputs that are one")),
            None => (idle.fps.to_string(), "no input is one".to_owned()),
        };
        let message = format!("--rate {fps} is the rate of a sequence of images, but {what}");
        Some(
            Diagnostic::new(Code::BAD_PARAM, message)
                .help("leave it out: other media say themselves how fast they are shown"),
        )
    }

    fn of_all(&self) -> Option<&Rate> {
        self.rate.iter().rev().find(|rate| rate.input.is_none())
    }
}

fn parse(text: &str) -> Result<Rate, String> {
    let (input, fps) = match text.split_once('=') {
        Some((name, fps)) => (Some(name.to_owned()), fps),
        None => (None, text),
    };
    let fps = fps.trim().trim_end_matches("fps").trim();
    let fps =
        rate(fps).ok_or_else(|| format!("expected a frame rate such as 24, 23.976 or 24000/1001, found `{text}`"))?;
    Ok(Rate { input, fps })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_one_input_or_of_all() {
        let rates = ["24", "plates=23.976"].map(|text| parse(text).expect("a rate"));
        let rates = RateArgs { rate: rates.to_vec() };
        assert_eq!(rates.of("scan"), Some(Ratio::new(24, 1)));
        assert_eq!(rates.of("plates"), Some(Ratio::new(24_000, 1001)));
        assert_eq!(rates.of_any(), Some(Ratio::new(24, 1)));
        assert!(rates.objection(&["plates"]).is_none());
        assert!(rates.objection(&["scan"]).is_some_and(|found| found.message.contains("plates=")));
        assert_eq!(parse("25fps").map(|rate| rate.fps), Ok(Ratio::new(25, 1)));
        for wrong in ["0", "fast", "", "=", "24/0", "-1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
