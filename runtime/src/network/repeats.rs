//! What a costly op made of a picture, kept for pictures that repeat.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fwr_compiler::media::SampleType;
use fwr_compiler::plan::{Op, OpId, Plan, Repeats};
use half::f16;

use crate::frame::{Frame, Plane};

/// Frames without a repeat after which nothing is kept until one is seen again: a kept frame takes its place in caches.
const PATIENCE: u32 = 250;
/// Rows that are compared first: pictures that differ mostly differ there.
const FIRST_ROWS: usize = 8;
/// Rows and samples of a part of a picture that is compared by itself where near is enough.
const PART: (usize, usize) = (16, 64);

/// How many frames each op did not have to make.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reused(Arc<Mutex<BTreeMap<OpId, u64>>>);

impl Reused {
    /// The counts so far, of ops that had any.
    pub(crate) fn counts(&self) -> BTreeMap<OpId, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The last picture of an op and what was made of it.
pub(super) struct Kept<T> {
    op: OpId,
    /// How far pictures may be apart; 0 if not at all.
    apart: f64,
    last: Option<(Vec<Frame>, T)>,
    /// Frames for which it goes on keeping them; at 0 it only looks for a first repeat.
    left: u32,
    /// What some rows of the last picture came to while it looks.
    glimpse: Option<u64>,
    reused: Reused,
}

impl<T: Clone> Kept<T> {
    /// For `op`, if it is one that keeps what it made.
    pub(super) fn of(plan: &Plan, op: &Op, reused: &Reused) -> Option<Self> {
        let apart = match plan.repeats {
            Repeats::Near(apart) => apart,
            Repeats::Exact | Repeats::Off => 0.0,
        };
        // Of pictures that are only near, some rows say nothing.
        let left = if apart > 0.0 { u32::MAX } else { 0 };
        let (op_id, reused) = (op.id, reused.clone());
        plan.reuses(op).then_some(Self { op: op_id, apart, last: None, left, glimpse: None, reused })
    }

    /// What was made of the last pictures, if `frames` are the same.
    pub(super) fn find(&mut self, frames: &[&Frame]) -> Option<T> {
        if self.left == 0 {
            let seen = Some(glimpse(frames));
            if std::mem::replace(&mut self.glimpse, seen) == seen {
                self.left = PATIENCE;
            }
            return None;
        }
        let found = self.same(frames);
        if self.apart == 0.0 {
            self.left = if found.is_some() { PATIENCE } else { self.left - 1 };
            if self.left == 0 {
                (self.last, self.glimpse) = (None, None);
            }
        }
        found
    }

    fn same(&self, frames: &[&Frame]) -> Option<T> {
        let (last, made) = self.last.as_ref()?;
        let same = |(a, b): (&Frame, &&Frame)| {
            a.planes.len() == b.planes.len() && a.planes.iter().zip(&b.planes).all(|(a, b)| is_same(a, b, self.apart))
        };
        if last.len() != frames.len() || !last.iter().zip(frames).all(same) {
            return None;
        }
        *self.reused.0.lock().unwrap_or_else(PoisonError::into_inner).entry(self.op).or_default() += 1;
        Some(made.clone())
    }

    /// Keeps what was made of `frames`, and lets go of what was kept.
    pub(super) fn keep(&mut self, frames: &[&Frame], made: &T) {
        if self.left == 0 {
            return;
        }
        // Samples are all that is wanted of them.
        let bare = |frame: &&Frame| Frame { carrier: None, ..(*frame).clone() };
        self.last = Some((frames.iter().map(bare).collect(), made.clone()));
    }
}

/// Whether two planes have the same samples, or nearly.
fn is_same(a: &Plane, b: &Plane, apart: f64) -> bool {
    if (a.width, a.height, a.sample) != (b.width, b.height, b.sample) {
        return false;
    }
    let shared = Arc::as_ptr(&a.storage).cast::<()>() == Arc::as_ptr(&b.storage).cast::<()>() && a.stride == b.stride;
    if shared {
        return true;
    }
    let (a, b) = (a.view(), b.view());
    if apart > 0.0 {
        return is_near(&a, &b, apart);
    }
    first_rows(a.height).chain(0..a.height).all(|y| a.row_bytes(y) == b.row_bytes(y))
}

/// A few rows, from all over a plane.
fn first_rows(height: usize) -> impl Iterator<Item = usize> {
    let step = height.div_ceil(FIRST_ROWS).max(1);
    (step / 2..height).step_by(step)
}

/// A number that a few rows of pictures come to: the same for the same pictures, and hardly ever for others.
fn glimpse(frames: &[&Frame]) -> u64 {
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let mut sum = 0;
    for plane in frames.iter().flat_map(|frame| &frame.planes) {
        let view = plane.view();
        for y in first_rows(view.height) {
            let mut words = view.row_bytes(y).chunks_exact(8);
            sum = words
                .by_ref()
                .fold(sum, |sum, word| mix(sum, word.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))));
            sum = words.remainder().iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)));
        }
    }
    sum
}

/// Whether no part of a plane differs by more than `apart` of the range, on average.
fn is_near(a: &fwr_stdlib::Plane<'_>, b: &fwr_stdlib::Plane<'_>, apart: f64) -> bool {
    let range = a.sample.max_code().map_or(1.0, f64::from);
    let mut sums = vec![0.0; a.width.div_ceil(PART.1)];
    for top in (0..a.height).step_by(PART.0) {
        let bottom = (top + PART.0).min(a.height);
        sums.fill(0.0);
        for y in top..bottom {
            add_differences(a, b, y, &mut sums);
        }
        let samples = |part: usize| (bottom - top) * PART.1.min(a.width - part * PART.1);
        // Of what is no number, nothing is near.
        let near = |(part, sum): (usize, &f64)| *sum <= apart * range * samples(part) as f64;
        if !sums.iter().enumerate().all(near) {
            return false;
        }
    }
    true
}

fn add_differences(a: &fwr_stdlib::Plane<'_>, b: &fwr_stdlib::Plane<'_>, y: usize, sums: &mut [f64]) {
    match a.sample {
        SampleType::Uint(bits) if bits <= 8 => {
            add(a.row::<u8>(y), b.row::<u8>(y), sums, |a, b| f64::from(a.abs_diff(b)));
        }
        SampleType::Uint(_) => add(a.row::<u16>(y), b.row::<u16>(y), sums, |a, b| f64::from(a.abs_diff(b))),
        SampleType::F16 => add(a.row::<u16>(y), b.row::<u16>(y), sums, |a, b| {
            (f16::from_bits(a).to_f64() - f16::from_bits(b).to_f64()).abs()
        }),
        SampleType::F32 => add(a.row::<f32>(y), b.row::<f32>(y), sums, |a, b| f64::from((a - b).abs())),
    }
}

fn add<T: Copy>(a: &[T], b: &[T], sums: &mut [f64], difference: impl Fn(T, T) -> f64) {
    for (sum, (a, b)) in sums.iter_mut().zip(a.chunks(PART.1).zip(b.chunks(PART.1))) {
        *sum += a.iter().zip(b).map(|(a, b)| difference(*a, *b)).sum::<f64>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::FramePool;

    fn plane(width: usize, height: usize, code: impl Fn(usize, usize) -> u8) -> Plane {
        // Rows of other strides than widths.
        let stride = width + 13;
        let mut buffer = FramePool::new().take(stride * height);
        for (at, byte) in buffer.bytes_mut().iter_mut().take(stride * height).enumerate() {
            *byte = if at % stride < width { code(at % stride, at / stride) } else { at as u8 };
        }
        Plane::new(Arc::new(buffer), stride, (width, height), SampleType::Uint(8))
    }

    #[test]
    fn one_sample_makes_another_picture_and_a_small_spot_is_not_near() {
        let picture = |x: usize, y: usize| (x * 3 + y * 5) as u8 / 2;
        let a = plane(150, 70, picture);
        assert!(is_same(&a, &plane(150, 70, picture), 0.0));
        for spot in [(0, 0), (149, 69), (77, 33)] {
            let other = plane(150, 70, |x, y| picture(x, y) + u8::from((x, y) == spot));
            assert!(!is_same(&a, &other, 0.0), "{spot:?}");
            assert!(is_same(&a, &other, 0.001), "{spot:?}");
            let bright =
                plane(150, 70, |x, y| picture(x, y) + 120 * u8::from(x / 4 == spot.0 / 4 && y / 4 == spot.1 / 4));
            assert!(!is_same(&a, &bright, 0.001), "{spot:?}");
        }
        let all = plane(150, 70, |x, y| picture(x, y) + 1);
        assert!(is_same(&a, &all, 0.004) && !is_same(&a, &all, 0.003));
        assert!(!is_same(&a, &plane(150, 71, picture), 0.5));
    }
}
