//! What units of work cost on a machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A kind of work that is counted, per frame of an op, and has a price on one core of a processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Simple operations on single-precision samples: sums, products, comparisons, choices.
    Simple,
    /// Divisions.
    Division,
    /// Square roots.
    Root,
    /// Comparisons, and choices by them.
    Choice,
    /// `exp`, `log`, `sin`, `cos`.
    Elementary,
    /// Powers.
    Power,
    /// Reads of a curve's table inside a kernel.
    Lookup,
    /// Random numbers.
    Random,
    /// Samples that are looked up whole: of 8 bits, of 16 bits in a table of a first-level cache, in a larger one.
    ByteTable,
    /// See [`Feature::ByteTable`].
    WordTable,
    /// See [`Feature::ByteTable`].
    WideTable,
    /// Operations on codes of 8 bits, several times as many in a vector.
    ByteLane,
    /// Operations on codes of 16 bits.
    WordLane,
    /// Bytes of codes that are brought to a vector, or stored from one, to work on them as they are.
    LaneByte,
    /// Stored integers made nominal values.
    LoadInteger,
    /// Floats, or rows that are converted already.
    LoadFloat,
    /// Nominal values made stored integers.
    StoreInteger,
    /// Values stored as floats, or rounded to halves.
    StoreFloat,
    /// Rows of a cell that are begun.
    Row,
    /// Frames of an op that are begun.
    Frame,
    /// Bytes from and to memory beyond the last cache.
    MemoryByte,
    /// Bytes from and to frames that stay in the last cache.
    CacheByte,
    /// Bytes that are copied: by `crop`, `pad`.
    CopiedByte,
    /// Products of a resampler along a row, with its result counted in.
    TapAcross,
    /// See [`Feature::TapAcross`], where neighbours have their taps too far apart to share what they read.
    TapFar,
    /// Products of a resampler down a column.
    TapDown,
    /// Samples of a resampler in integers: read, made pairs, rounded, written.
    Resampled,
    /// See [`Feature::TapAcross`], of a resampler in single precision.
    FloatTapAcross,
    /// See [`Feature::TapDown`], of a resampler in single precision.
    FloatTapDown,
    /// Samples whose row is made nominal values once, for all that read it.
    Convert,
    /// Values rounded as if they had been stored.
    Round,
    /// Values that are worked out once for a row.
    RowValue,
    /// Samples that are counted for a statistic.
    Counted,
}

impl Feature {
    /// Every kind there is, in order.
    pub const ALL: [Self; 33] = [
        Self::Simple,
        Self::Division,
        Self::Root,
        Self::Choice,
        Self::Elementary,
        Self::Power,
        Self::Lookup,
        Self::Random,
        Self::ByteTable,
        Self::WordTable,
        Self::WideTable,
        Self::ByteLane,
        Self::WordLane,
        Self::LaneByte,
        Self::LoadInteger,
        Self::LoadFloat,
        Self::StoreInteger,
        Self::StoreFloat,
        Self::Row,
        Self::Frame,
        Self::MemoryByte,
        Self::CacheByte,
        Self::CopiedByte,
        Self::TapAcross,
        Self::TapFar,
        Self::TapDown,
        Self::Resampled,
        Self::FloatTapAcross,
        Self::FloatTapDown,
        Self::Convert,
        Self::Round,
        Self::RowValue,
        Self::Counted,
    ];
}

/// Picoseconds that one unit of work takes on one core.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// Picoseconds.
    pub ps: f64,
    /// How far off it may be, as a part of it: 0.2 for a fifth. Nine times in ten it is less.
    pub spread: f64,
}

/// What each kind of work costs.
pub type Coefficients = BTreeMap<Feature, Coefficient>;
