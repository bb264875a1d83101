//! Planes that are weighted sums of planes: depth, range, matrix, chroma sampling and size, in one pass.
//!
//! Every output plane of `convert` and `resize` is `bias + Σ gain · plane`, where
//! a plane whose samples sit elsewhere is resampled to the output's places.
//! Planes on one grid are summed before they are resampled, once for all.

use std::cell::RefCell;
use std::ops::Range;

use fwr_compiler::estimate::Work;
use fwr_compiler::machine::Feature;
use fwr_compiler::media::VideoFormat;

use crate::resample::{LANES, Resampler, RowBlock, Workspace};
use crate::samples::{Quantizer, add_row};
use crate::{Picture, Rows};

/// How one output plane is made.
#[derive(Debug)]
pub(crate) struct LinearPlane {
    /// Planes that are summed, by the grid that they share.
    pub(crate) groups: Vec<Group>,
    /// What happens to the sum.
    pub(crate) quantizer: Quantizer,
    /// Whether the output is this plane number of the input, sample by sample.
    pub(crate) same_as: Option<usize>,
}

/// Planes on one grid.
#[derive(Debug)]
pub(crate) struct Group {
    /// Plane numbers of the input and what each is multiplied by, in code values of the output.
    pub(crate) terms: Vec<(usize, f32)>,
    /// How the sum gets to the output's grid; `None` if it is there.
    pub(crate) resampler: Option<Resampler>,
}

#[derive(Default)]
struct Scratch {
    total: RowBlock,
    part: RowBlock,
    workspaces: Vec<Workspace>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl LinearPlane {
    /// Computes rows `rows` of the plane into `out`.
    pub(crate) fn rows(&self, picture: &Picture<'_>, rows: Range<usize>, out: &mut Rows<'_>) {
        SCRATCH.with_borrow_mut(|scratch| self.rows_in(scratch, picture, rows, out));
    }

    /// What making it as plane `plane` of `output` takes.
    pub(crate) fn work(&self, output: &VideoFormat, plane: usize) -> Work {
        let (width, height) = output.plane_size(plane);
        let samples = (width * height) as f64;
        let mut work = Work::default();
        for group in &self.groups {
            let read = group.resampler.as_ref().map_or(samples, |resampler| {
                work.add_all(&resampler.work(height), 1.0);
                resampler.read(height)
            });
            work.add(Feature::Convert, read * group.terms.len() as f64);
        }
        let stored = if output.sample.is_float() { Feature::StoreFloat } else { Feature::StoreInteger };
        work.add(stored, samples);
        work.add(Feature::Row, height as f64);
        work
    }

    fn rows_in(&self, scratch: &mut Scratch, picture: &Picture<'_>, rows: Range<usize>, out: &mut Rows<'_>) {
        let Scratch { total, part, workspaces } = scratch;
        total.resize(out.width, LANES);
        part.resize(out.width, LANES);
        workspaces.resize_with(workspaces.len().max(self.groups.len()), Workspace::default);
        for (group, workspace) in self.groups.iter().zip(workspaces.iter_mut()) {
            if let Some(resampler) = &group.resampler {
                resampler.start(rows.clone(), workspace);
            }
        }
        for first in rows.clone().step_by(LANES) {
            let block = first..(first + LANES).min(rows.end);
            if self.groups.is_empty() {
                (0..block.len()).for_each(|index| total.row_mut(index).fill(0.0));
            }
            for (position, (group, workspace)) in self.groups.iter().zip(workspaces.iter_mut()).enumerate() {
                let add = position > 0;
                match &group.resampler {
                    None => {
                        for (index, y) in block.clone().enumerate() {
                            group.load(picture, y, add, total.row_mut(index));
                        }
                    }
                    Some(resampler) => {
                        let load = |y: usize, row: &mut [f32]| group.load(picture, y, false, row);
                        let target = if add { &mut *part } else { &mut *total };
                        resampler.rows(block.clone(), &load, workspace, target);
                        if add {
                            for index in 0..block.len() {
                                for (sum, sample) in total.row_mut(index).iter_mut().zip(part.row(index)) {
                                    *sum += sample;
                                }
                            }
                        }
                    }
                }
            }
            for (index, y) in block.enumerate() {
                self.quantizer.store(total.row(index), out, y - rows.start, y);
            }
        }
    }
}

impl Group {
    /// The sum of the planes' rows `y`.
    fn load(&self, picture: &Picture<'_>, y: usize, add: bool, row: &mut [f32]) {
        for (position, (plane, gain)) in self.terms.iter().enumerate() {
            add_row(&picture.planes[*plane], y, *gain, add || position > 0, row);
        }
    }
}
