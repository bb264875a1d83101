//! `blockiness`: differences across the lines of a grid, by those beside them.

use fwr_compiler::media::VideoFormat;
use fwr_compiler::types::Args;
use rayon::prelude::*;

use crate::frame_mean::{FrameNumber, frame_mean};
use crate::measure::{Measure, Meter};
use crate::samples::add_row;
use crate::simd::dispatch;
use crate::{Picture, Plane};

/// Rows that a thread looks at at a time.
const BAND: usize = 64;

pub(crate) fn measure() -> &'static dyn Measure {
    &Blockiness
}

struct Blockiness;

impl Measure for Blockiness {
    fn start(&self, args: &Args, formats: &[VideoFormat]) -> Box<dyn Meter> {
        // A line of a field is a line further down.
        let fields = if formats[0].scan.is_interlaced() { 2 } else { 1 };
        let block = usize::try_from(args.int("block")).unwrap_or(8).max(1);
        frame_mean(Edges { block, fields })
    }
}

struct Edges {
    block: usize,
    fields: usize,
}

impl Edges {
    /// Sums of the differences of neighbours in luma and their numbers: across the grid, and elsewhere.
    fn differences(&self, plane: &Plane<'_>) -> [(f64, f64); 2] {
        let bands: Vec<[(f64, f64); 2]> = (0..plane.height.div_ceil(BAND))
            .into_par_iter()
            .map(|band| self.differences_of(plane, band * BAND..((band + 1) * BAND).min(plane.height)))
            .collect();
        [0, 1].map(|of| bands.iter().fold((0.0, 0.0), |sum, band| (sum.0 + band[of].0, sum.1 + band[of].1)))
    }

    fn differences_of(&self, plane: &Plane<'_>, rows: std::ops::Range<usize>) -> [(f64, f64); 2] {
        let mut sums = [(0.0, 0.0); 2];
        let [mut row, mut other, mut beside] = [0, 1, 2].map(|_| vec![0.0; plane.width]);
        for y in rows {
            add_row(plane, y, 1.0, false, &mut row);
            if y >= self.fields {
                add_row(plane, y - self.fields, 1.0, false, &mut other);
                distances(&row, &other, &mut beside);
                let is_edge = (y / self.fields).is_multiple_of(self.block);
                let sum = &mut sums[usize::from(!is_edge)];
                sum.0 += crate::statistics::sum(&beside);
                sum.1 += plane.width as f64;
            }
            let Some((_, after)) = row.split_first() else { continue };
            distances(after, &row, &mut beside);
            let between = &beside[..plane.width - 1];
            // The difference at place x is that of columns x and x + 1.
            let edges = || (self.block - 1..between.len()).step_by(self.block);
            let across: f64 = edges().map(|x| f64::from(between[x])).sum();
            let count = edges().count();
            sums[0].0 += across;
            sums[0].1 += count as f64;
            sums[1].0 += crate::statistics::sum(between) - across;
            sums[1].1 += (between.len() - count) as f64;
        }
        sums
    }
}

impl FrameNumber for Edges {
    fn of(&mut self, pictures: &[Picture<'_>]) -> f64 {
        let [across, beside] = self.differences(&pictures[0].planes[0]).map(|(sum, count)| sum / count.max(1.0));
        // Nothing has no blocks.
        let ratio = if across == beside || across == 0.0 { 1.0 } else { across / beside.max(1e-9) };
        ratio.min(1e6)
    }
}

dispatch! {
    fn distances(a: &[f32], b: &[f32], out: &mut [f32]) {
        for (out, (a, b)) in out.iter_mut().zip(a.iter().zip(b)) {
            *out = (a - b).abs();
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{Layout, Scan, VideoFormat};
    use fwr_compiler::types::{Constant, Unit};

    use crate::support::{Clip, format, measured};

    #[test]
    fn blocks_are_seen_on_their_grid() {
        let block = |side: f64| [("block", Constant::Number(side, Unit::Px))];
        let texture = |x: usize, y: usize| ((x * 31 + y * 17) % 5) as f64;
        let shape = format(96, 64, "u8", Layout::Gray);
        let coded =
            |side: usize| Clip::new(&shape, |_, x, y| 100.0 + texture(x, y) + 9.0 * ((x / side + y / side) % 2) as f64);
        assert!(measured("blockiness", &block(8.0), &[&coded(8)]) > 2.0);
        assert!(measured("blockiness", &block(8.0), &[&coded(16)]) > 1.3);
        assert!(measured("blockiness", &block(8.0), &[&coded(11)]) < 1.1);
        let plain = Clip::new(&shape, |_, x, y| 100.0 + texture(x, y));
        assert!((measured("blockiness", &block(8.0), &[&plain]) - 1.0).abs() < 0.1);
    }

    #[test]
    fn fields_have_grids_of_their_own() {
        let shape = VideoFormat { scan: Scan::Tff, ..format(32, 64, "u8", Layout::Gray) };
        let coded = Clip::new(&shape, |_, x, y| 100.0 + (x % 3) as f64 + 9.0 * (y / 2 / 8 % 2) as f64);
        let found = measured("blockiness", &[("block", Constant::Number(8.0, Unit::Px))], &[&coded]);
        assert!(found > 1.5, "{found}");
    }
}
