//! Reads part of a row, wherever it lies.

use fwr_compiler::media::SampleType;

use crate::Plane;

/// Samples of a row from (`x`, `y`) on as code values; beyond an edge the last one repeats.
pub(crate) fn load_span(plane: &Plane<'_>, [x, y]: [isize; 2], out: &mut [f32]) {
    let y = y.clamp(0, plane.height as isize - 1) as usize;
    let bytes = plane.row_bytes(y);
    match plane.sample {
        SampleType::Uint(..=8) => spread::<1>(bytes, x, out, |b| f32::from(b[0])),
        SampleType::Uint(_) => spread::<2>(bytes, x, out, |b| f32::from(u16::from_ne_bytes(b))),
        SampleType::F16 => spread::<2>(bytes, x, out, |b| half::f16::from_ne_bytes(b).to_f32()),
        SampleType::F32 => spread::<4>(bytes, x, out, f32::from_ne_bytes),
    }
}

fn spread<const BYTES: usize>(bytes: &[u8], x: isize, out: &mut [f32], value: impl Fn([u8; BYTES]) -> f32) {
    let samples = bytes.as_chunks::<BYTES>().0;
    let last = samples.len() as isize - 1;
    if x >= 0 && x + out.len() as isize <= last + 1 {
        for (out, sample) in out.iter_mut().zip(&samples[x as usize..]) {
            *out = value(*sample);
        }
        return;
    }
    for (out, x) in out.iter_mut().zip(x..) {
        *out = value(samples[x.clamp(0, last) as usize]);
    }
}
