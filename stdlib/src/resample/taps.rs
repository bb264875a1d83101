//! Which source samples make an output sample, and with which weights.

use super::{Grid, Kernel, LANES};

/// The taps of every output sample along one axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taps {
    /// Samples that each output sample is made from.
    pub(crate) count: usize,
    /// Output samples; the tables go on to a multiple of [`LANES`], repeating the last.
    pub(crate) length: usize,
    /// From one tap to the next: 1, or 2 where the taps stay within a field.
    pub(crate) step: usize,
    /// For each output sample, the position of its first tap.
    pub(crate) first: Vec<u32>,
    /// For each output sample, `count` weights that sum to 1.
    pub(crate) weights: Vec<f32>,
}

impl Taps {
    /// The taps from one grid to another; `None` if every sample stays what it is.
    pub(crate) fn new(kernel: Kernel, from: &Grid, to: &Grid) -> Option<Self> {
        let (slope, start) = from.map_to(to);
        if from.length == to.length && slope == 1.0 && start == 0.5 {
            return None;
        }
        let rows = (0..to.length).map(|index| sparse(kernel, from.length, slope, slope * index as f64 + start));
        Some(Self::from_rows(rows.collect(), from.length))
    }

    /// The taps from one grid to another by way of a third; `None` if every sample stays what it is.
    pub(crate) fn through(kernel: Kernel, from: &Grid, by: Option<&Grid>, to: &Grid) -> Option<Self> {
        let Some(by) = by else { return Self::new(kernel, from, to) };
        match (Self::new(kernel, from, by), Self::new(kernel, by, to)) {
            (Some(first), Some(second)) => Some(first.then(&second)),
            (first, second) => first.or(second),
        }
    }

    /// These taps and then `next`, as one: the product of two sparse matrices.
    fn then(&self, next: &Self) -> Self {
        let source = (0..self.length).map(|index| self.first[index] as usize + self.count).max().unwrap_or(1);
        let rows = (0..next.length).map(|index| {
            let mut row: Vec<(usize, f64)> = Vec::new();
            for (middle, share) in (next.first[index] as usize..).zip(next.of(index)) {
                for (position, weight) in (self.first[middle] as usize..).zip(self.of(middle)) {
                    let weight = f64::from(*share) * f64::from(*weight);
                    match row.binary_search_by_key(&position, |entry| entry.0) {
                        Ok(found) => row[found].1 += weight,
                        Err(free) => row.insert(free, (position, weight)),
                    }
                }
            }
            row
        });
        Self::from_rows(rows.collect(), source)
    }

    /// The taps of a frame whose fields are resampled each for itself; rows alternate between `fields`.
    pub(crate) fn woven(fields: [Self; 2]) -> Self {
        let count = fields[0].count.max(fields[1].count);
        let length = fields[0].length + fields[1].length;
        let mut woven = Self { count, length, step: 2, first: Vec::new(), weights: Vec::new() };
        for row in 0..length {
            let (field, index) = (&fields[row % 2], row / 2);
            woven.first.push(2 * field.first[index] + (row % 2) as u32);
            woven.weights.extend_from_slice(field.of(index));
            woven.weights.resize(woven.weights.len() + count - field.count, 0.0);
        }
        woven
    }

    /// The weights of output sample `index`.
    pub(crate) fn of(&self, index: usize) -> &[f32] {
        &self.weights[index * self.count..][..self.count]
    }

    /// Positions of the first tap of `index` and of the sample past its last one that has a weight.
    pub(crate) fn reach(&self, index: usize) -> (usize, usize) {
        let first = self.first[index] as usize;
        let used = self.of(index).iter().rposition(|weight| *weight != 0.0).map_or(1, |last| last + 1);
        (first, first + (used - 1) * self.step + 1)
    }

    fn from_rows(rows: Vec<Vec<(usize, f64)>>, source: usize) -> Self {
        let span = |row: &Vec<(usize, f64)>| row[row.len() - 1].0 - row[0].0 + 1;
        let count = rows.iter().map(span).max().unwrap_or(1);
        let mut taps = Self { count, length: rows.len(), step: 1, first: Vec::new(), weights: Vec::new() };
        let firsts = in_order(&rows, count, source);
        for index in 0..rows.len().next_multiple_of(LANES) {
            let place = index.min(rows.len() - 1);
            let (row, first) = (&rows[place], firsts[place]);
            let mut weights = vec![0.0; count];
            for &(position, weight) in row {
                weights[position - first] = weight;
            }
            taps.first.push(first as u32);
            taps.weights.extend(rounded(&weights));
        }
        taps
    }
}

/// Where the taps of each row begin, never further left than those before as far as `count` taps allow.
///
/// Where a kernel happens to be zero at its first tap, a row would begin further right than its neighbours; passes
/// that take the taps of neighbours together need them in order.
fn in_order(rows: &[Vec<(usize, f64)>], count: usize, source: usize) -> Vec<usize> {
    let mut firsts: Vec<usize> = rows.iter().map(|row| row[0].0.min(source - count)).collect();
    for place in (1..firsts.len()).rev() {
        let last = rows[place - 1][rows[place - 1].len() - 1].0;
        let least = (last + 1).saturating_sub(count);
        firsts[place - 1] = firsts[place - 1].min(firsts[place]).max(least);
    }
    firsts
}

/// The source samples with a weight, in order of position, for the output sample at `centre`.
fn sparse(kernel: Kernel, source: usize, slope: f64, centre: f64) -> Vec<(usize, f64)> {
    // Snapped, so that the place halfway between two samples is that place on every path of rounding.
    const FINE: f64 = (1u64 << 32) as f64;
    let centre = (centre * FINE).round() / FINE;
    // Shrinking widens the kernel, so that no source sample is skipped.
    let narrow = (1.0 / slope).min(1.0);
    let reach = (f64::from(kernel.support()) / narrow).ceil();
    let candidates = (2.0 * reach).max(1.0) as usize;
    let begin = (centre - candidates as f64 / 2.0 + 0.5).floor() + 0.5;
    let mut row: Vec<(usize, f64)> = Vec::with_capacity(candidates);
    let mut total = 0.0;
    for candidate in 0..candidates {
        let place = begin + candidate as f64;
        let weight = kernel.weight((place - centre) * narrow);
        total += weight;
        // Past an edge the picture goes on as its mirror image.
        let mirrored = if place < 0.0 {
            -place
        } else if place >= source as f64 {
            2.0 * source as f64 - place
        } else {
            place
        };
        let position = (mirrored.max(0.0) as usize).min(source - 1);
        match row.binary_search_by_key(&position, |entry| entry.0) {
            Ok(found) => row[found].1 += weight,
            Err(free) => row.insert(free, (position, weight)),
        }
    }
    row.iter_mut().for_each(|entry| entry.1 /= total);
    let used = |entry: &(usize, f64)| entry.1 != 0.0;
    let (low, high) = (row.iter().position(used).unwrap_or(0), row.iter().rposition(used).unwrap_or(0));
    row[low..=high].to_vec()
}

/// The weights in single precision; the largest takes what rounding has left of the sum.
fn rounded(weights: &[f64]) -> Vec<f32> {
    let mut rounded: Vec<f32> = weights.iter().map(|weight| *weight as f32).collect();
    let sum: f64 = rounded.iter().map(|weight| f64::from(*weight)).sum();
    if let Some(largest) = rounded.iter_mut().max_by(|a, b| a.abs().total_cmp(&b.abs())) {
        *largest = (f64::from(*largest) + (1.0 - sum)) as f32;
    }
    rounded
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::format;

    fn columns(width: u32) -> Grid {
        Grid::columns(&format(width, 4, "u8", Layout::Gray), 0)
    }

    #[test]
    fn weights_sum_to_one() {
        for (from, to) in [(7, 19), (19, 7), (100, 33), (3, 64), (64, 3), (1, 5), (5, 1)] {
            for kernel in [Kernel::Bilinear, Kernel::MITCHELL, Kernel::Lanczos { taps: 3 }, Kernel::Spline36] {
                let taps = Taps::new(kernel, &columns(from), &columns(to)).expect("sizes differ");
                for index in 0..taps.first.len() {
                    let sum: f32 = taps.of(index).iter().sum();
                    assert!((sum - 1.0).abs() < 1e-6, "{kernel:?} {from} to {to}: {sum}");
                    assert!(taps.first[index] as usize + taps.count <= from as usize);
                }
            }
        }
    }

    #[test]
    fn taps_of_neighbours_begin_in_order() {
        // Every so often an output sample is where a source sample is, and most weights are zero.
        for (from, to) in [(352, 480), (288, 270), (1920, 480), (3840, 720), (1280, 1920), (720, 1000)] {
            for kernel in [Kernel::Bilinear, Kernel::CATMULL_ROM, Kernel::Lanczos { taps: 3 }, Kernel::Spline36] {
                let taps = Taps::new(kernel, &columns(from), &columns(to)).expect("sizes differ");
                assert!(taps.first.is_sorted(), "{kernel:?} {from} to {to}");
            }
        }
    }

    #[test]
    fn the_same_grid_needs_no_taps() {
        assert_eq!(Taps::new(Kernel::CATMULL_ROM, &columns(9), &columns(9)), None);
    }

    #[test]
    fn doubling_bilinearly_mixes_three_to_one() {
        let taps = Taps::new(Kernel::Bilinear, &columns(4), &columns(8)).expect("sizes differ");
        assert_eq!((taps.first[3], taps.of(3)), (1, &[0.75, 0.25][..]));
        assert_eq!((taps.first[4], taps.of(4)), (1, &[0.25, 0.75][..]));
    }
}
