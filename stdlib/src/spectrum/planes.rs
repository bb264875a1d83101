//! All planes of a clip: luma, chroma by its own measure, alpha as it is.

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::PlaneKind;
use rayon::prelude::*;

use super::block::SIDE;
use super::denoise::{Denoiser, Settings, Shot};
use crate::motion::Field;
use crate::native::Call;
use crate::{Picture, Plane, Rows, noise};

/// Simple operations that a sample of a block is worth for each spectrum of it, as it was measured: windows, sums,
/// transforms.
const SPECTRUM: f64 = 40.0;
/// And for each frame that it is read from, wherever that is in a row.
const READ: f64 = 5.0;

/// Takes noise off every plane of a clip.
#[derive(Debug)]
pub(crate) struct Planes {
    /// For each plane its denoiser, or none where it is left as it is.
    planes: Vec<Option<Denoiser>>,
    /// Luma samples for one of the plane's, across and down.
    subsampling: Vec<[usize; 2]>,
    radius: usize,
}

impl Planes {
    /// For a call with arguments `noise`, `step` and `chroma`, which takes off `strength` times the power of the noise.
    pub(crate) fn new(call: &Call<'_>, radius: usize, strength: f32) -> Self {
        let format = call.output;
        let step = call.args.number("step") as usize;
        let (sx, sy) = format.layout.chroma_shift();
        let mut planes = Vec::new();
        let mut subsampling = Vec::new();
        for plane in 0..format.planes() {
            let kind = format.plane_kind(plane);
            let deviation = noise::deviation(call, kind);
            let scale = format.sample.scale(kind, format.effective_range());
            let settings = Settings { step, radius, scale, variance: deviation * deviation * strength };
            planes.push((deviation > 0.0).then(|| Denoiser::new(format.plane_size(plane), settings)));
            subsampling.push(if kind == PlaneKind::Chroma { [1 << sx, 1 << sy] } else { [1, 1] });
        }
        Self { planes, subsampling, radius }
    }

    /// What it does for a frame, with so many clips to read.
    pub(crate) fn work(&self, clips: usize) -> Units {
        let mut work = Units::default();
        let blocks: usize = self.planes.iter().flatten().map(Denoiser::blocks).sum();
        let samples = (blocks * SIDE * SIDE) as f64;
        let frames = (2 * self.radius + 1) as f64;
        let spectra = (clips * (self.radius + 1) + 1) as f64;
        work.add(Feature::Simple, samples * (SPECTRUM * spectra + READ * frames * clips as f64));
        work.add(Feature::LoadInteger, samples * frames * clips as f64);
        work.add(Feature::Division, samples * (self.radius + 1) as f64 / 2.0);
        work
    }

    /// Bytes that it keeps from frame to frame.
    pub(crate) fn bytes(&self) -> u64 {
        self.planes.iter().flatten().map(Denoiser::bytes).sum()
    }

    /// Writes the frame in the middle of `window`; `pilots` are the same frames with less noise.
    pub(crate) fn run(
        &self,
        window: &[Picture<'_>],
        pilots: Option<&[Picture<'_>]>,
        fields: &[Field],
        out: &mut [Rows<'_>],
    ) {
        let there = self.there(window, fields);
        out.par_iter_mut().enumerate().for_each(|(plane, out)| {
            let planes = of(window, plane);
            let Some(denoiser) = &self.planes[plane] else {
                for y in 0..out.height {
                    out.row_bytes_mut(y).copy_from_slice(planes[self.radius].row_bytes(y));
                }
                return;
            };
            let pilots = pilots.map(|pilots| of(pilots, plane));
            let shot = Shot {
                planes: &planes,
                pilots: pilots.as_deref(),
                fields,
                subsampling: self.subsampling[plane],
                there: &there,
            };
            denoiser.run(&shot, out);
        });
    }

    /// For each distance whether the frames so far before and after are there: past the ends of a clip frames repeat,
    /// and where another scene is shown no block has a match.
    fn there(&self, window: &[Picture<'_>], fields: &[Field]) -> Vec<[bool; 2]> {
        let first = |frame: usize| window[frame].planes[0].bytes.as_ptr();
        let is_cut =
            |place: usize| fields.get(place).is_some_and(|field| field.vectors.iter().all(|vector| vector.cost >= 1.0));
        (1..=self.radius)
            .map(|away| {
                let (before, after) = (self.radius - away, self.radius + away);
                let place = 2 * (away - 1);
                [
                    first(before) != first(before + 1) && !is_cut(place),
                    first(after) != first(after - 1) && !is_cut(place + 1),
                ]
            })
            .collect()
    }
}

/// One plane of each picture.
fn of<'a>(pictures: &[Picture<'a>], plane: usize) -> Vec<Plane<'a>> {
    pictures.iter().map(|picture| picture.planes[plane]).collect()
}
