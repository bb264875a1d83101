//! FFV1 version 3 (RFC 9043): lossless, every frame on its own, checksummed slices.

use fwr_compiler::media::VideoFormat;

use super::{Choice, Setup};

pub(super) const CHOICE: Choice = Choice { name: "ffv1", codec: "ffv1", options, keeps_captions: false };

/// Numbers of slices that a graph can ask for.
const SLICES: &[u32] = &[4, 6, 9, 12, 16, 24, 30];
/// The encoder's limit for the bits of one slice.
const SLICE_BITS: u64 = 8 << 24;

fn options(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    let mut options = vec![("g", "1".to_owned())];
    match slices(setup.format, setup.args.int("slices") as u32) {
        Some(slices) => options.extend([
            ("level", "3".to_owned()),
            ("slicecrc", "1".to_owned()),
            ("slices", slices.to_string()),
            ("thread_type", "slice".to_owned()),
        ]),
        None => options.push(("level", "1".to_owned())),
    }
    options
}

/// The number of slices nearest to `wanted` that a picture can be cut into; `None` if there is none.
fn slices(format: &VideoFormat, wanted: u32) -> Option<u32> {
    let mut listed = SLICES.to_vec();
    listed.sort_by_key(|choice| choice.abs_diff(wanted));
    listed.into_iter().chain(1..=64).find(|slices| can_cut(format, *slices))
}

/// Whether the encoder cuts the picture into so many slices, and loses nothing by it.
///
/// Slices form a grid between as many columns as rows and twice as many. In version 3 of the format a
/// slice's chroma begins at its first luma sample, rounded down, and is as long as its luma, rounded up.
/// Where a size is no multiple of the subsampling, the last slice may then miss the last chroma sample;
/// FFmpeg 5.1 looks for that at halved chroma only, so quartered chroma would be silently damaged.
fn can_cut(format: &VideoFormat, slices: u32) -> bool {
    let (shift_x, shift_y) = format.layout.chroma_shift();
    let reaches_end = |size: u32, parts: u32, shift: u32| {
        let start = (u64::from(size) * u64::from(parts - 1) / u64::from(parts)) as u32;
        let sample = 1 << shift;
        let last = size - start;
        let refused = !size.is_multiple_of(sample) && last.is_multiple_of(sample);
        parts <= size.div_ceil(sample) && !refused && start / sample + last.div_ceil(sample) >= size.div_ceil(sample)
    };
    let bits = |columns: u32, rows: u32| {
        let area = u64::from(format.width.div_ceil(columns)) * u64::from(format.height.div_ceil(rows));
        area * u64::from(format.sample.bits() + 1) * format.planes() as u64
    };
    let fewest_rows = if format.width > 352 || format.height > 288 { 2 } else { 1 };
    (fewest_rows..=slices).filter(|rows| slices.is_multiple_of(*rows)).any(|rows| {
        let columns = slices / rows;
        (rows..=2 * rows).contains(&columns)
            && reaches_end(format.width, columns, shift_x)
            && reaches_end(format.height, rows, shift_y)
            && bits(columns, rows) <= SLICE_BITS
    })
}
