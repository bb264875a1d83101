//! `ssim`: how alike two clips are in windows of eight by eight samples.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::Args;
use rayon::prelude::*;

use crate::Picture;
use crate::compare::{Compared, Pair};
use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter, of_luma};
use crate::simd::dispatch;

/// A window is two by two blocks of this many samples in width and height.
const BLOCK: usize = 4;

pub(crate) fn measure() -> &'static dyn Measure {
    &Ssim
}

struct Ssim;

impl Measure for Ssim {
    fn start(&self, args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let planes = Compared::of(args, &formats[1]);
        frame_mean(Similarity { pair: Pair::new(formats), planes })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 2.6)
    }
}

struct Similarity {
    pair: Pair,
    planes: Vec<Compared>,
}

/// Sums over some samples: of the first, of the second, of both squared, and of their product.
type Sums = [f64; 4];

impl Similarity {
    fn of_plane(&self, pictures: &[Picture<'_>], plane: usize) -> f64 {
        let (width, height) = (pictures[1].planes[plane].width, pictures[1].planes[plane].height);
        let (columns, rows) = (width / BLOCK, height / BLOCK);
        if columns < 2 || rows < 2 {
            // Too small for a window: all of it is one.
            let whole = self.sums(pictures, plane, 0..height, width, &mut Scratch::default());
            return self.alike(&whole[0], (width * height) as f64);
        }
        let blocks: Vec<Vec<Sums>> = (0..rows)
            .into_par_iter()
            .map_init(Scratch::default, |scratch, row| {
                self.sums(pictures, plane, row * BLOCK..(row + 1) * BLOCK, BLOCK, scratch)
            })
            .collect();
        let samples = (4 * BLOCK * BLOCK) as f64;
        let of_row = |pair: &[Vec<Sums>]| -> f64 {
            let windows = pair[0].windows(2).zip(pair[1].windows(2)).take(columns - 1);
            let sums = windows.map(|(upper, lower)| {
                std::array::from_fn(|of| upper[0][of] + upper[1][of] + lower[0][of] + lower[1][of])
            });
            sums.map(|sums: Sums| self.alike(&sums, samples)).sum()
        };
        let rows_of_windows: Vec<f64> = blocks.par_windows(2).map(of_row).collect();
        rows_of_windows.iter().sum::<f64>() / ((columns - 1) * (rows - 1)) as f64
    }

    /// The sums of blocks that are `across` samples wide and as high as `rows`.
    fn sums(
        &self,
        pictures: &[Picture<'_>],
        plane: usize,
        rows: std::ops::Range<usize>,
        across: usize,
        scratch: &mut Scratch,
    ) -> Vec<Sums> {
        let Scratch { read, columns } = scratch;
        columns.iter_mut().for_each(Vec::clear);
        for y in rows {
            self.pair.read(pictures, plane, y, read);
            columns.iter_mut().for_each(|column| column.resize(read[0].len(), 0.0));
            add_columns(&read[0], &read[1], columns);
        }
        let blocks = columns[0].len() / across;
        let sum = |of: &Vec<f64>, block: usize| of[block * across..(block + 1) * across].iter().sum();
        (0..blocks).map(|block| std::array::from_fn(|of| sum(&columns[of], block))).collect()
    }

    /// How alike the two pictures are in a window of so many samples.
    ///
    /// The constants against division by nothing are those of FFmpeg's filter, which everybody's figures are of.
    fn alike(&self, sums: &Sums, samples: f64) -> f64 {
        let [first, second, squares, products] = *sums;
        let (mean, spread) = (0.01 * self.pair.peak, 0.03 * self.pair.peak);
        let (c1, c2) = (mean * mean * samples, spread * spread * samples * (samples - 1.0).max(1.0));
        let variances = squares * samples - first * first - second * second;
        let covariance = products * samples - first * second;
        let means = 2.0 * first * second + c1;
        means * (2.0 * covariance + c2) / ((first * first + second * second + c1) * (variances + c2))
    }
}

#[derive(Default)]
struct Scratch {
    read: [Vec<f32>; 2],
    /// The sums of each column.
    columns: [Vec<f64>; 4],
}

impl FrameNumber for Similarity {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        Compared::mean(&self.planes, |plane| self.of_plane(pictures, plane))
    }
}

dispatch! {
    /// Adds a row of each picture to the sums of its columns.
    fn add_columns(a: &[f32], b: &[f32], sums: &mut [Vec<f64>; 4]) {
        let [first, second, squares, products] = sums;
        let sums = first.iter_mut().zip(second).zip(squares.iter_mut().zip(products));
        for (((first, second), (squares, products)), (a, b)) in sums.zip(a.iter().zip(b)) {
            let (a, b) = (f64::from(*a), f64::from(*b));
            *first += a;
            *second += b;
            *squares += a * a + b * b;
            *products += a * b;
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format, name};

    #[test]
    fn equal_clips_are_alike_whatever_their_size() {
        for (width, height) in [(1, 1), (3, 20), (8, 8), (33, 21)] {
            let clip = Clip::ramp(&format(width, height, "u8", Layout::Yuv420));
            assert_eq!(compared("ssim", &[name("planes", "all")], &[[&clip, &clip]]), 1.0, "{width}x{height}");
        }
    }

    #[test]
    fn an_offset_costs_little_and_lost_structure_much() {
        let format = format(64, 48, "u8", Layout::Gray);
        let at = |x: usize, y: usize| 100.0 + ((x * 7 + y * 13) % 31) as f64;
        let original = Clip::new(&format, |_, x, y| at(x, y));
        let brighter = Clip::new(&format, |_, x, y| at(x, y) + 5.0);
        let flat = Clip::new(&format, |_, _, _| 115.0);
        let found = |clip: &Clip| compared("ssim", &[name("planes", "luma")], &[[clip, &original]]);
        assert!((0.99..1.0).contains(&found(&brighter)), "{}", found(&brighter));
        assert!(found(&flat) < 0.5, "{}", found(&flat));
    }
}
