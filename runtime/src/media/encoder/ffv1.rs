//! FFV1 version 3 (RFC 9043): lossless, every frame on its own, checksummed slices.

use fwr_compiler::media::VideoFormat;

use super::{Choice, Setup};

pub(super) const CHOICE: Choice = Choice { name: "ffv1", codec: "ffv1", options, keeps_captions: false };

/// Numbers of slices that a graph can ask for.
const SLICES: &[u32] = &[4, 6, 9, 12, 16, 24, 30];

fn options(setup: &Setup<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("level", "3".to_owned()),
        ("g", "1".to_owned()),
        ("slicecrc", "1".to_owned()),
        ("slices", slices(setup.format, setup.args.int("slices") as u32).to_string()),
        ("thread_type", "slice".to_owned()),
    ]
}

/// The number of slices nearest to `wanted` that a picture can be cut into; 0 leaves it to the encoder.
fn slices(format: &VideoFormat, wanted: u32) -> u32 {
    let mut choices = SLICES.to_vec();
    choices.sort_by_key(|choice| choice.abs_diff(wanted));
    choices.into_iter().find(|slices| can_cut(format, *slices)).unwrap_or(0)
}

/// Slices form a grid between as many columns as rows and twice as many. In version 3 of the format, a
/// picture whose last chroma sample covers less than the others can only be cut where that sample stays
/// with its own slice.
fn can_cut(format: &VideoFormat, slices: u32) -> bool {
    let (shift_x, shift_y) = format.layout.chroma_shift();
    let splits = |size: u32, parts: u32, shift: u32| {
        let sample = 1 << shift;
        let last = size - (u64::from(size) * u64::from(parts - 1) / u64::from(parts)) as u32;
        parts <= size.div_ceil(sample) && (size % sample == 0 || last % sample != 0)
    };
    (2..=slices).filter(|rows| slices % rows == 0).any(|rows| {
        let columns = slices / rows;
        (rows..=2 * rows).contains(&columns)
            && splits(format.width, columns, shift_x)
            && splits(format.height, rows, shift_y)
    })
}
