//! Two pictures at one scale: how alike they are in windows with soft edges.

use rayon::prelude::*;

use crate::simd::dispatch;

/// Samples across a window.
pub(super) const WINDOW: usize = 11;
/// The weights of a window: a normal curve with a deviation of 1.5 samples.
const WEIGHTS: [f32; WINDOW] = [
    0.001_028_38,
    0.007_598_758,
    0.036_000_773,
    0.109_360_69,
    0.213_005_53,
    0.266_011_72,
    0.213_005_53,
    0.109_360_69,
    0.036_000_773,
    0.007_598_758,
    0.001_028_38,
];
/// What keeps means and variances of white 1 from division by nothing.
const SMALL: [f32; 2] = [0.01 * 0.01, 0.03 * 0.03];

/// A picture of samples from black 0 to white 1, more or less.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) samples: Vec<f32>,
}

impl Raster {
    fn row(&self, y: usize) -> &[f32] {
        &self.samples[y * self.width..][..self.width]
    }

    /// At half the size, each sample the mean of four.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut samples = Vec::with_capacity(width * height);
        for y in 0..height {
            let (upper, lower) = (self.row(2 * y).as_chunks::<2>().0, self.row(2 * y + 1).as_chunks::<2>().0);
            samples.extend(upper.iter().zip(lower).map(|([a, b], [c, d])| 0.25 * ((a + b) + (c + d))));
        }
        Self { width, height, samples }
    }
}

/// The means over all windows of what two pictures, at least a window wide and high, have in common: in contrast and
/// structure, and in these and their means.
pub(super) fn alike(a: &Raster, b: &Raster) -> [f64; 2] {
    let (across, down) = (a.width + 1 - WINDOW, a.height + 1 - WINDOW);
    let rows: Vec<[f64; 2]> = (0..down)
        .into_par_iter()
        .map_init(
            || [const { Vec::new() }; 5],
            |columns: &mut [Vec<f32>; 5], y| {
                columns.iter_mut().for_each(|column| {
                    column.clear();
                    column.resize(a.width, 0.0);
                });
                for (line, weight) in WEIGHTS.iter().enumerate() {
                    add_columns(a.row(y + line), b.row(y + line), *weight, columns);
                }
                let mut sums = [0.0; 2];
                add_windows(columns, across, &mut sums);
                sums
            },
        )
        .collect();
    let windows = (across * down) as f64;
    [0, 1].map(|of| rows.iter().map(|row| row[of]).sum::<f64>() / windows)
}

dispatch! {
    /// Adds a row of each picture, so many times, to sums by columns: of either, of their squares, of their product.
    fn add_columns(a: &[f32], b: &[f32], weight: f32, sums: &mut [Vec<f32>; 5]) {
        let [first, second, squares, of_second, products] = sums;
        let sums = first.iter_mut().zip(second).zip(squares.iter_mut().zip(of_second)).zip(products);
        for ((((first, second), (squares, of_second)), products), (a, b)) in sums.zip(a.iter().zip(b)) {
            let (part_a, part_b) = (weight * a, weight * b);
            *first += part_a;
            *second += part_b;
            *squares += part_a * a;
            *of_second += part_b * b;
            *products += part_a * b;
        }
    }

    /// Adds up what the windows over these columns have in common.
    fn add_windows(columns: &[Vec<f32>; 5], windows: usize, sums: &mut [f64; 2]) {
        const LANES: usize = 16;
        for start in (0..windows).step_by(LANES) {
            let count = LANES.min(windows - start);
            let mut means = [[0.0_f32; LANES]; 5];
            for (mean, column) in means.iter_mut().zip(columns) {
                for (tap, weight) in WEIGHTS.iter().enumerate() {
                    for (mean, value) in mean[..count].iter_mut().zip(&column[start + tap..]) {
                        *mean += weight * value;
                    }
                }
            }
            for window in 0..count {
                let [first, second, squares, of_second, products] = means.map(|mean| mean[window]);
                let (of_first, of_both) = (squares - first * first, products - first * second);
                let variances = of_first + (of_second - second * second);
                let structure = (2.0 * of_both + SMALL[1]) / (variances + SMALL[1]);
                let level = (2.0 * first * second + SMALL[0]) / (first * first + second * second + SMALL[0]);
                sums[0] += f64::from(structure);
                sums[1] += f64::from(level * structure);
            }
        }
    }
}
