//! The units in which a graph writes quantities.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A unit as written after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// A plain number.
    None,
    /// Samples of the full-size plane.
    Px,
    /// Frames of the clip.
    Frames,
    /// Seconds.
    S,
    /// Thousandths of a second.
    Ms,
    /// Cycles in a second.
    Hz,
    /// Thousands of cycles in a second.
    KHz,
    /// Decibels.
    Db,
    /// Loudness, ITU-R BS.1770.
    Lufs,
    /// Hundredths.
    Percent,
    /// Bytes.
    B,
    /// 2^20 bytes.
    MiB,
    /// 2^30 bytes.
    GiB,
    /// Frames in a second.
    Fps,
    /// Degrees of a turn.
    Deg,
}

/// What a unit measures; quantities combine only within a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Plain numbers and percentages.
    Number,
    /// Distance in the picture.
    Length,
    /// A count of frames.
    Frames,
    /// Time.
    Time,
    /// Frequency.
    Frequency,
    /// A level in decibels.
    Level,
    /// Loudness.
    Loudness,
    /// Memory.
    Memory,
    /// Frame rate.
    Rate,
    /// Angle.
    Angle,
}

impl Unit {
    /// Every unit that can be written.
    pub const ALL: &'static [Self] = &[
        Self::Px,
        Self::Frames,
        Self::S,
        Self::Ms,
        Self::Hz,
        Self::KHz,
        Self::Db,
        Self::Lufs,
        Self::Percent,
        Self::B,
        Self::MiB,
        Self::GiB,
        Self::Fps,
        Self::Deg,
    ];

    /// How the unit is written; empty for a plain number.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Px => "px",
            Self::Frames => "frames",
            Self::S => "s",
            Self::Ms => "ms",
            Self::Hz => "Hz",
            Self::KHz => "kHz",
            Self::Db => "dB",
            Self::Lufs => "LUFS",
            Self::Percent => "%",
            Self::B => "B",
            Self::MiB => "MiB",
            Self::GiB => "GiB",
            Self::Fps => "fps",
            Self::Deg => "deg",
        }
    }

    /// The unit written `name` (`frame` is also accepted for `1frame`).
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "frame" {
            return Some(Self::Frames);
        }
        Self::ALL.iter().copied().find(|unit| unit.name() == name)
    }

    /// What the unit measures.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::None | Self::Percent => Dimension::Number,
            Self::Px => Dimension::Length,
            Self::Frames => Dimension::Frames,
            Self::S | Self::Ms => Dimension::Time,
            Self::Hz | Self::KHz => Dimension::Frequency,
            Self::Db => Dimension::Level,
            Self::Lufs => Dimension::Loudness,
            Self::B | Self::MiB | Self::GiB => Dimension::Memory,
            Self::Fps => Dimension::Rate,
            Self::Deg => Dimension::Angle,
        }
    }

    /// How many base units of the dimension one of this unit is.
    pub fn factor(self) -> f64 {
        match self {
            Self::Percent => 0.01,
            Self::Ms => 0.001,
            Self::KHz => 1000.0,
            Self::MiB => 1_048_576.0,
            Self::GiB => 1_073_741_824.0,
            _ => 1.0,
        }
    }
}

impl Dimension {
    /// The unit in which values of this dimension are kept.
    pub fn base_unit(self) -> Unit {
        match self {
            Self::Number => Unit::None,
            Self::Length => Unit::Px,
            Self::Frames => Unit::Frames,
            Self::Time => Unit::S,
            Self::Frequency => Unit::Hz,
            Self::Level => Unit::Db,
            Self::Loudness => Unit::Lufs,
            Self::Memory => Unit::B,
            Self::Rate => Unit::Fps,
            Self::Angle => Unit::Deg,
        }
    }

    /// The dimension for people: `a length in px`.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Number => "a plain number",
            Self::Length => "a length in px",
            Self::Frames => "a count of frames",
            Self::Time => "a time in s or ms",
            Self::Frequency => "a frequency in Hz",
            Self::Level => "a level in dB",
            Self::Loudness => "a loudness in LUFS",
            Self::Memory => "an amount of memory in MiB",
            Self::Rate => "a frame rate in fps",
            Self::Angle => "an angle in deg",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
