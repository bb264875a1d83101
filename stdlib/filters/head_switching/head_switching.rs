//! `head_switching`: the lowest lines, each moved to where it fits the one above.

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};

use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::add_row;
use crate::simd::dispatch;
use crate::{Frames, Plane, Rows};

/// Simple operations for a sample that is compared, as they were measured.
const COMPARE: f64 = 4.0;

pub(crate) fn native() -> &'static dyn Native {
    &HeadSwitching
}

struct HeadSwitching;

impl Native for HeadSwitching {
    fn build(&self, call: &Call<'_>) -> Work {
        let clip = &call.inputs[0];
        let (sx, sy) = clip.layout.chroma_shift();
        let luma = |plane| match clip.plane_kind(plane) {
            PlaneKind::Chroma => [1 << sx, 1 << sy],
            _ => [1, 1],
        };
        Work::Whole(Box::new(Mending {
            lines: (call.args.int("lines") as usize).min(clip.height as usize),
            reach: call.args.int("reach") as isize,
            apart: if clip.scan.is_interlaced() { 2 } else { 1 },
            luma: (0..clip.planes()).map(luma).collect(),
        }))
    }
}

struct Mending {
    lines: usize,
    reach: isize,
    /// From one line of a field to the next.
    apart: usize,
    /// Samples of luma for one of each plane.
    luma: Vec<[usize; 2]>,
}

impl Mending {
    /// How far each of the lowest lines lies to the right of its place.
    fn shifts(&self, plane: &Plane<'_>) -> Vec<isize> {
        let first = plane.height - self.lines.min(plane.height);
        let mut shifts = Vec::with_capacity(plane.height - first);
        let (mut above, mut line) = (vec![0.0; plane.width], vec![0.0; plane.width]);
        for y in first..plane.height {
            let Some(before) = y.checked_sub(self.apart) else {
                shifts.push(0);
                continue;
            };
            add_row(plane, before, 1.0, false, &mut above);
            let there = if before < first { 0 } else { shifts[before - first] };
            add_row(plane, y, 1.0, false, &mut line);
            shifts.push(self.fit(&above, there, &line, plane.width));
        }
        shifts
    }

    /// How far `line` lies to the right of its place under `above`, which lies `there` to the right of its own.
    fn fit(&self, above: &[f32], there: isize, line: &[f32], width: usize) -> isize {
        let margin = 2 * self.reach as usize;
        // Of a picture this narrow nothing is left to compare.
        if width < 2 * margin + 16 {
            return 0;
        }
        let middle = margin..width - margin;
        let off = |shift: isize| {
            let one = &above[middle.start.wrapping_add_signed(there)..][..middle.len()];
            let other = &line[middle.start.wrapping_add_signed(shift)..][..middle.len()];
            let mut sum = 0.0;
            add_apart(one, other, &mut sum);
            sum
        };
        // The nearest of those that fit as well.
        let order = (0..=self.reach).flat_map(|away| [away, -away]);
        let mut best = (0, off(0));
        for shift in order.skip(2) {
            let found = off(shift);
            if found < best.1 {
                best = (shift, found);
            }
        }
        best.0
    }
}

dispatch! {
    /// Adds how far two rows are apart.
    fn add_apart(one: &[f32], other: &[f32], sum: &mut f32) {
        let mut sums = [0.0; 16];
        let (ones, others) = (one.as_chunks::<16>(), other.as_chunks::<16>());
        for (one, other) in ones.0.iter().zip(others.0) {
            for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
                *sum += (one - other).abs();
            }
        }
        for ((sum, one), other) in sums.iter_mut().zip(ones.1).zip(others.1) {
            *sum += (one - other).abs();
        }
        *sum += sums.iter().sum::<f32>();
    }
}

impl WholePicture for Mending {
    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        let compared = self.lines * output.width as usize * (2 * self.reach as usize + 1);
        work.add(Feature::Simple, compared as f64 * COMPARE);
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        work.add(Feature::MemoryByte, 2.0 * (samples * output.sample.bytes()) as f64);
        work
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        u64::from(output.width) * 8 + 64 * 8
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let planes = &frames.current(0).planes;
        let shifts = self.shifts(&planes[0]);
        let first = planes[0].height - shifts.len();
        for ((plane, rows), [across, down]) in planes.iter().zip(out).zip(&self.luma) {
            let bytes = plane.sample.bytes();
            for y in 0..plane.height {
                let from = plane.row_bytes(y);
                let to = rows.row_bytes_mut(y);
                let lines = (y * down).max(first)..((y + 1) * down).min(planes[0].height);
                let shift = match lines.clone().map(|line| shifts[line - first]).sum::<isize>() {
                    0 => 0,
                    sum => (sum as f64 / (lines.len() * across) as f64).round() as isize,
                };
                // What lies beyond an edge is as the edge.
                let far = shift.unsigned_abs().min(plane.width) * bytes;
                let (edge, beyond) = if shift < 0 {
                    to[far..].copy_from_slice(&from[..from.len() - far]);
                    (&from[..bytes], &mut to[..far])
                } else {
                    let end = to.len() - far;
                    to[..end].copy_from_slice(&from[far..]);
                    (&from[from.len() - bytes..], &mut to[end..])
                };
                beyond.chunks_exact_mut(bytes).for_each(|sample| sample.copy_from_slice(edge));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{Layout, Scan};
    use fwr_compiler::types::{Constant, Unit};

    use crate::support::{Clip, format, run};

    #[test]
    fn torn_lines_come_back() {
        let cases = [Scan::Progressive, Scan::Tff]
            .map(|scan| ["u8", "u10"].map(|sample| [(scan, sample, 1), (scan, sample, -1)]));
        for (scan, sample, side) in cases.into_iter().flatten().flatten() {
            let mut of = format(160, 40, sample, Layout::Yuv420);
            of.scan = scan;
            let texture = |x: isize| 60.0 + (((x + 20) as usize).wrapping_mul(2_654_435_761) >> 7 & 127) as f64;
            let stripes = |x: isize| ((x + 50) % 50) as f64;
            // To the right or to the left, by so many samples of each plane.
            let torn_by = |plane: usize, y: usize| match (plane, y) {
                (0, 34..) => side * 2 * ((y - 32) / 2) as isize,
                (1.., 17..) => side * (y - 16) as isize,
                _ => 0,
            };
            let picture = |plane: usize, x: isize| if plane == 0 { texture(x) } else { stripes(x) };
            let whole = Clip::new(&of, |plane, x, _| picture(plane, x as isize));
            let torn = Clip::new(&of, |plane, x, y| picture(plane, x as isize - torn_by(plane, y)));
            let number = |name, value| (name, Constant::Number(value, Unit::Px));
            let mended = run("head_switching", &[number("lines", 6.0), number("reach", 8.0)], &[&torn], &of);
            for (plane, x, y) in mended.positions() {
                let (width, _) = of.plane_size(plane);
                // What a tear has moved out of the picture is as the edge.
                let from = x as isize + torn_by(plane, y);
                let expected = if (0..width as isize).contains(&from) {
                    whole.get(plane, x, y)
                } else {
                    torn.get(plane, from.clamp(0, width as isize - 1) as usize, y)
                };
                assert_eq!(mended.get(plane, x, y), expected, "{scan:?} {sample} {side} {plane} {x},{y}");
            }
        }
    }
}
