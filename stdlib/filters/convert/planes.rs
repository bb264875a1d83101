//! Works out, for each output plane, what it is the sum of.

use fwr_compiler::media::{CodeScale, Layout, PlaneKind, SampleType, VideoFormat};

use super::pixelwise::Sum;
use super::{coefficients, pixelwise};
use crate::linear::{Group, LinearPlane};
use crate::native::PixelWork;
use crate::resample::{Grid, Kernel, Resampler, Way};
use crate::samples::{Dither, Quantizer};

/// How each plane of `to` is made from those of `from`.
///
/// With `by_full_size`, chroma whose matrix changes goes by full size, as in converters that
/// work on 4:4:4 only; without, it stays on its own grid, which blurs nothing.
pub(super) fn planes(
    from: &VideoFormat,
    to: &VideoFormat,
    kernel: Kernel,
    by_full_size: bool,
    dither: Dither,
) -> Vec<LinearPlane> {
    let by_full_size = by_full_size && goes_by_full_size(from, to);
    let dither = if loses_bits(from.sample, to.sample) { dither } else { Dither::None };
    shares(from, to)
        .iter()
        .enumerate()
        .map(|(plane, shares)| sum(from, to, plane, shares, (kernel, by_full_size), dither))
        .collect()
}

/// The kernel that does the same, if no plane has to be resampled.
pub(super) fn in_place(
    from: &VideoFormat,
    to: &VideoFormat,
    kernel: Kernel,
    by_full_size: bool,
    dither: Dither,
) -> Option<PixelWork> {
    let by_full_size = by_full_size && goes_by_full_size(from, to);
    let dither = if loses_bits(from.sample, to.sample) { dither } else { Dither::None };
    let mut sums = Vec::with_capacity(to.planes());
    for (plane, shares) in shares(from, to).into_iter().enumerate() {
        let in_place = |(source, _): &(usize, f64)| {
            resampler(from, *source, to, plane, kernel, by_full_size).is_none()
                && from.plane_size(*source) == to.plane_size(plane)
        };
        if !shares.iter().all(in_place) {
            return None;
        }
        let untouched =
            shares[..] == [(plane, 1.0)] && from.sample == to.sample && scale(from, plane) == scale(to, plane);
        sums.push(Sum { shares, dither, untouched });
    }
    pixelwise::kernel(&sums, to)
}

fn goes_by_full_size(from: &VideoFormat, to: &VideoFormat) -> bool {
    from.layout.is_yuv() && to.layout.is_yuv() && from.matrix != to.matrix
}

/// For each plane of `to`, what share of each plane of `from` it has, in nominal values.
fn shares(from: &VideoFormat, to: &VideoFormat) -> Vec<Vec<(usize, f64)>> {
    let map = coefficients::between(from, to);
    let of = |plane: usize| match to.plane_kind(plane) {
        PlaneKind::Alpha => vec![(from.layout.color_planes(), 1.0)],
        _ => (0..from.layout.color_planes())
            .map(|source| (source, map[plane][source]))
            .filter(|(_, share)| *share != 0.0)
            .collect(),
    };
    (0..to.planes()).map(of).collect()
}

fn loses_bits(from: SampleType, to: SampleType) -> bool {
    !to.is_float() && (from.is_float() || to.bits() < from.bits())
}

fn scale(format: &VideoFormat, plane: usize) -> CodeScale {
    format.sample.scale(format.plane_kind(plane), format.effective_range())
}

/// Plane `plane` of `to` as the sum of nominal planes of `from`, each times its share.
fn sum(
    from: &VideoFormat,
    to: &VideoFormat,
    plane: usize,
    shares: &[(usize, f64)],
    (kernel, by_full_size): (Kernel, bool),
    dither: Dither,
) -> LinearPlane {
    let wanted = scale(to, plane);
    let mut bias = f64::from(wanted.offset);
    let mut groups: Vec<Group> = Vec::new();
    for &(source, share) in shares {
        let found = scale(from, source);
        let gain = share * f64::from(wanted.span) / f64::from(found.span);
        bias -= gain * f64::from(found.offset);
        let resampler = resampler(from, source, to, plane, kernel, by_full_size);
        let term = (source, gain as f32);
        match groups.iter_mut().find(|group| group.resampler == resampler) {
            Some(group) => group.terms.push(term),
            None => groups.push(Group { terms: vec![term], resampler }),
        }
    }
    let same_as = match &groups[..] {
        [Group { terms, resampler: None }] if from.sample == to.sample && bias == 0.0 => match terms[..] {
            [(source, 1.0)] => Some(source),
            _ => None,
        },
        _ => None,
    };
    LinearPlane { groups, quantizer: Quantizer { bias: bias as f32, dither }, same_as }
}

fn resampler(
    from: &VideoFormat,
    source: usize,
    to: &VideoFormat,
    plane: usize,
    kernel: Kernel,
    by_full_size: bool,
) -> Option<Resampler> {
    let is_chroma = from.plane_kind(source) == PlaneKind::Chroma && to.plane_kind(plane) == PlaneKind::Chroma;
    let full = VideoFormat { layout: Layout::Yuv444, ..to.clone() };
    let way = |grid: &dyn Fn(&VideoFormat, usize) -> Grid| Way {
        from: grid(from, source),
        by: (by_full_size && is_chroma).then(|| grid(&full, plane)),
        to: grid(to, plane),
    };
    let fields = from
        .scan
        .is_interlaced()
        .then(|| [0, 1].map(|parity| way(&|format: &VideoFormat, plane| Grid::field_rows(format, plane, parity))))
        // A picture of so few lines that a field has none of some plane is taken as a whole.
        .filter(|fields| fields.iter().all(|way| way.from.length > 0 && way.to.length > 0));
    Resampler::along(kernel, way(&Grid::columns), way(&Grid::rows), fields)
}
