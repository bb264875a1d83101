//! Takes noise off a plane: blocks in rows, rows in groups over all threads.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::media::CodeScale;
use rayon::prelude::*;

use super::block::{Block, SIDE, add_block};
use super::overlap::{Along, window};
use super::temporal::{RADIUS, Temporal};
#[cfg(target_arch = "x86_64")]
use super::transform::Avx;
use super::transform::{Plain, Way};
use super::wiener::{Flat, keep_signal};
use crate::motion::{Field, Grid};
use crate::samples::{Dither, Quantizer};
use crate::{Plane, Rows};

/// Rows of blocks that one task works on: few, so that threads have their shares, and many, so that the rows of samples
/// between tasks, which both have a part in, are few.
const GROUP: usize = 6;

/// What is the same for all frames.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// Samples from one block to the next.
    pub(super) step: usize,
    /// Frames before and after that are used.
    pub(super) radius: usize,
    /// What codes of the plane mean.
    pub(super) scale: CodeScale,
    /// The variance of noise, of nominal values, that is taken off.
    pub(super) variance: f32,
}

/// The pictures that one frame is made from.
pub(super) struct Shot<'a> {
    /// The plane in the frames around, the frame itself in the middle.
    pub(super) planes: &'a [Plane<'a>],
    /// The same frames with less noise, by which it is judged what is signal.
    pub(super) pilots: Option<&'a [Plane<'a>]>,
    /// For each frame before and after (−1, 1, −2, 2, …), where its blocks were; none stand still.
    pub(super) fields: &'a [Field],
    /// Luma samples for one of the plane's, across and down: vectors are of luma.
    pub(super) subsampling: [usize; 2],
    /// For each distance, whether there are frames so far before and after.
    pub(super) there: &'a [[bool; 2]],
}

/// Takes noise off the planes of one size.
#[derive(Debug)]
pub(super) struct Denoiser {
    settings: Settings,
    columns: Along,
    rows: Along,
    width: usize,
    /// Sums of the groups, kept from frame to frame.
    spare: Mutex<Vec<Vec<f32>>>,
}

/// How a group of block rows is made with one set of vector instructions.
type Make = fn(&Denoiser, &Shot<'_>, &Temporal, usize, &mut [f32]);

impl Denoiser {
    pub(super) fn new((width, height): (usize, usize), settings: Settings) -> Self {
        let (columns, rows) = (Along::new(width, settings.step), Along::new(height, settings.step));
        Self { settings, columns, rows, width, spare: Mutex::default() }
    }

    /// Blocks of a frame.
    pub(super) fn blocks(&self) -> usize {
        self.columns.starts.len() * self.rows.starts.len()
    }

    /// Bytes that it keeps.
    pub(super) fn bytes(&self) -> u64 {
        let rows = self.groups() * self.group_rows();
        (rows * self.stride() * size_of::<f32>()) as u64
    }

    fn groups(&self) -> usize {
        self.rows.starts.len().div_ceil(GROUP)
    }

    /// Rows of samples that the blocks of a group cover.
    fn group_rows(&self) -> usize {
        (GROUP - 1) * self.settings.step + SIDE
    }

    /// Samples of a row of sums: blocks reach out on both sides.
    fn stride(&self) -> usize {
        self.width + 2 * SIDE
    }

    /// Writes the frame in the middle of `shot`.
    pub(super) fn run(&self, shot: &Shot<'_>, out: &mut Rows<'_>) {
        let temporal = Temporal::new(self.settings.radius, shot.there);
        let mut sums = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let size = self.stride() * self.group_rows();
        sums.resize(self.groups() * size, 0.0);
        let make = best(self.settings.radius);
        sums.par_chunks_mut(size).enumerate().for_each(|(group, sums)| {
            sums.fill(0.0);
            make(self, shot, &temporal, group, sums);
        });
        self.finish(&sums, out);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(sums);
    }

    /// Sums of all blocks over each sample, as codes.
    fn finish(&self, sums: &[f32], out: &mut Rows<'_>) {
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let (width, sample, stride) = (out.width, out.sample, out.stride);
        let group_step = GROUP * self.settings.step;
        let first = self.rows.starts[0];
        out.bytes.par_chunks_mut(stride * SIDE).enumerate().for_each(|(part, bytes)| {
            let count = bytes.len() / stride;
            let mut rows = Rows { bytes, stride, width, height: count, sample };
            let mut line = vec![0.0_f32; width];
            for row in 0..count {
                let y = part * SIDE + row;
                // From the first group's first row.
                let below = (y as isize - first) as usize;
                let last = (below / group_step).min(self.groups() - 1);
                line.fill(0.0);
                for group in (0..=last).rev() {
                    let within = below - group * group_step;
                    if within >= self.group_rows() {
                        break;
                    }
                    let start = (group * self.group_rows() + within) * self.stride() + SIDE;
                    for (sum, part) in line.iter_mut().zip(&sums[start..start + width]) {
                        *sum += part;
                    }
                }
                let down = self.rows.shares[y] * self.settings.scale.span / (SIDE * SIDE) as f32;
                for (value, across) in line.iter_mut().zip(&self.columns.shares) {
                    *value *= across * down;
                }
                quantizer.store(&line, &mut rows, row, y);
            }
        });
    }

    /// Adds the blocks of a group to its sums.
    #[inline(always)]
    fn group<W: Way, const N: usize>(&self, shot: &Shot<'_>, temporal: &Temporal, group: usize, sums: &mut [f32]) {
        let window = window();
        let rows = &self.rows.starts[group * GROUP..((group + 1) * GROUP).min(self.rows.starts.len())];
        // The power of noise in a frequency under the window, which adds up the variances of all samples.
        let energy: f32 = window.iter().map(|weight| weight * weight).sum();
        let noise = self.settings.variance * energy * energy;
        let flat = Flat::new::<W>(&window);
        for (number, y) in rows.iter().enumerate() {
            for x in &self.columns.starts {
                let kept = self.block::<W, N>(shot, temporal, [*x, *y], noise, &window, &flat);
                let start = number * self.settings.step * self.stride();
                let start = (start as isize + x + SIDE as isize) as usize;
                for (dy, row) in kept.iter().enumerate() {
                    let sums = &mut sums[start + dy * self.stride()..][..SIDE];
                    for dx in 0..SIDE {
                        sums[dx] += row[dx] * (window[dy] * window[dx]);
                    }
                }
            }
        }
    }

    /// A block without noise, 256 times as large.
    #[inline(always)]
    fn block<W: Way, const N: usize>(
        &self,
        shot: &Shot<'_>,
        temporal: &Temporal,
        at: [isize; 2],
        noise: f32,
        window: &[f32; SIDE],
        flat: &Flat,
    ) -> Block {
        let places = self.places(shot, at);
        let mut spectra = [[[0.0; SIDE]; SIDE]; N];
        self.spectra::<W, N>(shot.planes, shot, temporal, &places, window, &mut spectra);
        let mut kept = [[0.0; SIDE]; SIDE];
        if let Some(pilots) = shot.pilots {
            let mut signal = [[[0.0; SIDE]; SIDE]; N];
            self.spectra::<W, N>(pilots, shot, temporal, &places, window, &mut signal);
            for k in 0..N {
                keep_signal(
                    &mut spectra[k],
                    Some(&mut signal[k]),
                    flat,
                    noise * temporal.noise[k],
                    temporal.part[k],
                    &mut kept,
                );
            }
        } else {
            for k in 0..N {
                keep_signal(&mut spectra[k], None, flat, noise * temporal.noise[k], temporal.part[k], &mut kept);
            }
        }
        W::back(&mut kept);
        kept
    }

    /// Where a block is in each frame.
    #[inline(always)]
    fn places(&self, shot: &Shot<'_>, [x, y]: [isize; 2]) -> [[isize; 2]; 2 * RADIUS + 1] {
        let radius = self.settings.radius;
        let mut places = [[x, y]; 2 * RADIUS + 1];
        for (place, field) in shot.fields.iter().enumerate() {
            let Grid { step, .. } = field.grid;
            let [across, down] = shot.subsampling;
            let cell = |start: isize, by: usize| ((start + SIDE as isize / 2) * by as isize).div_euclid(step as isize);
            let vector = field.at(cell(x, across), cell(y, down));
            let whole = |quarters: i32, by: usize| {
                let unit = 4 * by as i32;
                (quarters + unit / 2).div_euclid(unit) as isize
            };
            let away = place / 2 + 1;
            let frame = if place % 2 == 0 { radius - away } else { radius + away };
            places[frame] = [x + whole(vector.dx, across), y + whole(vector.dy, down)];
        }
        places
    }

    /// The spectra of a block at each frequency of time.
    #[inline(always)]
    fn spectra<W: Way, const N: usize>(
        &self,
        planes: &[Plane<'_>],
        shot: &Shot<'_>,
        temporal: &Temporal,
        places: &[[isize; 2]; 2 * RADIUS + 1],
        window: &[f32; SIDE],
        spectra: &mut [Block; N],
    ) {
        let (radius, scale) = (N - 1, self.settings.scale);
        let mut sums = [[[0.0; SIDE]; SIDE]; N];
        for (away, sum) in sums.iter_mut().enumerate() {
            // Where one of two is missing the other stands for both, where both are the frame in the middle.
            let [one, other] = match (away, shot.there.get(away.wrapping_sub(1))) {
                (0, _) => [Some(radius), None],
                (_, Some([false, false]) | None) => [Some(radius), Some(radius)],
                (_, Some([before, after])) => {
                    let [early, late] = [radius - away, radius + away];
                    [Some(if *before { early } else { late }), Some(if *after { late } else { early })]
                }
            };
            for frame in [one, other].into_iter().flatten() {
                add_block(&planes[frame], scale, places[frame], sum);
            }
        }
        for (weights, spectrum) in temporal.weights.iter().zip(spectra) {
            let weights: [f32; N] = std::array::from_fn(|away| weights[away]);
            for y in 0..SIDE {
                let mut row = [0.0; SIDE];
                for away in 0..N {
                    for x in 0..SIDE {
                        row[x] += weights[away] * sums[away][y][x];
                    }
                }
                for x in 0..SIDE {
                    row[x] *= window[x] * window[y];
                }
                spectrum[y] = row;
            }
            W::forward(spectrum);
        }
    }
}

/// The quickest way that this machine has, for so many frames before and after.
fn best(radius: usize) -> Make {
    match radius {
        0 => best_of::<1>(),
        1 => best_of::<2>(),
        2 => best_of::<3>(),
        RADIUS => best_of::<{ RADIUS + 1 }>(),
        more => unreachable!("a radius of {more} is refused before"),
    }
}

fn best_of<const N: usize>() -> Make {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn with_avx2<const N: usize>(
            denoiser: &Denoiser,
            shot: &Shot<'_>,
            temporal: &Temporal,
            group: usize,
            sums: &mut [f32],
        ) {
            denoiser.group::<Avx, N>(shot, temporal, group, sums);
        }
        return |denoiser, shot, temporal, group, sums| {
            // SAFETY: the processor has AVX2.
            unsafe { with_avx2::<N>(denoiser, shot, temporal, group, sums) };
        };
    }
    |denoiser, shot, temporal, group, sums| denoiser.group::<Plain, N>(shot, temporal, group, sums)
}
