//! `nlmeans`: means of samples whose surroundings are alike.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use fwr_compiler::estimate::Work as Units;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::{PlaneKind, VideoFormat};
use fwr_compiler::plan::Window;
use rayon::prelude::*;

use self::area::{Area, PATCH};
use crate::native::{Call, Native, WholePicture, Work};
use crate::samples::{Dither, Quantizer};
use crate::{Frames, Plane, Rows, noise};

mod area;

/// Samples across an area that is worked on at once: it stays near the processor.
const ACROSS: usize = 480;
/// Rows of an area, at least and at most: areas that are close to each other look at the same samples.
const LEAST: usize = 24;
const MOST: usize = 64;
/// Areas that are kept, about: as many as there are threads.
const TASKS: usize = 16;

/// Patches are as good as the same up to a mean squared difference of so many variances of the noise, of which the guides
/// have an eighth: …
const FREE: f32 = 0.2;
/// … and by so many more one counts 1 / e.
const WIDTH: f32 = 0.4;

/// Simple operations that a pair of samples is worth, as it was measured.
const PAIR: f64 = 60.0;

pub(crate) fn native() -> &'static dyn Native {
    &NlMeans
}

struct NlMeans;

/// What is the same for all frames of planes that are judged together.
#[derive(Debug, Clone, Copy)]
struct Settings {
    /// Samples to each side that are searched.
    search: usize,
    /// Frames before and after.
    radius: usize,
    /// A mean squared difference, of codes, that counts for nothing.
    free: f32,
    /// An eighth of what a squared difference costs.
    scale: f32,
}

impl Native for NlMeans {
    fn build(&self, call: &Call<'_>) -> Work {
        let format = call.output;
        let (search, radius) = (call.args.number("search") as usize, call.args.number("radius") as usize);
        let mut groups: Vec<Group> = Vec::new();
        for plane in 0..format.planes() {
            let kind = format.plane_kind(plane);
            if let Some(group) = groups.iter_mut().find(|group| group.kind == kind) {
                group.planes.push(plane);
                continue;
            }
            let deviation = noise::deviation(call, kind) * format.sample.scale(kind, format.effective_range()).span;
            let variance = deviation * deviation;
            let settings = (variance > 0.0).then(|| Settings {
                search,
                radius,
                free: FREE * variance,
                scale: 1.0 / (8.0 * WIDTH * variance),
            });
            groups.push(Group { kind, planes: vec![plane], settings, spare: Mutex::default() });
        }
        Work::Whole(Box::new(Averaging { groups, search, radius }))
    }
}

/// Planes that are judged together.
struct Group {
    kind: PlaneKind,
    planes: Vec<usize>,
    /// None where they are left as they are.
    settings: Option<Settings>,
    /// What bands were worked on in, kept from frame to frame.
    spare: Mutex<Vec<Area>>,
}

struct Averaging {
    groups: Vec<Group>,
    search: usize,
    radius: usize,
}

impl WholePicture for Averaging {
    fn window(&self) -> Window {
        Window { before: self.radius as u32, after: self.radius as u32 }
    }

    fn work(&self, output: &VideoFormat) -> Units {
        let side = (2 * self.search + 1) as f64;
        // Pairs within a frame are looked at once for both.
        let pairs = 0.75 * side * side + 2.0 * self.radius as f64 * side * side;
        let samples: usize = (0..output.planes()).map(|plane| output.plane_size(plane)).map(|(w, h)| w * h).sum();
        Units::of(Feature::Simple, samples as f64 * pairs * PAIR)
    }

    fn scratch(&self, output: &VideoFormat) -> u64 {
        let margin = 2 * (self.search + PATCH);
        let area = (ACROSS + margin + 48).min(output.width as usize + margin + 48) * (MOST + margin);
        // Samples, guides, those of another frame, sums; and lines that are made.
        (TASKS * area * (6 * output.layout.color_planes() + 1) * size_of::<f32>()) as u64
    }

    fn picture(&self, frames: &Frames<'_>, out: &mut [Rows<'_>]) {
        let window = frames.windows[0];
        let first = |frame: usize| window[frame].planes[0].bytes.as_ptr();
        // Past an end of the clip frames repeat: each is looked at once.
        let is_new = |frame: &usize| match frame.cmp(&self.radius) {
            Ordering::Less => first(*frame) != first(frame + 1),
            Ordering::Equal => true,
            Ordering::Greater => first(*frame) != first(frame - 1),
        };
        let frames: Vec<usize> = (0..window.len()).filter(is_new).collect();
        let mut rest: Vec<Option<&mut Rows<'_>>> = out.iter_mut().map(Some).collect();
        for group in &self.groups {
            let mut out: Vec<&mut Rows<'_>> = group.planes.iter().filter_map(|plane| rest[*plane].take()).collect();
            let views = |frame: &usize| -> Vec<Plane<'_>> {
                group.planes.iter().map(|plane| window[*frame].planes[*plane]).collect()
            };
            if let Some(settings) = &group.settings {
                let sources: Vec<Vec<Plane<'_>>> = frames.iter().map(views).collect();
                let middle = frames.iter().position(|frame| *frame == self.radius).unwrap_or(0);
                group.average(&sources, middle, &mut out, settings);
                continue;
            }
            for (out, plane) in out.iter_mut().zip(views(&self.radius)) {
                (0..out.height).for_each(|y| out.row_bytes_mut(y).copy_from_slice(plane.row_bytes(y)));
            }
        }
    }
}

impl Group {
    /// Makes all rows of its planes, of the frame `middle` of `sources`.
    fn average(&self, sources: &[Vec<Plane<'_>>], middle: usize, out: &mut [&mut Rows<'_>], settings: &Settings) {
        let Some(first) = out.first() else { return };
        let (stride, width, height, sample) = (first.stride, first.width, first.height, first.sample);
        let band = (height / rayon::current_num_threads()).clamp(LEAST, MOST);
        // The same rows of each plane.
        let mut bands: Vec<Vec<&mut [u8]>> = (0..height.div_ceil(band)).map(|_| Vec::new()).collect();
        for rows in out.iter_mut() {
            bands.iter_mut().zip(rows.bytes.chunks_mut(stride * band)).for_each(|(band, bytes)| band.push(bytes));
        }
        let quantizer = Quantizer { bias: 0.0, dither: Dither::None };
        bands.into_par_iter().enumerate().for_each(|(place, mut planes)| {
            let first = place * band;
            let high = (height - first).min(band);
            let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = spare().pop();
            let mut area = kept.unwrap_or_else(|| Area::new([ACROSS.min(width), MOST], planes.len(), settings));
            let mut lines = vec![vec![0.0; width * high]; planes.len()];
            for x in (0..width).step_by(ACROSS) {
                let wide = (width - x).min(ACROSS);
                area.run([x, first], [wide, high], sources, middle, settings);
                for (plane, lines) in lines.iter_mut().enumerate() {
                    for (y, line) in lines.chunks_exact_mut(width).enumerate() {
                        area.row(plane, y, &mut line[x..x + wide]);
                    }
                }
            }
            spare().push(area);
            for (bytes, lines) in planes.iter_mut().zip(&lines) {
                let mut rows = Rows { bytes, stride, width, height: high, sample };
                for (y, line) in lines.chunks_exact(width).enumerate() {
                    quantizer.store(line, &mut rows, y, first + y);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests;
