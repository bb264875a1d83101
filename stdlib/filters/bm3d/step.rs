//! One step of the method: groups of alike blocks, judged in their transform, and put back over each other.

#![allow(clippy::needless_range_loop, reason = "loops over the rows of several groups")]

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::field::{Field, GROUP, REACH, SIDE};
use super::transform::{back, forward, signs};
use crate::simd::dispatch;
use crate::sixteen::{self, LANES, Sixteen, Task};
use crate::spectrum::cosines::Quad;

/// Rows of blocks that one task works on.
const ROWS: usize = 8;

/// Coefficients this many deviations of the noise strong are kept in the first step.
const STRONG: f32 = 3.1;
/// In the second step noise counts so many times: some of it is in what the first one made.
const TAKEN: f32 = 1.5;

/// The window of Kaiser, of width 2, under which blocks are put back.
const WINDOW: [f32; SIDE] = [0.4387, 0.6806, 0.8768, 0.9858, 0.9858, 0.8768, 0.6806, 0.4387];

/// Blocks of the first step are so many samples further apart: what it makes is looked at, and not seen.
const COARSER: usize = 2;

/// A step over a plane.
pub(super) struct Step<'a> {
    /// What noise is taken from.
    pub(super) noisy: &'a Field,
    /// In what it is found where blocks are alike.
    pub(super) guide: &'a Field,
    /// What the first step made, which says what is picture.
    pub(super) basic: Option<&'a Field>,
    /// The variance of the noise.
    pub(super) variance: f32,
    /// Samples from one block to the next in the second step.
    pub(super) step: usize,
    /// Sums of tasks, kept from frame to frame.
    pub(super) spare: &'a Mutex<Vec<Vec<f32>>>,
}

/// The first samples of blocks along a length: every so many, and the last there is.
fn starts(length: usize, step: usize) -> Vec<usize> {
    let last = length - SIDE;
    let mut starts: Vec<usize> = (0..last).step_by(step).collect();
    starts.push(last);
    starts
}

/// Samples from one block to the next in the first step: no more than that blocks leave nothing out.
fn coarse(step: usize) -> usize {
    (step + COARSER).min(SIDE)
}

/// Numbers that the sums of a task may be, in either step.
fn room(stride: usize, step: usize) -> usize {
    2 * stride * ((ROWS - 1) * coarse(step) + SIDE + 2 * REACH)
}

/// Bytes of the sums of a plane.
pub(super) fn bytes_of(size: [usize; 2], step: usize) -> u64 {
    let [stride, height] = Field::extent(size);
    let tasks = starts(height, step).len().div_ceil(ROWS);
    (tasks * room(stride, step) * size_of::<f32>()) as u64
}

impl Step<'_> {
    /// Writes what is left without noise.
    pub(super) fn run(&self, out: &mut Field) {
        let step = if self.basic.is_none() { coarse(self.step) } else { self.step };
        let rows = starts(self.noisy.height, step);
        let columns = starts(self.noisy.width, step);
        let stride = self.noisy.stride;
        let room = room(stride, self.step);
        let parts: Vec<Part> = rows
            .par_chunks(ROWS)
            .map(|rows| {
                let first = rows[0].saturating_sub(REACH);
                let last = (rows[rows.len() - 1] + REACH + SIDE).min(self.noisy.height);
                let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
                let mut sums = spare().pop().unwrap_or_else(|| vec![0.0; room]);
                let used = &mut sums[..2 * stride * (last - first)];
                used.fill(0.0);
                sixteen::run(Groups { step: self, rows, columns: &columns, first, sums: used });
                Part { rows: first..last, sums }
            })
            .collect();
        let width = out.width;
        let rows = out.numbers.par_chunks_mut(stride).enumerate();
        rows.for_each(|(y, row)| put_together(&parts, stride, y, &mut row[..width]));
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.extend(parts.into_iter().map(|part| part.sums));
    }
}

/// What a task made.
struct Part {
    rows: std::ops::Range<usize>,
    /// Samples times their weights, then the weights of the blocks that begin at each, and room that is not used.
    sums: Vec<f32>,
}

dispatch! {
    /// A row of what tasks made.
    fn put_together(parts: &[Part], stride: usize, y: usize, row: &mut [f32]) {
        // What all blocks that begin in a column weigh in this row, behind room for those further left.
        let mut columns = vec![0.0_f32; SIDE - 1 + row.len()];
        row.fill(0.0);
        for part in parts.iter().filter(|part| part.rows.contains(&y)) {
            let (sums, weights) = part.sums.split_at(stride * part.rows.len());
            let at = y - part.rows.start;
            for (value, sum) in row.iter_mut().zip(&sums[at * stride..]) {
                *value += sum;
            }
            for (dy, window) in WINDOW.iter().enumerate().take(at + 1) {
                for (column, weight) in columns[SIDE - 1..].iter_mut().zip(&weights[(at - dy) * stride..]) {
                    *column += window * weight;
                }
            }
        }
        let mut weights = vec![0.0_f32; row.len()];
        for (dx, window) in WINDOW.iter().enumerate() {
            for (weight, column) in weights.iter_mut().zip(&columns[SIDE - 1 - dx..]) {
                *weight += column * window;
            }
        }
        for (value, weight) in row.iter_mut().zip(&weights) {
            *value /= weight;
        }
    }
}

/// The groups of some rows of blocks.
struct Groups<'a> {
    step: &'a Step<'a>,
    rows: &'a [usize],
    columns: &'a [usize],
    /// The row with which the sums begin.
    first: usize,
    sums: &'a mut [f32],
}

impl Task for Groups<'_> {
    #[inline(always)]
    fn run<V: Sixteen>(self) {
        let Step { noisy, guide, basic, variance, .. } = *self.step;
        let stride = noisy.stride;
        let (sums, weights) = self.sums.split_at_mut(self.sums.len() / 2);
        let signs = signs::<V>();
        let window = V::of_halves(&WINDOW, &WINDOW);
        for y in self.rows {
            for x in self.columns {
                let places = guide.alike::<V>([*x, *y]);
                let mut group = noisy.group::<V>(&places);
                forward(&mut group, signs);
                let kept = match basic {
                    None => keep_strong(&mut group, variance),
                    Some(basic) => {
                        let mut signal = basic.group::<V>(&places);
                        forward(&mut signal, signs);
                        keep_signal(&mut group, &signal, variance)
                    }
                };
                back(&mut group, signs);
                // Twice the power of eight, which the transform over blocks leaves.
                let window = window * V::splat(1.0 / (kept * GROUP as f32));
                for (pair, places) in places.as_chunks::<2>().0.iter().enumerate() {
                    let [first, last] = places.map(|[x, y]| (y - self.first) * stride + x);
                    for dy in 0..SIDE {
                        let values = group[pair / 2][pair % 2 * SIDE + dy] * (window * V::splat(WINDOW[dy]));
                        let Some(to) = sums[first + dy * stride..].first_chunk_mut() else { return };
                        values.add_first(to);
                        let Some(to) = sums[last + dy * stride..].first_chunk_mut() else { return };
                        values.add_last(to);
                    }
                    weights[first] += 1.0 / kept;
                    weights[last] += 1.0 / kept;
                }
            }
        }
    }
}

/// Keeps what stands out of the noise; gives how many coefficients that are.
#[inline(always)]
fn keep_strong<V: Sixteen>(group: &mut [Quad<V>; 2], variance: f32) -> f32 {
    let limit = V::splat(STRONG * STRONG * variance * GROUP as f32);
    let (mut count, one) = (V::splat(0.0), V::splat(1.0));
    for quad in group.iter_mut() {
        for row in 0..LANES {
            let power = quad[row] * quad[row];
            quad[row] = power.where_above(limit, quad[row]);
            count = count + power.where_above(limit, one);
        }
    }
    sum(count).max(1.0)
}

/// Keeps as much of each coefficient as the signal has of it and the noise; gives the sum of the squares of that.
#[inline(always)]
fn keep_signal<V: Sixteen>(group: &mut [Quad<V>; 2], signal: &[Quad<V>; 2], variance: f32) -> f32 {
    let (noise, tiny) = (V::splat(TAKEN * variance * GROUP as f32), V::splat(f32::MIN_POSITIVE));
    let mut squares = V::splat(0.0);
    for (quad, signal) in group.iter_mut().zip(signal) {
        for row in 0..LANES {
            let power = signal[row] * signal[row];
            let gain = power / (power + noise).max(tiny);
            quad[row] = quad[row] * gain;
            squares = squares + gain * gain;
        }
    }
    sum(squares).max(1.0 / 64.0)
}

#[inline(always)]
fn sum<V: Sixteen>(numbers: V) -> f32 {
    let mut row = [0.0; LANES];
    numbers.store(&mut row);
    row.iter().sum()
}
