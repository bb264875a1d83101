//! Code values: single samples to and from their nominal value.

use fwr_compiler::media::{PlaneKind, Range, SampleType};

/// The bytes of a sample that stands for `nominal`, rounded to the nearest code value there is.
pub(crate) fn encode(sample: SampleType, kind: PlaneKind, range: Range, nominal: f64) -> Vec<u8> {
    let scale = sample.scale(kind, range);
    let code = f64::from(scale.offset) + f64::from(scale.span) * nominal;
    match sample {
        SampleType::Uint(bits) => {
            let code = code.round().clamp(0.0, f64::from((1u32 << bits) - 1));
            if bits <= 8 { vec![code as u8] } else { (code as u16).to_ne_bytes().to_vec() }
        }
        SampleType::F16 => half::f16::from_f64(code).to_ne_bytes().to_vec(),
        SampleType::F32 => (code as f32).to_ne_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_have_their_codes() {
        let code = |bits, kind, range, nominal| encode(SampleType::Uint(bits), kind, range, nominal);
        assert_eq!(code(8, PlaneKind::Luma, Range::Limited, 0.0), [16]);
        assert_eq!(code(8, PlaneKind::Luma, Range::Limited, 1.0), [235]);
        assert_eq!(code(8, PlaneKind::Chroma, Range::Full, 0.5), [255]);
        assert_eq!(code(10, PlaneKind::Luma, Range::Full, 1.0), 1023u16.to_ne_bytes());
        assert_eq!(encode(SampleType::F32, PlaneKind::Luma, Range::Limited, 0.25), 0.25f32.to_ne_bytes());
    }
}
