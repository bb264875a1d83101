//! How strong the noise is that a filter takes off.

use fwr_compiler::media::PlaneKind;

use crate::native::Call;

/// The standard deviation of noise in planes of a kind, white being 1, by the arguments `noise` and `chroma` of a call.
///
/// Alpha has none.
pub(crate) fn deviation(call: &Call<'_>, kind: PlaneKind) -> f32 {
    let noise = call.args.number("noise") as f32;
    match kind {
        PlaneKind::Luma | PlaneKind::Rgb => noise,
        PlaneKind::Chroma => noise * call.args.number("chroma") as f32,
        PlaneKind::Alpha => 0.0,
    }
}
