//! Static HDR metadata (SMPTE ST 2086, CTA-861.3) in the words that x264 and x265 share.

use crate::frame::SideData;
use crate::media::side_data::{LIGHT_LEVEL, MASTERING_DISPLAY};

/// `G(x,y)B(x,y)R(x,y)WP(x,y)L(max,min)`, in units of 0.00002 and 0.0001 cd/m².
///
/// FFmpeg's structure is ten fractions of two 32-bit numbers: x and y of red, green, blue and
/// white, then the least and greatest luminance, and after that whether the colours and the luminance are known.
pub(super) fn mastering_display(side_data: &[SideData]) -> Option<String> {
    let words = words(side_data, MASTERING_DISPLAY)?;
    let (fractions, known) = words.split_at_checked(20)?;
    if known.len() < 2 || known.contains(&0) {
        return None;
    }
    let scaled = |position: usize, unit: f64| match fractions[2 * position + 1] {
        0 => 0,
        den => (f64::from(fractions[2 * position]) * unit / f64::from(den)).round() as i64,
    };
    let point = |position: usize| format!("({},{})", scaled(position, 50_000.0), scaled(position + 1, 50_000.0));
    let luminance = |position: usize| scaled(position, 10_000.0);
    let (red, green, blue, white) = (point(0), point(2), point(4), point(6));
    Some(format!("G{green}B{blue}R{red}WP{white}L({},{})", luminance(9), luminance(8)))
}

/// `brightest pixel,brightest frame average`, in cd/m².
pub(super) fn light_level(side_data: &[SideData]) -> Option<String> {
    match words(side_data, LIGHT_LEVEL)?[..] {
        [pixel, average, ..] => Some(format!("{pixel},{average}")),
        _ => None,
    }
}

/// A C structure of 32-bit numbers.
fn words(side_data: &[SideData], kind: u32) -> Option<Vec<i32>> {
    let bytes = &side_data.iter().find(|data| data.kind == kind)?.bytes;
    Some(bytes.chunks_exact(4).map(|word| i32::from_ne_bytes([word[0], word[1], word[2], word[3]])).collect())
}
