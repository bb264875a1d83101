//! `shimmer`: how the error of luma changes along the motion of the original.

use fwr_compiler::media::{CodeScale, SampleType, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};
use rayon::prelude::*;

use crate::compare::Pair;
use crate::measure::{Measure, Meter, Reading, of_luma};
use crate::motion::{Care, Field, Lay, Pyramid, compensate, search};
use crate::{Picture, Plane};

/// Samples from one vector to the next.
const STEP: usize = 8;
/// The mean difference, of 0 to 1, from which on a block is not taken to be the same.
const LOST: f32 = 0.06;
/// Pictures smaller than this are taken to stand still.
const LEAST: usize = 16;
/// Rows that a thread works on at a time.
const BAND: usize = 32;

pub(crate) fn measure() -> &'static dyn Measure {
    &Shimmer
}

struct Shimmer;

impl Measure for Shimmer {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let original = &formats[1];
        let scale = original.sample.scale(original.plane_kind(0), original.effective_range());
        Box::new(Changes {
            pair: Pair::new(formats),
            scale,
            before: None,
            counted: 0.0,
            squares: 0.0,
            frames: 0,
            last: None,
        })
    }

    fn tables(&self, formats: &[VideoFormat]) -> u64 {
        of_luma(formats, 13.0)
    }
}

struct Changes {
    pair: Pair,
    scale: CodeScale,
    before: Option<Before>,
    /// Samples that were counted.
    counted: f64,
    /// The sum of the squares of their changes.
    squares: f64,
    frames: u64,
    last: Option<f64>,
}

/// What is kept of a frame.
struct Before {
    original: Pyramid,
    /// The error of each sample, in codes of the original.
    error: Vec<f32>,
}

impl Changes {
    fn errors(&self, pictures: &[Picture<'_>]) -> Vec<f32> {
        let (width, height) = (pictures[1].planes[0].width, pictures[1].planes[0].height);
        let mut errors = Vec::with_capacity(width * height);
        let mut rows = Default::default();
        for y in 0..height {
            self.pair.read(pictures, 0, y, &mut rows);
            errors.extend(rows[0].iter().zip(&rows[1]).map(|(a, b)| a - b));
        }
        errors
    }
}

/// How many samples of `error` have an earlier one along `field`, and the sum of the squares of their changes.
fn changes(error: &[f32], before: &[f32], [width, height]: [usize; 2], field: Option<&Field>) -> (f64, f64) {
    let Some(field) = field else {
        let squares = error.iter().zip(before).map(|(now, before)| f64::from(now - before) * f64::from(now - before));
        return (error.len() as f64, squares.sum());
    };
    let bytes = bytemuck::cast_slice(before);
    let plane = Plane { bytes, stride: width * size_of::<f32>(), width, height, sample: SampleType::F32 };
    let lay = Lay::new(STEP, [1, 1]);
    let bands: Vec<(f64, f64)> = (0..height.div_ceil(BAND))
        .into_par_iter()
        .map(|band| {
            let rows = band * BAND..((band + 1) * BAND).min(height);
            let mut found = (0.0, 0.0);
            compensate(&plane, field, lay, rows.clone(), |index, line| {
                let y = rows.start + index;
                let now = &error[y * width..][..width];
                for ((cell, now), (_, before)) in cells(now).zip(cells(line)) {
                    if can_follow(field, [cell, (y + STEP / 2) / STEP]) {
                        let squares = now.iter().zip(before).map(|(now, before)| f64::from(now - before).powi(2));
                        found.0 += now.len() as f64;
                        found.1 += squares.sum::<f64>();
                    }
                }
            });
            found
        })
        .collect();
    bands.iter().fold((0.0, 0.0), |sum, band| (sum.0 + band.0, sum.1 + band.1))
}

/// The parts of a row that one pair of neighbouring columns of blocks covers, with the second of these: the first part is
/// half a step wide.
fn cells(row: &[f32]) -> impl Iterator<Item = (usize, &[f32])> {
    let (first, rest) = row.split_at(row.len().min(STEP / 2));
    std::iter::once(first).chain(rest.chunks(STEP)).enumerate()
}

/// Whether all blocks that cover a cell were found again.
fn can_follow(field: &Field, [column, row]: [usize; 2]) -> bool {
    let (column, row) = (column as isize, row as isize);
    [[-1, -1], [0, -1], [-1, 0], [0, 0]].iter().all(|[dx, dy]| field.at(column + dx, row + dy).cost < LOST)
}

impl Meter for Changes {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        let luma = &pictures[1].planes[0];
        let (original, error) = (Pyramid::of(luma, self.scale), self.errors(pictures));
        self.last = None;
        if let Some(before) = &self.before {
            let follows = luma.width.min(luma.height) >= LEAST;
            let field = follows.then(|| search(&original, &before.original, STEP, Care::Quick, None));
            let (counted, squares) = changes(&error, &before.error, [luma.width, luma.height], field.as_ref());
            self.counted += counted;
            self.squares += squares;
            self.last = (counted > 0.0).then(|| self.deviation(squares, counted));
        }
        self.before = Some(Before { original, error });
        self.frames += 1;
    }

    fn of_frame(&self) -> Option<f64> {
        self.last
    }

    fn reading(&self) -> Option<Reading> {
        let value = if self.counted > 0.0 { self.deviation(self.squares, self.counted) } else { 0.0 };
        (self.frames > 0).then(|| Reading::plain(Constant::Number(value, Unit::None)))
    }

    fn save(&self) -> Vec<u64> {
        Vec::new()
    }

    fn restore(&mut self, _saved: &[u64]) -> bool {
        false
    }
}

impl Changes {
    /// The deviation of an error whose changes have such squares.
    fn deviation(&self, squares: f64, counted: f64) -> f64 {
        (squares / counted / 2.0).sqrt() / f64::from(self.scale.span)
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use crate::support::{Clip, compared, format};

    #[test]
    fn an_error_that_moves_with_the_picture_does_not_shimmer() {
        let format = format(128, 96, "u8", Layout::Gray);
        let texture = |x: usize, y: usize| ((x * x * 3 + y * y * 5 + x * y) / 29 % 100) as f64;
        let frames = |error: &dyn Fn(usize, usize, usize) -> f64| -> Vec<[Clip; 2]> {
            (0..4)
                .map(|n| {
                    let original = |x: usize, y: usize| 60.0 + texture(x + 2 * n, y);
                    let clip = Clip::new(&format, |_, x, y| original(x, y) + error(n, x, y));
                    [clip, Clip::new(&format, |_, x, y| original(x, y))]
                })
                .collect()
        };
        let shimmer = |error: &dyn Fn(usize, usize, usize) -> f64| {
            let frames = frames(error);
            compared("shimmer", &[], &frames.iter().map(|[a, b]| [a, b]).collect::<Vec<_>>())
        };
        let stays = shimmer(&|n, x, y| 6.0 * f64::from(u8::from((x + 2 * n) / 8 % 2 == 0 && y % 16 < 9)));
        let alternates = shimmer(&|n, _, y| if (n + y) % 2 == 0 { 3.0 } else { -3.0 });
        // A change of 6 codes everywhere, over the root of 2, of 219.
        assert!((alternates * 219.0 - 4.243).abs() < 0.2, "{}", alternates * 219.0);
        assert!(stays < alternates / 4.0, "{stays} {alternates}");
        assert_eq!(shimmer(&|_, _, _| 0.0), 0.0);
    }
}
