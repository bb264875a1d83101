//! The samples of two pictures in the same codes: those of the second.

use fwr_compiler::media::{PlaneKind, VideoFormat};
use fwr_compiler::types::Args;

use crate::Picture;
use crate::samples::add_row;
use crate::simd::dispatch;

/// What makes samples of two clips of one size and layout comparable.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// For each plane what makes a code of the first clip one of the second, where they differ: factor and summand.
    maps: Vec<Option<(f32, f32)>>,
    /// The highest code of the second clip, 1 of floating-point samples: what errors are compared with.
    pub(crate) peak: f64,
}

/// A plane that is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Compared {
    /// Its number.
    pub(crate) plane: usize,
    /// How many samples it has.
    pub(crate) samples: f64,
}

impl Pair {
    /// For clips of these two formats.
    pub(crate) fn new(formats: &[VideoFormat]) -> Self {
        let [clip, original] = [&formats[0], &formats[1]];
        let maps = (0..original.planes()).map(|plane| {
            let scale = |format: &VideoFormat| format.sample.scale(format.plane_kind(plane), format.effective_range());
            let (from, to) = (scale(clip), scale(original));
            let gain = to.span / from.span;
            (from != to).then_some((gain, to.offset - from.offset * gain))
        });
        Self { maps: maps.collect(), peak: original.sample.max_code().map_or(1.0, f64::from) }
    }

    /// Row `y` of plane `plane` of two pictures.
    pub(crate) fn read(&self, pictures: &[Picture<'_>], plane: usize, y: usize, rows: &mut [Vec<f32>; 2]) {
        for (picture, row) in pictures.iter().zip(&mut *rows) {
            let plane = &picture.planes[plane];
            row.resize(plane.width, 0.0);
            add_row(plane, y, 1.0, false, row);
        }
        if let Some((gain, offset)) = self.maps[plane] {
            map(&mut rows[0], gain, offset);
        }
    }
}

impl Compared {
    /// The planes that the argument `planes` names: `luma`, `chroma` or `all` but alpha. Where there is none of that name,
    /// as in R'G'B', all.
    pub(crate) fn of(args: &Args, format: &VideoFormat) -> Vec<Self> {
        let chroma = |plane: &usize| format.plane_kind(*plane) == PlaneKind::Chroma;
        let colors = 0..format.layout.color_planes();
        let mut planes: Vec<usize> = match args.name("planes") {
            "luma" => colors.clone().filter(|plane| !chroma(plane)).collect(),
            "chroma" => colors.clone().filter(chroma).collect(),
            _ => Vec::new(),
        };
        if planes.is_empty() {
            planes = colors.collect();
        }
        let samples = |plane: &usize| {
            let (width, height) = format.plane_size(*plane);
            (width * height) as f64
        };
        planes.iter().map(|plane| Self { plane: *plane, samples: samples(plane) }).collect()
    }

    /// The mean over planes, each as heavy as it has samples, of what `of_plane` says.
    pub(crate) fn mean(planes: &[Self], of_plane: impl Fn(usize) -> f64) -> f64 {
        let total: f64 = planes.iter().map(|plane| plane.samples).sum();
        planes.iter().map(|plane| plane.samples * of_plane(plane.plane)).sum::<f64>() / total
    }
}

dispatch! {
    fn map(row: &mut [f32], gain: f32, offset: f32) {
        for sample in row {
            *sample = *sample * gain + offset;
        }
    }
}
