//! How one sample is stored, and what its code values mean.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{PlaneKind, Range};

/// Storage of one sample: unsigned integers of 8 to 16 bits, or floating point.
///
/// More than 8 bits are stored in a native-endian `u16`, value in the low bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum SampleType {
    /// Unsigned integer with this many bits, 8 to 16.
    Uint(u8),
    /// IEEE half precision; 0 is black and 1 is nominal white.
    F16,
    /// IEEE single precision; 0 is black and 1 is nominal white.
    F32,
}

impl SampleType {
    /// Every sample type.
    pub const ALL: &[Self] = &[
        Self::Uint(8),
        Self::Uint(9),
        Self::Uint(10),
        Self::Uint(11),
        Self::Uint(12),
        Self::Uint(13),
        Self::Uint(14),
        Self::Uint(15),
        Self::Uint(16),
        Self::F16,
        Self::F32,
    ];

    /// Bytes that one sample takes in memory.
    pub fn bytes(self) -> usize {
        match self {
            Self::Uint(bits) if bits <= 8 => 1,
            Self::Uint(_) | Self::F16 => 2,
            Self::F32 => 4,
        }
    }

    /// Bits of an integer type; 16 and 32 for the floats.
    pub fn bits(self) -> u32 {
        match self {
            Self::Uint(bits) => u32::from(bits),
            Self::F16 => 16,
            Self::F32 => 32,
        }
    }

    /// Whether samples are floating point.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::F32)
    }

    /// The largest code value of an integer type.
    pub fn max_code(self) -> Option<u32> {
        match self {
            Self::Uint(bits) => Some((1u32 << bits) - 1),
            Self::F16 | Self::F32 => None,
        }
    }

    /// The type spelled `u8` … `u16`, `f16` or `f32`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "f16" => Some(Self::F16),
            "f32" => Some(Self::F32),
            _ => {
                let bits: u8 = name.strip_prefix('u')?.parse().ok()?;
                (8..=16).contains(&bits).then_some(Self::Uint(bits))
            }
        }
    }

    /// How code values of a plane map to nominal values.
    ///
    /// H.273 §8.3: limited luma is `219·E + 16`, limited chroma `224·E + 128`,
    /// both shifted up with the bit depth; full range uses every code value.
    pub fn scale(self, kind: PlaneKind, range: Range) -> CodeScale {
        let Self::Uint(bits) = self else {
            return CodeScale { offset: 0.0, span: 1.0 };
        };
        let max = ((1u32 << bits) - 1) as f32;
        let unit = (1u32 << (bits - 8)) as f32;
        match (kind, range) {
            (PlaneKind::Alpha, _) => CodeScale { offset: 0.0, span: max },
            (PlaneKind::Chroma, Range::Full) => CodeScale { offset: 128.0 * unit, span: max },
            (PlaneKind::Chroma, _) => CodeScale { offset: 128.0 * unit, span: 224.0 * unit },
            (PlaneKind::Luma, Range::Full) => CodeScale { offset: 0.0, span: max },
            (PlaneKind::Luma, _) => CodeScale { offset: 16.0 * unit, span: 219.0 * unit },
            (PlaneKind::Rgb, Range::Limited) => CodeScale { offset: 16.0 * unit, span: 219.0 * unit },
            (PlaneKind::Rgb, _) => CodeScale { offset: 0.0, span: max },
        }
    }
}

/// The linear map between code values and nominal values: `nominal = (code − offset) / span`.
///
/// Nominal luma, R, G, B and alpha are 0 at black and 1 at white; nominal chroma is −0.5 … 0.5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CodeScale {
    /// Code value of nominal zero.
    pub offset: f32,
    /// Code values from nominal 0 to nominal 1.
    pub span: f32,
}

impl fmt::Display for SampleType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uint(bits) => write!(f, "u{bits}"),
            Self::F16 => f.write_str("f16"),
            Self::F32 => f.write_str("f32"),
        }
    }
}

impl From<SampleType> for String {
    fn from(sample: SampleType) -> Self {
        sample.to_string()
    }
}

impl TryFrom<String> for SampleType {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        Self::from_name(&name).ok_or_else(|| format!("`{name}` is not a sample type"))
    }
}
