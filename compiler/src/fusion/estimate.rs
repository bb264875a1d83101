//! What a group costs as one op: its work, what it does twice, and the memory that it reads and writes.
//!
//! The figures are those of one core of a common desktop processor, and of a graphics processor like most. They only
//! have to tell whether frames in between cost more or less than fusing. A profile does not replace them: which kernels
//! become one would then differ from machine to machine and with each calibration, and segments that one machine has
//! kept would not be another's.

use super::answers::Answers;
use super::cost::{self, Work};
use super::passes::shape;
use super::table::samples_of;
use super::{Group, Pipeline, Read};
use crate::kernel::{Expr, Load, Statistic, Support};
use crate::media::VideoFormat;
use crate::plan::Backend;

/// What is known of a machine.
struct Machine {
    /// Columns that are worked out at a time.
    tile: f64,
    /// Rows that one thread works out before it starts elsewhere.
    strip: f64,
    /// Picoseconds that an operation on one sample takes: one of 8 lanes, two a cycle.
    operation: f64,
    /// Picoseconds that a byte takes from or to memory.
    byte: f64,
}

const CPU: Machine = Machine { tile: 512.0, strip: 64.0, operation: 20.0, byte: 125.0 };
const GPU: Machine = Machine { tile: 32.0, strip: 8.0, operation: 0.2, byte: 5.0 };

/// Picoseconds a sample that handing frames to an op and starting its work takes: some 50 µs a frame of 1080p.
const START: f64 = 25.0;

/// Bytes of a row's sample that waits for readers in other rows.
const WAITING: u64 = 4;

/// What one sample of the first plane costs, the other planes added.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Estimate {
    /// Picoseconds.
    pub(super) time: f64,
    /// Bytes read from memory and written to it.
    pub(super) bytes: f64,
    /// Bytes of cache that rows and tables take.
    pub(super) cache: u64,
    /// Expressions of all cells.
    pub(super) nodes: usize,
}

/// What groups cost, each worked out once.
pub(crate) type Estimates = Answers<Backend, Result<Estimate, String>>;

impl Estimate {
    /// What `group` costs, whose inputs have these formats.
    ///
    /// # Errors
    /// If the group does not fit its inputs.
    pub(super) fn of(group: &Group, formats: &[VideoFormat], backend: Backend) -> Result<Self, String> {
        let mut pipeline = Pipeline::of(group, formats)?;
        shape(&mut pipeline, backend);
        let machine = if backend == Backend::Gpu { GPU } else { CPU };
        let format = &group.stages[0].format;
        let halos = halos(&pipeline);
        let rows = rows(&pipeline);
        let mut estimate = Self::default();
        for (number, cell) in pipeline.cells.iter().enumerate() {
            let halo = halos[number];
            let again =
                1.0 + f64::from(halo.left + halo.right) / machine.tile + f64::from(halo.up + halo.down) / machine.strip;
            let work = cost::best(cell, &pipeline);
            estimate.time += operations(work) * machine.operation * again * share(format, cell.plane);
            let width = machine.tile as u64 + u64::from(halo.left + halo.right);
            estimate.cache += u64::from(rows[number]) * width * WAITING;
            if cost::table_pays(cell, &pipeline) {
                let codes = cell.reads.first().and_then(|read| samples_of(pipeline.stored(*read)));
                estimate.cache += (codes.unwrap_or(0) * cell.stored.bytes()) as u64;
            }
            estimate.nodes += cell.kernel.nodes.len();
        }
        estimate.bytes = bytes(&pipeline, format);
        estimate.time += estimate.bytes * machine.byte + START;
        Ok(estimate)
    }
}

fn operations(work: Work) -> f64 {
    work.0 as f64 / 4.0
}

/// Samples of a plane for one of the first plane.
fn share(format: &VideoFormat, plane: usize) -> f64 {
    let samples = |plane| {
        let (width, height) = format.plane_size(plane);
        (width * height) as f64
    };
    samples(plane) / samples(0)
}

/// Bytes from and to memory for one sample of the first plane: each plane and frame that is read once, what is
/// written twice, because memory is read before it is written.
fn bytes(pipeline: &Pipeline, format: &VideoFormat) -> f64 {
    let mut read: Vec<(usize, usize, i16)> = Vec::new();
    let mut sum = 0.0;
    for cell in &pipeline.cells {
        for node in &cell.kernel.nodes {
            let (Expr::Load(Load { input, dt, .. }) | Expr::Statistic(Statistic { input, dt, .. })) = node else {
                continue;
            };
            if let Read::Input { input, plane, stored } = cell.reads[usize::from(*input)]
                && !read.contains(&(input, plane, *dt))
            {
                read.push((input, plane, *dt));
                sum += stored.bytes() as f64 * share(format, plane);
            }
        }
    }
    let leaving = pipeline.leaving();
    let written = pipeline.cells.iter().zip(&leaving).filter(|(_, leaves)| **leaves);
    sum + written.map(|(cell, _)| 2.0 * cell.stored.bytes() as f64 * share(format, cell.plane)).sum::<f64>()
}

/// How far around each sample that leaves the group each cell is read, through all its readers.
pub(crate) fn halos(pipeline: &Pipeline) -> Vec<Support> {
    let mut halos = vec![Support::default(); pipeline.cells.len()];
    for (number, cell) in pipeline.cells.iter().enumerate().rev() {
        for (place, read) in cell.reads.iter().enumerate() {
            if let Read::Cell(id) = read {
                let far = halos[number].beyond(cell.kernel.support_of(place as u8));
                halos[id.0 as usize] = halos[id.0 as usize].or(far);
            }
        }
    }
    halos
}

/// Rows of each cell that are kept for its readers.
fn rows(pipeline: &Pipeline) -> Vec<u32> {
    let mut rows = vec![0; pipeline.cells.len()];
    for cell in &pipeline.cells {
        for (place, read) in cell.reads.iter().enumerate() {
            if let Read::Cell(id) = read {
                let Support { up, down, .. } = cell.kernel.support_of(place as u8);
                let kept = &mut rows[id.0 as usize];
                *kept = (*kept).max(up + down + 1);
            }
        }
    }
    rows
}
