//! Tiles of samples, read from planes at any place, between samples too, and added up.

#![allow(clippy::needless_range_loop, reason = "loops over the rows of several arrays")]

use fwr_compiler::media::SampleType;

use crate::Plane;
use crate::samples::load_span;
use crate::sixteen::{LANES, Sixteen};

/// Samples across and down a tile, at most.
pub(super) const TILE: usize = LANES;
/// Samples across and down a block, at most.
pub(super) const LARGEST: usize = 32;

/// Samples that are read for a row of a tile: those beside it that a cubic takes, and some more to make it even.
const SPAN: usize = TILE + 8;
/// Rows that are read for a tile: three more than it has, and one to make it even.
const ROWS: usize = TILE + 4;

/// Where a tile is read, and how much it counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Read {
    /// Its first sample, of which a part …
    at: [isize; 2],
    /// … is of the next one, across and down.
    part: [f32; 2],
    pub(super) weight: f32,
}

impl Read {
    #[inline(always)]
    pub(super) fn new(at: [isize; 2], part: [f32; 2], weight: f32) -> Self {
        Self { at, part, weight }
    }

    /// So many samples to the right and down.
    #[inline(always)]
    pub(super) fn moved(self, [right, down]: [usize; 2]) -> Self {
        Self { at: [self.at[0] + right as isize, self.at[1] + down as isize], ..self }
    }
}

/// Sums of what was read, as codes.
pub(super) struct Tile<V> {
    sums: [V; TILE],
    size: [usize; 2],
}

impl<V: Sixteen> Tile<V> {
    /// A tile of so many samples and rows in which nothing is yet.
    #[inline(always)]
    pub(super) fn new([width, height]: [usize; 2]) -> Self {
        Self { sums: [V::splat(0.0); TILE], size: [width.min(TILE), height.min(TILE)] }
    }

    #[inline(always)]
    pub(super) fn rows(&self) -> &[V] {
        &self.sums[..self.size[1]]
    }

    /// Adds a tile of `plane`, whose samples repeat beyond its edges.
    #[inline(always)]
    pub(super) fn add(&mut self, plane: &Plane<'_>, read: &Read) {
        let before = [isize::from(read.part[0] != 0.0), isize::from(read.part[1] != 0.0)];
        let [x, y] = [read.at[0] - before[0], read.at[1] - before[1]];
        let [width, height] = self.size;
        let count = height + 3 * before[1] as usize;
        let is_inside = x >= 0 && y >= 0 && x as usize + width + 3 <= plane.width && y as usize + count <= plane.height;
        // The ends of lines are beyond what is needed; the last may be beyond the plane.
        let first = y.max(0) as usize * plane.stride + x.max(0) as usize * plane.sample.bytes();
        let end = first + (count - 1) * plane.stride + (LANES + 3) * plane.sample.bytes();
        let lines = Lines { bytes: plane.bytes, first, stride: plane.stride };
        match plane.sample {
            SampleType::Uint(..=8) if is_inside && end <= plane.bytes.len() => {
                self.add_lines(count, read, |row, right| V::of_bytes(lines.at(row, right)));
            }
            SampleType::Uint(_) if is_inside && end <= plane.bytes.len() => {
                self.add_lines(count, read, |row, right| V::of_words(lines.at(row, right)));
            }
            _ => {
                let mut spans = [[0.0; SPAN]; ROWS];
                load(plane, [x, y], &mut spans[..count]);
                let bytes = bytemuck::cast_slice(spans.as_flattened());
                let lines = Lines { bytes, first: 0, stride: SPAN * size_of::<f32>() };
                self.add_lines(count, read, |row, right| V::load(lines.at(row, right)));
            }
        }
    }

    /// Adds lines, of which `numbers` gives sixteen from a place on.
    #[inline(always)]
    fn add_lines(&mut self, count: usize, read: &Read, numbers: impl Fn(usize, usize) -> V) {
        let mut between = [V::splat(0.0); ROWS];
        if read.part[0] == 0.0 {
            for row in 0..count {
                between[row] = numbers(row, 0);
            }
        } else {
            let taps = taps(read.part[0]);
            for row in 0..count {
                between[row] = cubic(taps, [numbers(row, 0), numbers(row, 1), numbers(row, 2), numbers(row, 3)]);
            }
        }
        let weight = V::splat(read.weight);
        if read.part[1] == 0.0 {
            for y in 0..self.size[1] {
                self.sums[y] = self.sums[y] + weight * between[y];
            }
        } else {
            let taps = taps(read.part[1]);
            for y in 0..self.size[1] {
                let four = [between[y], between[y + 1], between[y + 2], between[y + 3]];
                self.sums[y] = self.sums[y] + weight * cubic(taps, four);
            }
        }
    }
}

/// The cubic of Catmull and Rom through four samples, `part` of the way from the second to the third.
#[inline(always)]
fn taps<V: Sixteen>(part: f32) -> [V; 4] {
    let [a, b, c, d] = weights(part);
    [V::splat(a), V::splat(b), V::splat(c), V::splat(d)]
}

#[inline(always)]
fn weights(part: f32) -> [f32; 4] {
    let (t, t2) = (part, part * part);
    let t3 = t2 * t;
    [0.5 * (-t + 2.0 * t2 - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

#[inline(always)]
fn cubic<V: Sixteen>(taps: [V; 4], four: [V; 4]) -> V {
    taps[0] * four[0] + taps[1] * four[1] + taps[2] * four[2] + taps[3] * four[3]
}

/// Lines of samples, `stride` bytes from one to the next.
#[derive(Clone, Copy)]
struct Lines<'a> {
    bytes: &'a [u8],
    first: usize,
    stride: usize,
}

impl<'a> Lines<'a> {
    /// Sixteen samples of a line, from the one so far right on.
    #[inline(always)]
    fn at<T: bytemuck::AnyBitPattern>(&self, row: usize, right: usize) -> &'a [T; LANES] {
        let start = self.first + row * self.stride + right * size_of::<T>();
        let samples: &[T] = bytemuck::cast_slice(&self.bytes[start..start + LANES * size_of::<T>()]);
        let Some(sixteen) = samples.first_chunk() else { unreachable!("sixteen were taken") };
        sixteen
    }
}

#[inline(never)]
fn load(plane: &Plane<'_>, [x, y]: [isize; 2], spans: &mut [[f32; SPAN]]) {
    for (span, y) in spans.iter_mut().zip(y..) {
        load_span(plane, [x, y], span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sixteen::Baseline;

    #[test]
    fn a_cubic_goes_through_its_samples() {
        assert_eq!(weights(0.0), [0.0, 1.0, 0.0, 0.0]);
        assert!(weights(0.25).iter().sum::<f32>() - 1.0 < 1e-6);
    }

    #[test]
    fn tiles_are_the_same_near_an_edge_and_far_from_it() {
        let bytes: Vec<u8> = (0..64 * 64).map(|n: usize| (n * 37 % 251) as u8).collect();
        let small = Plane { bytes: &bytes, stride: 64, width: 28, height: 28, sample: SampleType::Uint(8) };
        let large = Plane { width: 64, height: 64, ..small };
        for part in [[0.0, 0.0], [0.25, 0.0], [0.0, 0.5], [0.75, 0.25]] {
            let read = Read::new([9, 9], part, 0.5);
            let rows = |plane: &Plane<'_>| {
                let mut tile = Tile::<Baseline>::new([16, 16]);
                tile.add(plane, &read);
                let mut rows = [[0.0; LANES]; TILE];
                tile.rows().iter().zip(&mut rows).for_each(|(row, out)| row.store(out));
                rows
            };
            // One row and column of samples beyond the last are read for what lies between.
            assert_eq!(rows(&small)[..16], rows(&large)[..16], "{part:?}");
        }
    }
}
