//! Reads rows of samples into single precision.

use fwr_compiler::media::SampleType;
use half::slice::HalfFloatSliceExt as _;

use crate::Plane;
use crate::simd::dispatch;

/// Makes `sums` row `y` of `plane` times `gain`, or adds that to it.
pub(crate) fn add_row(plane: &Plane<'_>, y: usize, gain: f32, add: bool, sums: &mut [f32]) {
    let sums = &mut sums[..plane.width];
    match plane.sample {
        SampleType::Uint(bits) if bits <= 8 => accumulate(plane.row::<u8>(y), gain, add, sums),
        SampleType::Uint(_) => accumulate(plane.row::<u16>(y), gain, add, sums),
        SampleType::F32 => accumulate(plane.row::<f32>(y), gain, add, sums),
        SampleType::F16 => {
            let mut wide = vec![0.0; plane.width];
            half_row(plane, y).convert_to_f32_slice(&mut wide);
            accumulate(&wide[..], gain, add, sums);
        }
    }
}

fn half_row<'a>(plane: &Plane<'a>, y: usize) -> &'a [half::f16] {
    use half::slice::HalfBitsSliceExt as _;
    plane.row::<u16>(y).reinterpret_cast()
}

/// A sample that has an exact single-precision value.
trait Exact: Copy {
    fn value(self) -> f32;
}

impl Exact for u8 {
    fn value(self) -> f32 {
        f32::from(self)
    }
}

impl Exact for u16 {
    fn value(self) -> f32 {
        f32::from(self)
    }
}

impl Exact for f32 {
    fn value(self) -> f32 {
        self
    }
}

dispatch! {
    fn accumulate[T: Exact](row: &[T], gain: f32, add: bool, sums: &mut [f32]) {
        if add {
            for (sum, sample) in sums.iter_mut().zip(row) {
                *sum += gain * sample.value();
            }
        } else if gain == 1.0 {
            for (sum, sample) in sums.iter_mut().zip(row) {
                *sum = sample.value();
            }
        } else {
            for (sum, sample) in sums.iter_mut().zip(row) {
                *sum = gain * sample.value();
            }
        }
    }
}
