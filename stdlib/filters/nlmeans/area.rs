//! A part of a picture and what `nlmeans` makes of it.

#![allow(clippy::needless_range_loop, reason = "loops over the lanes of several arrays")]

use super::Settings;
use crate::Plane;
use crate::samples::load_span;
use crate::simd::dispatch;
use crate::sixteen::{LANES, Sixteen, Task};

/// Samples on each side of the one in the middle of a patch.
pub(super) const PATCH: usize = 4;
/// Samples in a patch.
const COUNT: f32 = ((2 * PATCH + 1) * (2 * PATCH + 1)) as f32;

/// Samples of one size that are judged together: luma, or both kinds of chroma, or all of RGB.
pub(super) struct Area {
    /// What is made: columns and rows of the plane.
    at: [usize; 2],
    size: [usize; 2],
    /// Samples beside it that are read, and then those that are changed too, though to no avail.
    margin: usize,
    reach: usize,
    /// Samples from one row to the next, of all that is kept here.
    stride: usize,
    /// The samples of each plane, with the margin around.
    here: Vec<Vec<f32>>,
    /// The same of another frame.
    there: Vec<Vec<f32>>,
    /// Both with noise taken off, by which patches are compared.
    guides: [Vec<Vec<f32>>; 2],
    /// Sums of samples by their weights, for each plane, and of the weights.
    sums: Vec<Vec<f32>>,
    weights: Vec<f32>,
    /// Rows of squared differences, summed over more and more of a patch.
    rows: Rows,
}

/// Numbers that are worked on at once.
type Chunk = [f32; LANES];

/// Rows of sums of squared differences: of 1, 2, 4, 8 and 9 rows, as far back as they are needed.
#[derive(Default)]
struct Rows {
    difference: Vec<Chunk>,
    one: Vec<Chunk>,
    two: [Vec<Chunk>; 2],
    four: [Vec<Chunk>; 4],
    eight: Vec<Chunk>,
    nine: Vec<f32>,
    weights: Vec<Chunk>,
}

impl Area {
    /// For areas of up to this size.
    pub(super) fn new(size: [usize; 2], planes: usize, settings: &Settings) -> Self {
        let reach = settings.search;
        // Guides take one sample more on each side.
        let margin = reach + PATCH + 1;
        // Whole vectors, with one more to read beyond the end.
        let stride = (size[0] + 2 * margin).next_multiple_of(LANES) + 2 * LANES;
        let samples = stride * (size[1] + 2 * margin);
        let row = || vec![[0.0; LANES]; stride.div_ceil(LANES)];
        let rows = Rows {
            difference: row(),
            one: row(),
            two: [row(), row()],
            four: [row(), row(), row(), row()],
            eight: row(),
            nine: vec![0.0; stride + LANES],
            weights: row(),
        };
        let all = || vec![vec![0.0; samples]; planes];
        let there = if settings.radius > 0 { all() } else { Vec::new() };
        let guides = [all(), if settings.radius > 0 { all() } else { Vec::new() }];
        Self {
            at: [0, 0],
            size,
            margin,
            reach,
            stride,
            here: all(),
            there,
            guides,
            sums: all(),
            weights: vec![0.0; samples],
            rows,
        }
    }

    /// Makes the samples from `at` on, of the frame `middle` of `frames`: the planes of each frame.
    pub(super) fn run(
        &mut self,
        at: [usize; 2],
        size: [usize; 2],
        frames: &[Vec<Plane<'_>>],
        middle: usize,
        settings: &Settings,
    ) {
        (self.at, self.size) = (at, size);
        for (samples, plane) in self.here.iter_mut().zip(&frames[middle]) {
            fill(plane, at, self.margin, size, self.stride, samples);
        }
        smooth(&self.here, self.stride, &mut self.guides[0]);
        for (sums, here) in self.sums.iter_mut().zip(&self.here) {
            sums.copy_from_slice(here);
        }
        self.weights.fill(1.0);
        let reach = self.reach as isize;
        for (number, planes) in frames.iter().enumerate() {
            if number != middle {
                for (samples, plane) in self.there.iter_mut().zip(planes) {
                    fill(plane, at, self.margin, size, self.stride, samples);
                }
                smooth(&self.there, self.stride, &mut self.guides[1]);
            }
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    // Within a frame each pair is one that is looked at from one side.
                    if number != middle || dy > 0 || (dy == 0 && dx > 0) {
                        crate::sixteen::run(Offset { area: self, by: [dx, dy], is_within: number == middle, settings });
                    }
                }
            }
        }
    }

    /// Row `y` of what was made, of a plane; from its first sample on.
    pub(super) fn row(&self, plane: usize, y: usize, out: &mut [f32]) {
        let start = (y + self.margin) * self.stride + self.margin;
        let sums = &self.sums[plane][start..start + out.len()];
        for ((out, sum), weight) in out.iter_mut().zip(sums).zip(&self.weights[start..]) {
            *out = sum / weight;
        }
    }
}

fn fill(plane: &Plane<'_>, [x, y]: [usize; 2], margin: usize, size: [usize; 2], stride: usize, samples: &mut [f32]) {
    let width = size[0] + 2 * margin;
    for (row, samples) in samples.chunks_exact_mut(stride).take(size[1] + 2 * margin).enumerate() {
        let at = [x as isize - margin as isize, (y + row) as isize - margin as isize];
        load_span(plane, at, &mut samples[..width]);
    }
}

/// Weights of 1, 2 and 1 across and down.
fn smooth(samples: &[Vec<f32>], stride: usize, guides: &mut [Vec<f32>]) {
    for (samples, guide) in samples.iter().zip(guides) {
        for (row, guide) in guide.chunks_exact_mut(stride).enumerate().skip(1) {
            let Some(rows) = samples.get((row - 1) * stride..(row + 2) * stride) else { continue };
            weigh(rows, stride, guide);
        }
    }
}

dispatch! {
    fn weigh(rows: &[f32], stride: usize, guide: &mut [f32]) {
        let (above, here, below) = (&rows[..stride], &rows[stride..2 * stride], &rows[2 * stride..3 * stride]);
        let down = |x: usize| (above[x] + below[x]) + 2.0 * here[x];
        for x in 1..stride - 1 {
            guide[x] = ((down(x - 1) + down(x + 1)) + 2.0 * down(x)) * (1.0 / 16.0);
        }
    }
}

/// Every sample of an area with the one so far away.
struct Offset<'a> {
    area: &'a mut Area,
    by: [isize; 2],
    /// Whether it is in the same frame, where what one counts for the other the other counts for the one.
    is_within: bool,
    settings: &'a Settings,
}

impl Task for Offset<'_> {
    #[inline(always)]
    fn run<V: Sixteen>(self) {
        let Area { size, margin, reach, stride, here, there, guides, sums, weights, rows, .. } = self.area;
        let (margin, reach, stride) = (*margin, *reach, *stride);
        let [dx, dy] = self.by;
        let other: &[Vec<f32>] = if self.is_within { here } else { there };
        let guide = &guides[0];
        let other_guide = if self.is_within { guide } else { &guides[1] };
        let away = dy * stride as isize + dx;
        // Those that count for a sample of the area, or for which it counts.
        let first = if self.is_within { margin - dy as usize } else { margin };
        let last = margin + size[1];
        // Whole vectors from the first sample of a patch on.
        let beside = if self.is_within { reach } else { 0 };
        let columns = size[0] + 2 * beside;
        let start = margin - beside - PATCH;
        let count = (columns + 2 * PATCH).div_ceil(LANES);
        let share = V::splat(1.0 / (COUNT * here.len() as f32));
        let (free, scale) = (V::splat(self.settings.free), V::splat(self.settings.scale));
        let (zero, most) = (V::splat(0.0), V::splat(1.0));
        let near = columns.div_ceil(LANES);
        for y in first - PATCH..last + PATCH {
            let line = y * stride + start;
            for (place, (guide, other)) in guide.iter().zip(other_guide).enumerate() {
                let (here, there) = (chunks(guide, line, count), chunks(other, line.wrapping_add_signed(away), count));
                for ((to, here), there) in rows.difference.iter_mut().zip(here).zip(there) {
                    let apart = V::load(here) - V::load(there);
                    let square = apart * apart;
                    (if place == 0 { square } else { V::load(to) + square }).store(to);
                }
            }
            let two = &mut rows.two[y % 2][..count];
            let four = &mut rows.four[y % 4][..count];
            let (one, eight) = (&mut rows.one[..count], &mut rows.eight[..count]);
            let nine = &mut rows.nine.as_chunks_mut().0[..count];
            for (n, difference) in rows.difference[..count].iter().enumerate() {
                let difference = V::load(difference);
                let sum_of_two = difference + V::load(&one[n]);
                let sum_of_four = sum_of_two + V::load(&two[n]);
                let sum_of_eight = sum_of_four + V::load(&four[n]);
                (V::load(&eight[n]) + difference).store(&mut nine[n]);
                difference.store(&mut one[n]);
                sum_of_two.store(&mut two[n]);
                sum_of_four.store(&mut four[n]);
                sum_of_eight.store(&mut eight[n]);
            }
            if y < first + PATCH {
                continue;
            }
            // Sums over nine columns, by two, and the weights that they give.
            let column = |right: usize| chunks(&rows.nine, right, near);
            let [a, b, c, d] = [column(0), column(1), column(2), column(3)];
            let [e, f, g, h, i] = [column(4), column(5), column(6), column(7), column(8)];
            for (n, weight) in rows.weights[..near].iter_mut().enumerate() {
                let left = (V::load(&a[n]) + V::load(&b[n])) + (V::load(&c[n]) + V::load(&d[n]));
                let right = (V::load(&e[n]) + V::load(&f[n])) + (V::load(&g[n]) + V::load(&h[n]));
                let sum = (left + right) + V::load(&i[n]);
                // exp(-x), about: (1 - x / 8)⁸.
                let x = (sum * share - free).max(zero) * scale;
                let root = (most - x).max(zero);
                let square = root * root;
                let fourth = square * square;
                (fourth * fourth).store(weight);
            }
            // Of the patch whose middle is so many rows up.
            let line = (y - PATCH) * stride + margin - beside;
            let there = line.wrapping_add_signed(away);
            let each = rows.weights[..near].iter();
            for (sums, other) in sums.iter_mut().zip(other) {
                add(zero, each.clone(), chunks(other, there, near), chunks_mut(sums, line, near));
            }
            for (sum, weight) in chunks_mut(weights, line, near).iter_mut().zip(each.clone()) {
                (V::load(sum) + V::load(weight)).store(sum);
            }
            if self.is_within {
                for (sums, here) in sums.iter_mut().zip(here.iter()) {
                    add(zero, each.clone(), chunks(here, line, near), chunks_mut(sums, there, near));
                }
                for (sum, weight) in chunks_mut(weights, there, near).iter_mut().zip(each) {
                    (V::load(sum) + V::load(weight)).store(sum);
                }
            }
        }

        /// Adds samples, each as often as its weight says.
        #[inline(always)]
        fn add<'a, V: Sixteen>(_: V, weights: impl Iterator<Item = &'a Chunk>, samples: &[Chunk], sums: &mut [Chunk]) {
            for ((sum, sample), weight) in sums.iter_mut().zip(samples).zip(weights) {
                (V::load(sum) + V::load(weight) * V::load(sample)).store(sum);
            }
        }
    }
}

/// So many numbers from a place on.
#[inline(always)]
fn chunks(from: &[f32], at: usize, count: usize) -> &[Chunk] {
    from[at..at + count * LANES].as_chunks().0
}

#[inline(always)]
fn chunks_mut(from: &mut [f32], at: usize, count: usize) -> &mut [Chunk] {
    from[at..at + count * LANES].as_chunks_mut().0
}
