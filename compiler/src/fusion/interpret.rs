//! What a pipeline means: every cell over its whole plane, one after the other, sample by sample.
//!
//! Every other execution of groups is held to the bits that this one gives.

use super::{Pipeline, PlaneSource, Read};
use crate::kernel::{Load, Position, Samples, Statistic, Stored, statistic_of};

/// A plane of samples: the low bits of each number, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The samples.
    pub samples: Vec<u32>,
}

/// The planes of each output, for frame `number`, shown at `time` seconds.
///
/// `input(input, plane, dt)` gives a plane of a frame of an input; `size(plane)` the width and height of a plane
/// that is made.
pub fn interpret<'a>(
    pipeline: &Pipeline,
    number: u64,
    time: f32,
    size: impl Fn(usize) -> (usize, usize),
    input: impl Fn(usize, usize, i16) -> &'a Raster,
) -> Vec<Vec<Raster>> {
    let mut made: Vec<Raster> = Vec::with_capacity(pipeline.cells.len());
    for cell in &pipeline.cells {
        let (width, height) = size(cell.plane);
        let mut samples = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let position = Position { x, y, width, height, frame: number, plane: cell.plane, time };
                let plane = |read: u8, dt: i16| match cell.reads[usize::from(read)] {
                    Read::Input { input: from, plane, stored } => (input(from, plane, dt), stored),
                    Read::Cell(id) => (&made[id.0 as usize], pipeline.cell(id).stored),
                };
                let planes = Planes { position: &position, plane };
                samples.push(match &cell.table {
                    Some(table) => table.entries.get(planes.sample(Load { dt: table.dt, ..Load::default() }).0),
                    None => cell.stored.store(crate::kernel::interpret(&cell.kernel, &position, planes)),
                });
            }
        }
        made.push(Raster { width, height, samples });
    }
    let plane = |source: &PlaneSource| match *source {
        PlaneSource::Input { input: from, plane } => input(from, plane, 0).clone(),
        PlaneSource::Cell(id) => made[id.0 as usize].clone(),
    };
    pipeline.outputs.iter().map(|planes| planes.iter().map(plane).collect()).collect()
}

struct Planes<'a, F> {
    position: &'a Position,
    plane: F,
}

impl<'a, F: Fn(u8, i16) -> (&'a Raster, Stored)> Planes<'_, F> {
    /// The stored sample that a load reads.
    fn sample(&self, load: Load) -> (u32, Stored) {
        let (raster, stored) = (self.plane)(load.input, load.dt);
        let (x, y) = self.position.place(load);
        (raster.samples[y * raster.width + x], stored)
    }
}

impl<'a, F: Fn(u8, i16) -> (&'a Raster, Stored)> Samples for Planes<'_, F> {
    fn load(&mut self, load: Load) -> f32 {
        let (sample, stored) = self.sample(load);
        stored.load(sample)
    }

    fn statistic(&mut self, statistic: Statistic) -> f32 {
        let (raster, stored) = (self.plane)(statistic.input, statistic.dt);
        statistic_of(statistic.kind, raster.samples.iter().map(|bits| stored.load(*bits)))
    }
}
