//! Planes that are moved, turned and enlarged.

use super::path::Pose;
use crate::Plane;
use crate::samples::load_span;
use crate::simd::dispatch;

/// A plane as numbers.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Row by row.
    pub(crate) values: Vec<f32>,
}

/// Where the samples of a plane come from: a place plus so much for each step to the right and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Warp {
    start: [f64; 2],
    right: [f64; 2],
    down: [f64; 2],
}

/// Moves that are this near to whole samples are by whole samples.
const NEARLY: f64 = 0.1;
/// Turns and zooms that move the corners by less, in samples, are none.
const UNSEEN: f64 = 0.25;

impl Warp {
    /// Of a plane of that size with `luma` samples of luma for one of its own, for a pose in samples of luma.
    pub(crate) fn new(pose: Pose, [width, height]: [usize; 2], luma: [f64; 2]) -> Self {
        let half = [width as f64 / 2.0 - 0.5, height as f64 / 2.0 - 0.5];
        let corner = half[0] * luma[0] + half[1] * luma[1];
        let turned = (pose.turn.abs() + pose.zoom.abs()) * corner > UNSEEN;
        let shift = [0, 1].map(|axis| {
            let shift = pose.shift[axis] / luma[axis];
            if !turned && (shift - shift.round()).abs() < NEARLY { shift.round() } else { shift }
        });
        let (turn, grown) = if turned { (pose.turn, 1.0 + pose.zoom) } else { (0.0, 1.0) };
        let power = grown * grown + turn * turn;
        let (along, across) = (grown / power, turn / power);
        // A sample of chroma may be wider than it is high.
        let wide = luma[1] / luma[0];
        let right = [along, -across / wide];
        let down = [across * wide, along];
        let from = [-half[0] - shift[0], -half[1] - shift[1]];
        let start = [0, 1].map(|axis| half[axis] + right[axis] * from[0] + down[axis] * from[1]);
        Self { start, right, down }
    }

    /// Where the sample at a place comes from.
    #[inline(always)]
    fn at(&self, x: usize, y: usize) -> [f64; 2] {
        let Self { start, right, down } = self;
        let (x, y) = (x as f64, y as f64);
        [start[0] + right[0] * x + down[0] * y, start[1] + right[1] * x + down[1] * y]
    }

    /// Whether a place comes from inside the plane.
    pub(crate) fn is_inside(&self, x: usize, y: usize, source: [usize; 2]) -> bool {
        let [x, y] = self.at(x, y);
        x >= -0.5 && y >= -0.5 && x <= source[0] as f64 - 0.5 && y <= source[1] as f64 - 0.5
    }

    /// Row `y` of what `source` becomes.
    pub(crate) fn row(&self, source: &Source, y: usize, out: &mut [f32]) {
        if self.right == [1.0, 0.0] {
            return straight_row(self, source, y, out);
        }
        turned_row(self, source, y, out);
    }

    /// One sample of what a plane becomes, of which `read` gives four samples from a place on.
    #[inline(always)]
    fn sample(&self, x: usize, y: usize, mut read: impl FnMut([isize; 2], &mut [f32; 4])) -> f32 {
        let [x, y] = self.at(x, y);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (taps((x - left) as f32), taps((y - top) as f32));
        let (left, top) = (left as isize - 1, top as isize - 1);
        let (mut line, mut four) = ([0.0; 4], [0.0; 4]);
        for (number, weight) in (0..).zip(down) {
            read([left, top + number], &mut four);
            for (line, value) in line.iter_mut().zip(four) {
                *line += weight * value;
            }
        }
        across[0] * line[0] + across[1] * line[1] + across[2] * line[2] + across[3] * line[3]
    }

    /// One sample of what `plane` becomes.
    pub(crate) fn sample_of(&self, plane: &Plane<'_>, x: usize, y: usize) -> f32 {
        self.sample(x, y, |place, four| load_span(plane, place, four))
    }
}

impl Source {
    /// Four samples of a row from a place on; beyond an edge the last one repeats.
    #[inline(always)]
    fn read(&self, [left, y]: [isize; 2], four: &mut [f32; 4]) {
        let row = self.row(y);
        if left >= 0 && left + 4 <= self.width as isize {
            four.copy_from_slice(&row[left as usize..][..4]);
        } else {
            let last = self.width as isize - 1;
            for (x, value) in (left..).zip(four) {
                *value = row[x.clamp(0, last) as usize];
            }
        }
    }

    /// A row, or the nearest inside.
    #[inline(always)]
    fn row(&self, y: isize) -> &[f32] {
        let y = y.clamp(0, self.height as isize - 1) as usize;
        &self.values[y * self.width..][..self.width]
    }
}

dispatch! {
    /// A row of a plane that is only moved.
    fn straight_row(warp: &Warp, source: &Source, y: usize, out: &mut [f32]) {
        let [x, y] = warp.at(0, y);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (taps((x - left) as f32), taps((y - top) as f32));
        let (left, top) = (left as isize - 1, top as isize - 1);
        let mut line = vec![0.0_f32; out.len() + 3];
        // What lies to the left of the plane, in it and to its right.
        let first = left.saturating_neg().clamp(0, line.len() as isize) as usize;
        let end = (source.width as isize - left).clamp(first as isize, line.len() as isize) as usize;
        // What moves by whole lines needs one of them.
        for (number, weight) in (0..4).zip(down).filter(|(_, weight)| *weight != 0.0) {
            let row = source.row(top + number);
            let there = row.get((left + first as isize).max(0) as usize..).unwrap_or_default();
            line[..first].iter_mut().for_each(|value| *value += weight * row[0]);
            for (value, there) in line[first..end].iter_mut().zip(there) {
                *value += weight * there;
            }
            line[end..].iter_mut().for_each(|value| *value += weight * row[row.len() - 1]);
        }
        let of = |number: usize| &line[number..][..out.len()];
        let (one, two, three, four) = (of(0), of(1), of(2), of(3));
        for x in 0..out.len() {
            out[x] = across[0] * one[x] + across[1] * two[x] + across[2] * three[x] + across[3] * four[x];
        }
    }

    /// A row of a plane that is turned or enlarged.
    fn turned_row(warp: &Warp, source: &Source, y: usize, out: &mut [f32]) {
        for (x, out) in out.iter_mut().enumerate() {
            *out = warp.sample(x, y, |place, four| source.read(place, four));
        }
    }
}

/// The cubic of Keys through four samples, `part` of the way from the second to the third.
#[inline(always)]
fn taps(part: f32) -> [f32; 4] {
    let (t, t2) = (part, part * part);
    let t3 = t2 * t;
    [0.5 * (-t + 2.0 * t2 - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope() -> Source {
        let values = (0..20 * 30).map(|place| (place % 30) as f32 + 0.5 * (place / 30) as f32).collect();
        Source { width: 30, height: 20, values }
    }

    #[test]
    fn a_moved_slope_is_a_slope() {
        let source = slope();
        for shift in [[2.0, -3.0], [1.25, 0.5]] {
            let warp = Warp::new(Pose { shift, ..Pose::default() }, [30, 20], [1.0, 1.0]);
            let mut row = vec![0.0; 30];
            warp.row(&source, 10, &mut row);
            for (x, found) in row.iter().enumerate().take(24).skip(6) {
                let expected = x as f64 - shift[0] + 0.5 * (10.0 - shift[1]);
                assert!((f64::from(*found) - expected).abs() < 1e-3, "{shift:?} {x}: {found} {expected}");
            }
        }
    }

    #[test]
    fn rows_are_made_of_samples_up_to_the_edges_and_beyond() {
        let source = slope();
        for shift in [[2.0, -3.0], [-3.25, 0.5], [27.5, 0.0], [-28.0, 15.0], [40.0, 0.0], [-40.5, 25.0]] {
            let warp = Warp::new(Pose { shift, ..Pose::default() }, [30, 20], [1.0, 1.0]);
            let mut row = vec![0.0; 30];
            for y in [0, 10, 19] {
                warp.row(&source, y, &mut row);
                for (x, found) in row.iter().enumerate() {
                    let expected = warp.sample(x, y, |place, four| source.read(place, four));
                    assert!((expected - found).abs() < 1e-3, "{shift:?} {x},{y}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn a_turn_goes_about_the_middle() {
        let source = slope();
        let warp = Warp::new(Pose { turn: 0.1, ..Pose::default() }, [30, 20], [1.0, 1.0]);
        assert!(warp.is_inside(15, 10, [30, 20]) && !warp.is_inside(0, 0, [30, 20]));
        let middle = warp.at(14, 9);
        assert!((middle[0] - 14.0).abs() < 0.2 && (middle[1] - 9.0).abs() < 0.2, "{middle:?}");
        let sample = warp.sample(14, 9, |place, four| source.read(place, four));
        assert!((sample - 18.5).abs() < 0.3);
    }
}
