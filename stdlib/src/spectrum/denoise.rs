//! Takes noise off a plane: blocks in rows, rows in groups over all threads.

use std::sync::{Mutex, PoisonError};

use fwr_compiler::media::CodeScale;
use rayon::prelude::*;

use super::block::{Block, Row, SIDE, read};
use super::overlap::{Along, window};
use super::temporal::{RADIUS, Temporal};
use super::transform::{back, forward};
use super::wiener::Judge;
use crate::motion::{Field, Grid};
use crate::samples::{Dither, Quantizer};
use crate::sixteen::{self, Sixteen, Task};
use crate::{Plane, Rows};

/// Rows of blocks that one task works on: few, so that threads have their shares, and many, so that the rows of samples
/// between tasks, which both have a part in, are few.
const GROUP: usize = 6;

/// The part of the noise's power below which a change over time of the pilot is taken for none of the picture's: what the
/// filter of Wiener would keep of it is less than the noise that comes along.
const QUIET: f32 = 0.1;

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
        sums.par_chunks_mut(size).enumerate().for_each(|(group, sums)| {
            sums.fill(0.0);
            sixteen::run(Group { denoiser: self, shot, temporal: &temporal, number: group, sums });
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
                let down = self.rows.shares[y] / (SIDE * SIDE) as f32;
                for (value, across) in line.iter_mut().zip(&self.columns.shares) {
                    *value *= across * down;
                }
                quantizer.store(&line, &mut rows, row, y);
            }
        });
    }

    /// Where a block is in each frame.
    #[inline(always)]
    fn places(&self, shot: &Shot<'_>, [x, y]: [isize; 2]) -> Places {
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
}

/// Where a block is in each frame.
type Places = [[isize; 2]; 2 * RADIUS + 1];

/// A group of block rows to be added to its sums.
struct Group<'a> {
    denoiser: &'a Denoiser,
    shot: &'a Shot<'a>,
    temporal: &'a Temporal,
    number: usize,
    sums: &'a mut [f32],
}

impl Task for Group<'_> {
    #[inline(always)]
    fn run<V: Sixteen>(self) {
        match self.denoiser.settings.radius {
            0 => self.blocks::<V, 1>(),
            1 => self.blocks::<V, 2>(),
            2 => self.blocks::<V, 3>(),
            RADIUS => self.blocks::<V, { RADIUS + 1 }>(),
            more => unreachable!("a radius of {more} is refused before"),
        }
    }
}

impl Group<'_> {
    /// Adds all blocks, with `N` frequencies over time.
    #[inline(always)]
    fn blocks<V: Sixteen, const N: usize>(self) {
        let Denoiser { settings, columns, rows, .. } = self.denoiser;
        let window = window();
        let rows = &rows.starts[self.number * GROUP..((self.number + 1) * GROUP).min(rows.starts.len())];
        let judge = Judge::<V>::new(&window);
        let stride = self.denoiser.stride();
        // The power of noise in a frequency under the window, which adds up the variances of all samples.
        let energy: f32 = window.iter().map(|weight| weight * weight).sum();
        let noise = settings.variance * settings.scale.span * settings.scale.span * energy * energy;
        let across = V::load(&window);
        for (number, y) in rows.iter().enumerate() {
            for x in &columns.starts {
                let places = self.denoiser.places(self.shot, [*x, *y]);
                let kept = self.block::<V, N>(&places, noise, &window, &judge);
                let start = number * settings.step * stride;
                let start = (start as isize + x + SIDE as isize) as usize;
                for dy in 0..SIDE {
                    let Some(sums) = self.sums[start + dy * stride..].first_chunk_mut() else { return };
                    (V::load(sums) + kept[dy] * (across * V::splat(window[dy]))).store(sums);
                }
            }
        }
    }

    /// A block without noise, 256 times as large.
    #[inline(always)]
    fn block<V: Sixteen, const N: usize>(
        &self,
        places: &Places,
        noise: f32,
        window: &Row,
        judge: &Judge<V>,
    ) -> Block<V> {
        let Shot { planes, pilots, .. } = self.shot;
        let mut kept = [V::splat(0.0); SIDE];
        let sums = self.sums::<V, N>(planes, places);
        let temporal = self.temporal;
        if let Some(pilots) = pilots {
            let signal = self.sums::<V, N>(pilots, places);
            for k in 0..N {
                let noise = noise * temporal.noise[k];
                let pilot = at_frequency(&signal, &temporal.weights[k], window);
                let block = at_frequency(&sums, &temporal.weights[k], window);
                if k > 0 && judge.is_quiet(&pilot, noise * QUIET) {
                    judge.keep_mean(&block, temporal.part[k], &mut kept);
                    continue;
                }
                judge.keep(forward(block), Some(forward(pilot)), noise, temporal.part[k], &mut kept);
            }
        } else {
            for k in 0..N {
                let spectrum = forward(at_frequency(&sums, &temporal.weights[k], window));
                judge.keep(spectrum, None, noise * temporal.noise[k], temporal.part[k], &mut kept);
            }
        }
        back(kept)
    }

    /// A block in the frame in the middle, and the sums of those so far before and after.
    #[inline(always)]
    fn sums<V: Sixteen, const N: usize>(&self, planes: &[Plane<'_>], places: &Places) -> [Block<V>; N] {
        let radius = N - 1;
        let mut sums = [[V::splat(0.0); SIDE]; N];
        sums[0] = read(&planes[radius], places[radius]);
        for away in 1..N {
            // Where one of two is missing the other stands for both, where both are the frame in the middle.
            let [early, late] = [radius - away, radius + away];
            let [one, other] = match self.shot.there[away - 1] {
                [true, true] => [early, late],
                [true, false] => [early, early],
                [false, true] => [late, late],
                [false, false] => [radius, radius],
            };
            let (one, other) = (read::<V>(&planes[one], places[one]), read::<V>(&planes[other], places[other]));
            for y in 0..SIDE {
                sums[away][y] = one[y] + other[y];
            }
        }
        sums
    }
}

/// A frequency over time of what [`Group::sums`] gives, under the window.
#[inline(always)]
fn at_frequency<V: Sixteen, const N: usize>(
    sums: &[Block<V>; N],
    weights: &[f32; RADIUS + 1],
    window: &Row,
) -> Block<V> {
    let mut block = sums[0];
    let across = V::load(window);
    for y in 0..SIDE {
        let mut row = sums[0][y] * V::splat(weights[0]);
        for away in 1..N {
            row = row + sums[away][y] * V::splat(weights[away]);
        }
        block[y] = row * (across * V::splat(window[y]));
    }
    block
}
