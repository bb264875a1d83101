//! Luma as numbers, whatever its depth.

use fwr_compiler::media::CodeScale;
use rayon::prelude::*;

use crate::Plane;
use crate::samples::add_row;

/// A plane whose black is 0 and whose white is 1.
#[derive(Debug, Clone)]
pub(crate) struct Luma {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Row by row.
    pub(crate) values: Vec<f32>,
}

impl Luma {
    /// Of a plane whose codes mean what `scale` says.
    pub(crate) fn of(plane: &Plane<'_>, scale: CodeScale) -> Self {
        let mut values = vec![0.0; plane.width * plane.height];
        values.par_chunks_mut(plane.width).enumerate().for_each(|(y, row)| {
            add_row(plane, y, 1.0 / scale.span, false, row);
            let black = scale.offset / scale.span;
            row.iter_mut().for_each(|value| *value -= black);
        });
        Self { width: plane.width, height: plane.height, values }
    }
}
