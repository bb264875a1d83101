//! The type of a sound stream: what is known of each property of its format.

use std::fmt;

use super::{Dimension, Fact, Quantity, Value};
use crate::media::{AudioFormat, Ratio};

/// What is known of a sound; each fact is about the field of [`AudioFormat`] of that name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AudioType {
    /// Samples in a second, in Hz.
    pub sample_rate: Fact<u32>,
    /// Number of channels.
    pub channels: Fact<u32>,
    /// Channel layout in FFmpeg's spelling: `stereo`.
    pub layout: Fact<String>,
    /// Sample type in FFmpeg's spelling: `s16`, `fltp`.
    pub sample: Fact<String>,
    /// Seconds in one tick of the timestamps.
    pub time_base: Fact<Ratio>,
}

/// The properties that a sound has, as written after the dot.
pub const SOUND_PROPERTIES: &[&str] = &["rate", "channels", "layout", "sample"];

impl AudioType {
    /// A sound of which nothing is known.
    pub fn any() -> Self {
        Self::default()
    }

    /// Adds what `other` says.
    ///
    /// # Errors
    /// The names of the properties about which the two contradict each other; of these the old facts stay.
    pub fn narrow(&mut self, other: &Self) -> Result<(), Vec<&'static str>> {
        let mut contradicted = Vec::new();
        meet("rate", &mut self.sample_rate, &other.sample_rate, &mut contradicted);
        meet("channels", &mut self.channels, &other.channels, &mut contradicted);
        meet("layout", &mut self.layout, &other.layout, &mut contradicted);
        meet("sample", &mut self.sample, &other.sample, &mut contradicted);
        meet("time_base", &mut self.time_base, &other.time_base, &mut contradicted);
        if contradicted.is_empty() { Ok(()) } else { Err(contradicted) }
    }

    /// The names of the properties in which no sound is of both types.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        self.clone().narrow(other).err().unwrap_or_default()
    }

    /// What is known of a sound that is of this type or of `other`.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self {
            sample_rate: self.sample_rate.join(&other.sample_rate),
            channels: self.channels.join(&other.channels),
            layout: self.layout.join(&other.layout),
            sample: self.sample.join(&other.sample),
            time_base: self.time_base.join(&other.time_base),
        }
    }

    /// What a sound is as far as one property goes: `is 48000Hz`, `is stereo`.
    pub fn said(&self, property: &str) -> String {
        match property {
            "rate" => format!("has sound at {}Hz", self.sample_rate),
            "channels" => format!("has sound of {} channels", self.channels),
            "layout" => format!("has {} sound", self.layout),
            _ => format!("has {} sound", self.sample),
        }
    }

    /// The value of `sound.name`: [`Value::Unknown`] while it is not known, `None` if sounds have no such property.
    pub fn get(&self, name: &str) -> Option<Value> {
        let number =
            |value: &u32, dimension| Value::Number(Quantity::exact(Ratio::new(i64::from(*value), 1), dimension));
        let value = match name {
            "rate" => self.sample_rate.known().map(|rate| number(rate, Dimension::Frequency)),
            "channels" => self.channels.known().map(|channels| number(channels, Dimension::Number)),
            "layout" => self.layout.known().map(|layout| Value::Name(layout.clone())),
            "sample" => self.sample.known().map(|sample| Value::Name(sample.clone())),
            _ => return None,
        };
        Some(value.unwrap_or(Value::Unknown))
    }
}

fn meet<T: PartialOrd + Clone>(
    name: &'static str,
    mine: &mut Fact<T>,
    theirs: &Fact<T>,
    contradicted: &mut Vec<&'static str>,
) {
    match mine.meet(theirs) {
        Some(fact) => *mine = fact,
        None => contradicted.push(name),
    }
}

impl From<AudioFormat> for AudioType {
    fn from(format: AudioFormat) -> Self {
        // One or two channels without a layout are what every player takes them for.
        let layout = match format.layout.as_str() {
            "1 channels" => "mono".to_owned(),
            "2 channels" => "stereo".to_owned(),
            _ => format.layout,
        };
        Self {
            sample_rate: Fact::Known(format.sample_rate),
            channels: Fact::Known(format.channels),
            layout: Fact::Known(layout),
            sample: Fact::Known(format.sample),
            time_base: Fact::Known(format.time_base),
        }
    }
}

/// `48000Hz stereo s16`, with `…` for what is open.
impl fmt::Display for AudioType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if !self.sample_rate.is_open() {
            words.push(format!("{}Hz", self.sample_rate));
        }
        match (&self.layout, &self.channels) {
            (Fact::Open, Fact::Open) => {}
            (Fact::Open, channels) => words.push(format!("{channels} channels")),
            (layout, _) => words.push(layout.to_string()),
        }
        if !self.sample.is_open() {
            words.push(self.sample.to_string());
        }
        match words.len() {
            0 => f.write_str("any format"),
            3 => f.write_str(&words.join(" ")),
            _ => write!(f, "{} …", words.join(" ")),
        }
    }
}
