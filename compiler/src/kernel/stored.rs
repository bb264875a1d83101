//! How the samples of a plane are stored, and what that does to a value.

use serde::{Deserialize, Serialize};

use super::{CodeMap, half, store_float};
use crate::media::{SampleType, VideoFormat};

/// How the samples of a plane are stored and what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// Codes of 8 bits.
    Byte(CodeMap),
    /// Codes of 9 to 16 bits.
    Word(CodeMap),
    /// Half precision.
    Half,
    /// Single precision.
    Single,
}

impl Stored {
    /// Plane `plane` of a clip of this format.
    pub fn of(format: &VideoFormat, plane: usize) -> Self {
        let scale = format.sample.scale(format.plane_kind(plane), format.effective_range());
        match (format.sample, format.sample.max_code()) {
            (SampleType::F16, _) => Self::Half,
            (SampleType::Uint(8), Some(max)) => Self::Byte(CodeMap::new(scale, max)),
            (SampleType::Uint(_), Some(max)) => Self::Word(CodeMap::new(scale, max)),
            _ => Self::Single,
        }
    }

    /// Bytes of a sample.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Byte(_) => 1,
            Self::Word(_) | Self::Half => 2,
            Self::Single => 4,
        }
    }

    /// The nominal value of a stored sample, given as the low bits of a number.
    #[inline(always)]
    pub fn load(&self, bits: u32) -> f32 {
        match self {
            Self::Byte(map) | Self::Word(map) => map.load(bits as u16),
            Self::Half => half::load(bits as u16),
            Self::Single => f32::from_bits(bits),
        }
    }

    /// The sample, in the low bits, that stands for a nominal value.
    #[inline(always)]
    pub fn store(&self, value: f32) -> u32 {
        match self {
            Self::Byte(map) | Self::Word(map) => u32::from(map.store(value)),
            Self::Half => u32::from(half::store(value)),
            Self::Single => store_float(value).to_bits(),
        }
    }

    /// What a nominal value comes back as after it was stored.
    #[inline(always)]
    pub fn round(&self, value: f32) -> f32 {
        self.load(self.store(value))
    }
}
