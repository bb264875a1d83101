//! `masked`: mixes two clips by a mask, which is brought to the places of each plane's samples.

use std::ops::Range;

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::kernel::{BinaryOp, Builder, Expr, Load};
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{Layout, PlaneKind, SampleType, VideoFormat};

use crate::linear::{Group, LinearPlane};
use crate::native::{Call, Native, Picture, PixelWork, Problem, Work};
use crate::resample::{Grid, Kernel, Resampler};
use crate::samples::{Dither, Quantizer, add_row};
use crate::{Frames, Rows};

pub(crate) fn native() -> &'static dyn Native {
    &Masked
}

struct Masked;

impl Native for Masked {
    fn check(&self, call: &Call<'_>) -> Result<(), Problem> {
        let [clip, filtered, mask] = call.inputs else { return Ok(()) };
        if !clip.has_same_pictures(filtered) {
            return Err(Problem {
                argument: Some("filtered"),
                message: format!("the clips differ: `clip` is {clip}, `filtered` is {filtered}"),
                help: Some("bring them together with `resize` and `convert`".to_owned()),
            });
        }
        if (clip.width, clip.height) != (mask.width, mask.height) {
            return Err(Problem {
                argument: Some("mask"),
                message: format!(
                    "the mask is {}x{}, but the clip is {}x{}",
                    mask.width, mask.height, clip.width, clip.height
                ),
                help: Some("make the mask from a clip of this size".to_owned()),
            });
        }
        Ok(())
    }

    fn build(&self, call: &Call<'_>) -> Work {
        let (clip, mask) = (&call.inputs[0], &call.inputs[2]);
        if (0..clip.layout.color_planes()).all(|plane| clip.plane_size(plane) == mask.plane_size(0)) {
            return Work::Pixels(pixelwise(clip));
        }
        let shares = (0..clip.planes()).map(|plane| share(mask, clip, plane)).collect();
        let alpha = clip.alpha.then_some(clip.layout.color_planes());
        Work::Picture(Box::new(Mixing { shares, alpha }))
    }
}

/// The same where all planes have a sample for each of the mask's.
fn pixelwise(clip: &VideoFormat) -> PixelWork {
    let mut b = Builder::new();
    let mut values = Vec::with_capacity(clip.planes());
    for plane in 0..clip.planes() as u8 {
        let mut load = |input, plane| b.add(Expr::Load(Load { input, plane: Some(plane), ..Load::default() }));
        let (here, there, mask) = (load(0, plane), load(1, plane), load(2, 0));
        let (zero, one) = (b.constant(0.0), b.constant(1.0));
        let above = b.binary(BinaryOp::Max, mask, zero);
        let share = b.binary(BinaryOp::Min, above, one);
        let step = b.binary(BinaryOp::Sub, there, here);
        let part = b.binary(BinaryOp::Mul, share, step);
        let mixed = b.binary(BinaryOp::Add, here, part);
        // At the ends exactly one or the other, whatever the other is.
        let (none, all) = (b.binary(BinaryOp::Eq, share, zero), b.binary(BinaryOp::Eq, share, one));
        let filtered = b.select(all, there, mixed);
        values.push(b.select(none, here, filtered));
    }
    let planes = (0..clip.planes()).map(|plane| plane < clip.layout.color_planes()).collect();
    PixelWork { kernel: b.finish("masked", 3, &values), planes }
}

/// The mask as numbers from 0 to 1 at the samples of plane `plane` of `clip`.
fn share(mask: &VideoFormat, clip: &VideoFormat, plane: usize) -> LinearPlane {
    let scale = mask.sample.scale(PlaneKind::Luma, mask.effective_range());
    let full = VideoFormat { layout: Layout::Yuv444, ..clip.clone() };
    let rows = |parity| [Grid::field_rows(&full, plane, parity), Grid::field_rows(clip, plane, parity)];
    let fields = [rows(0), rows(1)];
    // A picture of so few lines that a field has none is taken as a whole.
    let woven = clip.scan.is_interlaced() && fields.as_flattened().iter().all(|grid| grid.length > 0);
    let from = [Grid::columns(&full, plane), Grid::rows(&full, plane)];
    let to = [Grid::columns(clip, plane), Grid::rows(clip, plane)];
    let is_smaller = clip.plane_size(plane) != (clip.width as usize, clip.height as usize);
    let resampler = is_smaller.then(|| Resampler::new(Kernel::Bilinear, from, to, woven.then_some(fields))).flatten();
    let group = Group { terms: vec![(0, 1.0 / scale.span)], resampler };
    let quantizer = Quantizer { bias: -scale.offset / scale.span, dither: Dither::None };
    LinearPlane { groups: vec![group], quantizer, same_as: None }
}

struct Mixing {
    /// How the mask gets to each plane.
    shares: Vec<LinearPlane>,
    alpha: Option<usize>,
}

impl Picture for Mixing {
    fn passes(&self, plane: usize) -> bool {
        self.alpha == Some(plane)
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let mut work = Units::default();
        for (plane, share) in self.shares.iter().enumerate().filter(|(plane, _)| !self.passes(*plane)) {
            let (width, height) = output.plane_size(plane);
            let samples = (width * height) as f64;
            work.add_all(&share.work(output, plane), 1.0);
            work.add(Feature::Convert, 2.0 * samples);
            work.add(Feature::Simple, 70.0 * samples);
            // The share of each sample is kept for a while: cleared, written, read.
            work.add(Feature::MemoryByte, 3.0 * 4.0 * samples);
            work.add(Feature::StoreInteger, samples);
        }
        work
    }

    fn rows(&self, frames: &Frames<'_>, plane: usize, rows: Range<usize>, out: &mut Rows<'_>) {
        let (clip, filtered) = (&frames.current(0).planes[plane], &frames.current(1).planes[plane]);
        let (width, height) = (out.width, rows.len());
        let mut shares = vec![0.0_f32; width * height];
        let mut into = Rows {
            bytes: bytemuck::cast_slice_mut(&mut shares),
            stride: width * size_of::<f32>(),
            width,
            height,
            sample: SampleType::F32,
        };
        self.shares[plane].rows(frames.current(2), rows.clone(), &mut into);
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        let (mut here, mut there) = (vec![0.0; width], vec![0.0; width]);
        for (index, y) in rows.enumerate() {
            add_row(clip, y, 1.0, false, &mut here);
            add_row(filtered, y, 1.0, false, &mut there);
            let row = &shares[index * width..][..width];
            for ((here, there), share) in here.iter_mut().zip(&there).zip(row) {
                let share = share.clamp(0.0, 1.0);
                // At the ends exactly one or the other, whatever the other is.
                *here = if share == 0.0 {
                    *here
                } else if share == 1.0 {
                    *there
                } else {
                    *here + share * (*there - *here)
                };
            }
            quantizer.store(&here, out, index, y);
        }
    }
}

#[cfg(test)]
mod tests {
    use fwr_compiler::media::{ChromaLocation, Layout, Range, Scan};

    use crate::support::{Clip, format, run};

    /// What mixing makes of a clip of 10 and one of 210 on all planes, with this mask in full range.
    fn mixed(layout: Layout, location: ChromaLocation, scan: Scan, mask: impl Fn(usize, usize) -> f64) -> Clip {
        let mut of = format(8, 8, "u8", layout);
        (of.chroma_location, of.scan) = (location, scan);
        let mut gray = format(8, 8, "u8", Layout::Gray);
        (gray.range, gray.scan) = (Range::Full, scan);
        let clip = Clip::new(&of, |_, _, _| 10.0);
        let filtered = Clip::new(&of, |_, _, _| 210.0);
        let mask = Clip::new(&gray, |_, x, y| mask(x, y));
        run("masked", &[], &[&clip, &filtered, &mask], &of)
    }

    #[test]
    fn luma_is_mixed_in_proportion() {
        // 51/255 is 0.2: 10 + 0.2 · 200 = 50; and the ends are exact.
        let levels = [0.0, 51.0, 255.0, 102.0];
        let result = mixed(Layout::Yuv444, ChromaLocation::Left, Scan::Progressive, |x, _| levels[x % 4]);
        for (plane, x, y) in result.positions() {
            assert_eq!(result.get(plane, x, y), [10.0, 50.0, 210.0, 90.0][x % 4], "{plane} {x},{y}");
        }
    }

    #[test]
    fn chroma_takes_the_mask_where_its_samples_sit() {
        // The mask is 1 right of column 3. Shrinking by two weighs the samples around by a triangle two wide.
        let step = |x: usize, _: usize| if x >= 4 { 255.0 } else { 0.0 };
        // Centred between columns 2k and 2k + 1, at 2k + 0.5: weights 1/8, 3/8, 3/8, 1/8.
        let centred = mixed(Layout::Yuv420, ChromaLocation::Center, Scan::Progressive, step);
        let row: Vec<f64> = (0..4).map(|x| centred.get(1, x, 1)).collect();
        assert_eq!(row, [10.0, 35.0, 185.0, 210.0], "an eighth reaches over the step");
        // On column 2k: weights 1/4, 1/2, 1/4.
        let left = mixed(Layout::Yuv420, ChromaLocation::Left, Scan::Progressive, step);
        let row: Vec<f64> = (0..4).map(|x| left.get(1, x, 1)).collect();
        assert_eq!(row, [10.0, 10.0, 160.0, 210.0], "a quarter of the sample on the step is left of it");
    }

    #[test]
    fn fields_keep_to_themselves() {
        // The mask is 1 on the lines of the bottom field only: its chroma is taken whole, the other's not at all.
        let result =
            mixed(Layout::Yuv420, ChromaLocation::Left, Scan::Tff, |_, y| if y % 2 == 1 { 255.0 } else { 0.0 });
        for (_, x, y) in result.positions().into_iter().filter(|(plane, _, _)| *plane == 2) {
            assert_eq!(result.get(2, x, y), if y % 2 == 1 { 210.0 } else { 10.0 }, "{x},{y}");
        }
    }
}
