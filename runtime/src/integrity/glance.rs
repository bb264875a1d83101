//! A quick look at a picture: how dark and how bright it is in some of its rows.

use fwr_compiler::media::{Layout, PlaneKind, SampleType};
use half::f16;

use crate::frame::{Frame, Plane};

/// Rows that are looked at in a quick look.
const ROWS: usize = 16;

/// The darkest and the brightest sample that was seen, 0 for black and 1 for white.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glance {
    pub(crate) low: f32,
    pub(crate) high: f32,
}

impl Glance {
    /// Looks at sixteen rows of the luma, or of the green.
    pub(crate) fn of(frame: &Frame) -> Self {
        Self::at(frame, ROWS)
    }

    /// Looks at every row.
    pub(crate) fn of_all(frame: &Frame) -> Self {
        Self::at(frame, usize::MAX)
    }

    /// How far apart the darkest and the brightest are.
    pub(crate) fn contrast(self) -> f32 {
        self.high - self.low
    }

    fn at(frame: &Frame, most: usize) -> Self {
        let (place, kind) = if frame.format.layout == Layout::Rgb { (1, PlaneKind::Rgb) } else { (0, PlaneKind::Luma) };
        let Some(plane) = frame.planes.get(place) else { return Self { low: 0.0, high: 1.0 } };
        let (low, high) = extremes(plane, most);
        let scale = plane.sample.scale(kind, frame.format.effective_range());
        let nominal = |code: f32| (code - scale.offset) / scale.span;
        Self { low: nominal(low), high: nominal(high) }
    }
}

/// The smallest and the largest code in at most `most` rows, evenly spread.
fn extremes(plane: &Plane, most: usize) -> (f32, f32) {
    let view = plane.view();
    let count = view.height.min(most);
    let rows = (0..count).map(|row| (2 * row + 1) * view.height / (2 * count));
    match plane.sample {
        SampleType::Uint(bits) if bits <= 8 => {
            let found = rows.fold((u8::MAX, 0), |found, y| within(found, view.row::<u8>(y)));
            (f32::from(found.0), f32::from(found.1))
        }
        SampleType::Uint(_) => {
            let found = rows.fold((u16::MAX, 0), |found, y| within(found, view.row::<u16>(y)));
            (f32::from(found.0), f32::from(found.1))
        }
        SampleType::F32 => rows.fold((f32::INFINITY, f32::NEG_INFINITY), |found, y| {
            view.row::<f32>(y).iter().fold(found, |(low, high), value| (value.min(low), value.max(high)))
        }),
        SampleType::F16 => rows.fold((f32::INFINITY, f32::NEG_INFINITY), |found, y| {
            let values = view.row::<u16>(y).iter().map(|bits| f16::from_bits(*bits).to_f32());
            values.fold(found, |(low, high), value| (value.min(low), value.max(high)))
        }),
    }
}

fn within<T: Ord + Copy>(found: (T, T), row: &[T]) -> (T, T) {
    // Apart, so that each becomes one instruction for many samples.
    let low = row.iter().fold(found.0, |low, code| low.min(*code));
    let high = row.iter().fold(found.1, |high, code| high.max(*code));
    (low, high)
}
