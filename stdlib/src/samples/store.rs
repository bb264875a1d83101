//! Writes rows of single-precision code values as samples.

use fwr_compiler::media::SampleType;
use half::slice::HalfFloatSliceExt as _;

use super::Dither;
use crate::Rows;
use crate::simd::dispatch;

/// The last step of every filter that works in single precision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quantizer {
    /// Added to every value.
    pub(crate) bias: f32,
    /// How values are rounded; floating-point samples are not.
    pub(crate) dither: Dither,
}

impl Quantizer {
    /// Writes `values` as row `index` of `out`, which is row `y` of the plane. Integers stop at their limits.
    pub(crate) fn store(&self, values: &[f32], out: &mut Rows<'_>, index: usize, y: usize) {
        let values = &values[..out.width];
        let thresholds = self.dither.thresholds(y);
        match out.sample {
            SampleType::Uint(bits) if bits <= 8 => {
                round_bytes(values, self.bias, (1u32 << bits) - 1, &thresholds, out.row_mut(index));
            }
            SampleType::Uint(bits) => {
                round_words(values, self.bias, (1u32 << bits) - 1, &thresholds, out.row_mut(index));
            }
            SampleType::F32 => offset(values, self.bias, out.row_mut(index)),
            SampleType::F16 => {
                use half::slice::HalfBitsSliceExt as _;
                let mut wide = vec![0.0; values.len()];
                offset(values, self.bias, &mut wide);
                out.row_mut::<u16>(index).reinterpret_cast_mut::<half::f16>().convert_from_f32_slice(&wide);
            }
        }
    }
}

dispatch! {
    fn round_bytes(values: &[f32], bias: f32, max: u32, thresholds: &[f32; 8], out: &mut [u8]) {
        let (whole, rest) = values.as_chunks::<32>();
        let (whole_out, rest_out) = out.as_chunks_mut::<32>();
        let pattern: [f32; 32] = std::array::from_fn(|x| thresholds[x % 8]);
        for (from, to) in whole.iter().zip(whole_out) {
            for ((from, to), threshold) in from.iter().zip(to).zip(&pattern) {
                *to = round(*from, bias, max, *threshold) as u8;
            }
        }
        for ((from, to), threshold) in rest.iter().zip(rest_out).zip(&pattern) {
            *to = round(*from, bias, max, *threshold) as u8;
        }
    }

    fn round_words(values: &[f32], bias: f32, max: u32, thresholds: &[f32; 8], out: &mut [u16]) {
        let (whole, rest) = values.as_chunks::<32>();
        let (whole_out, rest_out) = out.as_chunks_mut::<32>();
        let pattern: [f32; 32] = std::array::from_fn(|x| thresholds[x % 8]);
        for (from, to) in whole.iter().zip(whole_out) {
            for ((from, to), threshold) in from.iter().zip(to).zip(&pattern) {
                *to = round(*from, bias, max, *threshold) as u16;
            }
        }
        for ((from, to), threshold) in rest.iter().zip(rest_out).zip(&pattern) {
            *to = round(*from, bias, max, *threshold) as u16;
        }
    }

    fn offset(values: &[f32], bias: f32, out: &mut [f32]) {
        for (from, to) in values.iter().zip(out) {
            *to = from + bias;
        }
    }
}

#[inline(always)]
fn round(value: f32, bias: f32, max: u32, threshold: f32) -> i32 {
    let value = value + bias;
    // Written so that not-a-number becomes 0.
    let value = if value > 0.0 { value } else { 0.0 };
    let max = max as f32;
    let value = if value < max { value } else { max };
    // SAFETY: between 0 and 65536.
    unsafe { (value + threshold).to_int_unchecked() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(values: &[f32], dither: Dither, y: usize) -> Vec<u8> {
        let mut bytes = vec![0; values.len()];
        let (stride, width) = (values.len(), values.len());
        let mut out = Rows { bytes: &mut bytes, stride, width, height: 1, sample: SampleType::Uint(8) };
        Quantizer { bias: 0.0, dither }.store(values, &mut out, 0, y);
        bytes
    }

    #[test]
    fn rounds_to_the_nearest_and_stops_at_the_limits() {
        let values = [-3.0, 0.49, 0.5, 254.4, 300.0, f32::NAN, f32::INFINITY];
        assert_eq!(stored(&values, Dither::None, 0), [0, 0, 1, 254, 255, 0, 255]);
    }

    #[test]
    fn ordered_dither_keeps_the_mean_of_an_area() {
        for eighths in 0..16 {
            let value = 100.0 + eighths as f32 / 16.0;
            let sum: u32 = (0..8).flat_map(|y| stored(&[value; 8], Dither::Ordered, y)).map(u32::from).sum();
            assert_eq!(sum as f32 / 64.0, value);
        }
    }
}
