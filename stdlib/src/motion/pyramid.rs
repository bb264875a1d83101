//! A picture in smaller and smaller sizes.

use fwr_compiler::media::{CodeScale, SampleType};

use super::Level;
use crate::Plane;

/// Pictures smaller than this are not halved again.
const LEAST: usize = 48;

/// Luma, the largest first, each of half the size of the one before.
#[derive(Debug, Clone)]
pub(crate) struct Pyramid {
    /// The pictures, noise taken off.
    pub(crate) levels: Vec<Level>,
}

impl Pyramid {
    /// Of a plane of luma whose codes mean what `scale` says.
    pub(crate) fn of(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let full = Level::new(plane.width, plane.height, |y, row| narrow(plane, y, scale, row));
        let mut levels = vec![full.smoothed()];
        while let Some(last) = levels.last()
            && last.width.min(last.height) >= LEAST
        {
            levels.push(last.halved());
        }
        Self { levels }
    }
}

/// Row `y` in 8 bits: codes without their lowest bits, of floats 255 for 1.
fn narrow(plane: &Plane<'_>, y: usize, scale: CodeScale, row: &mut [u8]) {
    match plane.sample {
        SampleType::Uint(..=8) => row.copy_from_slice(plane.row::<u8>(y)),
        SampleType::Uint(bits) => {
            for (to, from) in row.iter_mut().zip(plane.row::<u16>(y)) {
                *to = (from >> (bits - 8)) as u8;
            }
        }
        SampleType::F16 => {
            for (to, from) in row.iter_mut().zip(plane.row::<u16>(y)) {
                *to = (half::f16::from_bits(*from).to_f32() * 255.0) as u8;
            }
        }
        SampleType::F32 => {
            for (to, from) in row.iter_mut().zip(plane.row::<f32>(y)) {
                *to = ((from - scale.offset) / scale.span * 255.0) as u8;
            }
        }
    }
}
