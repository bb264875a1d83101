//! `chroma_offset`: how far the edges of colour lie beside those of luma.

use fwr_compiler::media::{ChromaLocation, CodeScale, VideoFormat};
use fwr_compiler::types::{Args, Constant, Unit};

use crate::measure::{Measure, Meter, Reading};
use crate::samples::add_row;
use crate::{Picture, Plane};

/// The farthest that is looked, in samples of luma.
const REACH: usize = 16;
/// Shifts that are tried.
const SHIFTS: usize = 2 * REACH + 1;
/// The nominal value 1 as a whole number.
const WHITE: f32 = 1023.0;

pub(crate) fn measure() -> &'static dyn Measure {
    &ChromaOffset
}

struct ChromaOffset;

impl Measure for ChromaOffset {
    fn start(&self, _args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        let format = &formats[0];
        let scale = |plane| format.sample.scale(format.plane_kind(plane), format.effective_range());
        let (sx, sy) = format.layout.chroma_shift();
        let step: [usize; 2] = [1 << sx, 1 << sy];
        let beside = match format.chroma_location {
            ChromaLocation::Center | ChromaLocation::Top | ChromaLocation::Bottom => (step[0] as f64 - 1.0) / 2.0,
            _ => 0.0,
        };
        Box::new(Comparing { luma: scale(0), chroma: scale(1), step, beside, sums: Sums::NONE })
    }
}

struct Comparing {
    luma: CodeScale,
    chroma: CodeScale,
    /// Samples of luma for one of chroma, across and down.
    step: [usize; 2],
    /// How far to the right of the first of its samples of luma one of chroma should lie.
    beside: f64,
    sums: Sums,
}

/// Sums over all samples of chroma so far.
struct Sums {
    frames: u64,
    samples: u64,
    /// Of the slopes of chroma.
    chroma: u64,
    /// Of the slopes of luma, at each shift.
    luma: [u64; SHIFTS],
    /// Of their products.
    products: [u64; SHIFTS],
}

impl Meter for Comparing {
    fn see(&mut self, pictures: &[Picture<'_>]) {
        self.sums.frames += 1;
        let [first, second] = [1, 2].map(|plane| pictures[0].planes[plane]);
        let luma = &pictures[0].planes[0];
        let margin = REACH.div_ceil(self.step[0]);
        // Of a picture this narrow nothing is left to compare.
        if first.width < 2 * margin + 4 {
            return;
        }
        for y in 0..first.height {
            let slopes = |plane: &Plane<'_>, y: usize, scale| slopes(&levels(plane, y, scale));
            let luma = slopes(luma, (y * self.step[1]).min(luma.height - 1), self.luma);
            let [u, v] = [first, second].map(|plane| slopes(&plane, y, self.chroma));
            for x in margin..first.width - margin {
                let here = u64::from(u[x] + v[x]);
                let at = x * self.step[0];
                // The last sample of luma may be missing beside an odd number of chroma samples.
                let Some(near) = luma.get(at - REACH..=at + REACH) else { continue };
                self.sums.samples += 1;
                self.sums.chroma += here;
                for ((slope, sum), product) in near.iter().zip(&mut self.sums.luma).zip(&mut self.sums.products) {
                    *sum += u64::from(*slope);
                    *product += here * u64::from(*slope);
                }
            }
        }
    }

    fn reading(&self) -> Option<Reading> {
        let offset = Constant::Number(self.sums.offset().map_or(0.0, |offset| offset + self.beside), Unit::Px);
        (self.sums.frames > 0).then(|| Reading::plain(offset))
    }

    fn save(&self) -> Vec<u64> {
        let sums = &self.sums;
        let head = [sums.frames, sums.samples, sums.chroma];
        head.into_iter().chain(sums.luma).chain(sums.products).collect()
    }

    fn restore(&mut self, saved: &[u64]) -> bool {
        let Some((&[frames, samples, chroma], rest)) = saved.split_first_chunk::<3>() else { return false };
        let Some((luma, rest)) = rest.split_first_chunk::<SHIFTS>() else { return false };
        let Some((products, [])) = rest.split_first_chunk::<SHIFTS>() else { return false };
        self.sums = Sums { frames, samples, chroma, luma: *luma, products: *products };
        true
    }
}

impl Sums {
    const NONE: Self = Self { frames: 0, samples: 0, chroma: 0, luma: [0; SHIFTS], products: [0; SHIFTS] };

    /// The shift of the greatest covariance, to a 64th of a sample; `None` if nothing tells it.
    fn offset(&self) -> Option<f64> {
        if self.samples == 0 {
            return None;
        }
        let count = self.samples as f64;
        let fit: Vec<f64> = (0..SHIFTS)
            .map(|shift| {
                let product = self.products[shift] as f64 / count;
                product - self.chroma as f64 / count * (self.luma[shift] as f64 / count)
            })
            .collect();
        let best = (0..SHIFTS).fold(REACH, |best, shift| if fit[shift] > fit[best] { shift } else { best });
        // What fits no better than chance, or best at the end of what was tried, tells nothing.
        if fit[best] <= 0.0 || best == 0 || best == SHIFTS - 1 {
            return None;
        }
        let (before, here, after) = (fit[best - 1], fit[best], fit[best + 1]);
        let bend = before - 2.0 * here + after;
        let part = if bend < 0.0 { 0.5 * (before - after) / bend } else { 0.0 };
        // Luma `shift` samples to the right is what fits: colour lies that far to the left.
        let right = REACH as f64 - (best as f64 + part);
        Some((right * 64.0).round() / 64.0)
    }
}

/// A row as numbers from 0 to [`WHITE`], chroma from minus half of it to half.
fn levels(plane: &Plane<'_>, y: usize, scale: CodeScale) -> Vec<i32> {
    let mut row = vec![0.0; plane.width];
    add_row(plane, y, 1.0, false, &mut row);
    let level = |code: &f32| ((code - scale.offset) / scale.span * WHITE).clamp(-WHITE, 2.0 * WHITE).round() as i32;
    row.iter().map(level).collect()
}

/// How steep a row is at each sample.
fn slopes(levels: &[i32]) -> Vec<u32> {
    let last = levels.len() - 1;
    (0..levels.len()).map(|x| (levels[(x + 1).min(last)] - levels[x.saturating_sub(1)]).unsigned_abs()).collect()
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::Layout;

    use super::*;
    use crate::support::{Clip, format, reading};

    /// Bars whose colour lies so many samples of luma to the right.
    fn bars(layout: Layout, right: usize) -> Clip {
        let of = format(192, 16, "u8", layout);
        let (sx, _) = layout.chroma_shift();
        Clip::new(&of, move |plane, x, _| {
            let x = if plane == 0 { x } else { (x << sx) + 64 - right };
            let bar = (x + if plane == 0 { 64 } else { 0 }) / 37;
            if bar % 2 == 0 { 60.0 } else { 160.0 }
        })
    }

    #[test]
    fn says_how_far_colour_lies_to_the_right() {
        for layout in [Layout::Yuv444, Layout::Yuv422, Layout::Yuv420] {
            for right in [0, 4, 8] {
                let clip = bars(layout, right);
                let found = reading("chroma_offset", &[], &[&clip]).expect("a frame").value;
                let Constant::Number(found, Unit::Px) = found else { panic!("{found:?}") };
                let coarse = f64::from(1 << layout.chroma_shift().0).max(2.0) / 2.0;
                assert!((found - right as f64).abs() <= coarse, "{layout:?} {right}: {found}");
            }
        }
    }

    #[test]
    fn without_edges_of_colour_it_is_0() {
        let of = format(192, 16, "u8", Layout::Yuv420);
        let plain = Clip::new(&of, |plane, x, _| if plane == 0 { (x * 7 % 90) as f64 } else { 128.0 });
        assert_eq!(
            reading("chroma_offset", &[], &[&plain]).map(|found| found.value),
            Some(Constant::Number(0.0, Unit::Px))
        );
    }
}
