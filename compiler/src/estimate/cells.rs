//! The work of a group of kernels on the processor: what its cells do for a frame, row by row.
//!
//! It follows the runtime, which cuts planes into bands of rows for its threads and into tiles of columns, makes
//! rows around them again, brings a row that is read often to nominal values once, and compiles a cell once for
//! each outcome of the conditions that hold for a row.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use super::count::{Elements, sample};
use super::layout::{Layout, Ring};
use crate::fusion::{Cell, Group, Pipeline, PlaneSource, Read, halos, parts, shape, table_pays};
use crate::kernel::{Builder, Expr, Kernel, Position, Statistic, Statistics, Stored, Support, Variants};
use crate::machine::{Cpu, Feature};
use crate::media::VideoFormat;
use crate::plan::Backend;

/// Samples of a row that are worked out at a time.
const BLOCK: usize = 64;
/// Samples that one task computes at least.
const TASK_SAMPLES: usize = 64 * 1024;
/// Rows of a task for each row that the task before it made too.
const ROWS_A_HALO: usize = 8;
/// Rows that are looked at to learn how often a condition holds.
const LOOKED_AT: usize = 64;

/// The work of an op, and how far it can be shared.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Counted {
    /// What is done for a frame.
    pub(super) work: Work,
    /// What is read and written.
    pub(super) moved: Moved,
    /// Tasks that threads can take.
    pub(super) tasks: usize,
    /// Expressions that are compiled, before the first frame.
    pub(super) compiled: usize,
    /// Elements of tables that are worked out, before the first frame, times the expressions of each.
    pub(super) tabled: usize,
}

/// Bytes of frames that are read and written, each plane of each frame once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Moved {
    /// Read for the first time, of each input.
    pub(super) fresh: Vec<f64>,
    /// Read again, for the frames of a window.
    pub(super) again: f64,
    /// Written.
    pub(super) written: f64,
}

impl Moved {
    /// All of it.
    pub(super) fn sum(&self) -> f64 {
        self.fresh.iter().sum::<f64>() + self.again + self.written
    }
}

/// Counts `group`, whose inputs have these formats, as `threads` threads of `cpu` run it.
///
/// # Errors
/// If the group does not fit its inputs.
pub(super) fn counted(group: &Group, formats: &[VideoFormat], threads: usize, cpu: &Cpu) -> Result<Counted, String> {
    let mut pipeline = Pipeline::of(group, formats)?;
    shape(&mut pipeline, Backend::Cpu);
    let halos = halos(&pipeline);
    let mut counted = Counted::default();
    for cells in parts(&pipeline) {
        let part = Part::new(group, &pipeline, &cells, threads);
        for (place, number) in cells.iter().enumerate() {
            part.cell(place, *number, halos[*number], cpu, &mut counted);
        }
        part.rings(&mut counted.work);
        counted.tasks += part.bands;
    }
    counted.moved = moved(&pipeline, group, formats.len());
    Ok(counted)
}

/// Cells that are run together.
struct Part<'a> {
    pipeline: &'a Pipeline,
    kernels: Vec<Kernel>,
    layout: Layout,
    leaves: Vec<bool>,
    width: usize,
    height: usize,
    columns: usize,
    bands: usize,
}

impl<'a> Part<'a> {
    fn new(group: &Group, pipeline: &'a Pipeline, cells: &[usize], threads: usize) -> Self {
        let (width, height) = size(group, pipeline, cells);
        let kernels: Vec<Kernel> = cells.iter().map(|cell| simple(&pipeline.cells[*cell])).collect();
        let leaving = pipeline.leaving();
        let leaves: Vec<bool> = cells.iter().map(|cell| leaving[*cell]).collect();
        let layout = Layout::of(pipeline, cells, &kernels, &leaves);
        let shares = if threads == 1 { 1 } else { 3 * threads };
        let least = TASK_SAMPLES.div_ceil((width * cells.len()).max(1)).max(ROWS_A_HALO * layout.halo());
        let rows = height.div_ceil(shares).max(least).max(1);
        let columns = layout.columns(width, ROWS_A_HALO);
        Self { pipeline, kernels, layout, leaves, width, height, columns, bands: height.div_ceil(rows) }
    }

    /// Rows of a cell that are made, and samples of them all.
    fn made(&self, halo: Support) -> (f64, f64) {
        let rows = self.height + (self.bands - 1) * (halo.up + halo.down) as usize;
        let beside = (halo.left + halo.right) as usize;
        let tiles = self.width.div_ceil(self.columns).max(1);
        let row: usize = (0..self.width)
            .step_by(self.columns)
            .map(|start| {
                let end = (start + self.columns).min(self.width);
                let more = if tiles > 1 { beside } else { 0 };
                (end - start + more).next_multiple_of(BLOCK)
            })
            .sum();
        ((rows * tiles) as f64, (rows * row) as f64)
    }

    /// Adds what cell `number`, at `place` of the part, does.
    fn cell(&self, place: usize, number: usize, halo: Support, cpu: &Cpu, counted: &mut Counted) {
        let (cell, kernel) = (&self.pipeline.cells[number], &self.kernels[place]);
        let (rows, samples) = self.made(halo);
        let work = &mut counted.work;
        let variants = Variants::of(kernel);
        let shares = shares(&variants, self.width, self.height, cell.plane);
        let table = table_pays(cell, self.pipeline);
        let elements = Elements { layout: &self.layout, place, pipeline: self.pipeline, cell, table, cpu };
        for (variant, share) in variants.kernels.iter().zip(shares).filter(|(_, share)| *share > 0.0) {
            work.add_all(&sample(variant, &elements), samples * share);
            let read = Layout::rows_read(variant) as f64;
            work.add(Feature::Row, rows * share * (1.0 + 0.2 * read));
            let uniforms = crate::kernel::Uniforms::of(variant);
            if uniforms.0.differ_by_row() {
                let values = uniforms.1.iter().flatten().count();
                work.add(Feature::RowValue, rows * share * values as f64);
            }
        }
        if !variants.conditions.is_empty() && variants.uniforms.differ_by_row() {
            work.add(Feature::RowValue, rows * variants.conditions.len() as f64 * 4.0);
        }
        if table {
            let codes = cell.reads.first().map_or(0, |read| codes(self.pipeline.stored(*read)));
            counted.tabled += codes * kernel.nodes.len();
        } else {
            counted.compiled += variants.kernels.iter().map(|kernel| kernel.nodes.len()).sum::<usize>();
        }
        if self.leaves[place] && self.layout.cells[place].ring.is_some() {
            work.add(Feature::CopiedByte, (self.width * self.height * cell.stored.bytes()) as f64);
        }
        self.statistics(cell, kernel, work);
    }

    /// Adds the summing up of planes that a cell reads: of each frame once, however many others it looks at.
    fn statistics(&self, cell: &Cell, kernel: &Kernel, work: &mut Work) {
        let mut wanted = Vec::new();
        for node in &kernel.nodes {
            let Expr::Statistic(Statistic { input, kind, .. }) = node else { continue };
            let stored = self.pipeline.stored(cell.reads[usize::from(*input)]);
            // Codes are counted once for all numbers; floats are gone through for each.
            let kind = matches!(stored, Stored::Half | Stored::Single).then_some(*kind);
            if !wanted.contains(&(*input, kind)) {
                wanted.push((*input, kind));
                self.summing(stored, work);
            }
        }
    }

    /// Adds going through a plane once.
    fn summing(&self, stored: Stored, work: &mut Work) {
        let samples = (self.width * self.height) as f64;
        // Many more counters are not always in a cache; floats are brought to steps, or sorted.
        let times = match stored {
            Stored::Byte(_) => 1.0,
            Stored::Word(_) => 1.3,
            Stored::Half | Stored::Single => 4.0,
        };
        work.add(Feature::Counted, times * samples);
        if matches!(stored, Stored::Word(_)) {
            // A count for each code there can be, for every share of the rows and then together.
            work.add(Feature::CopiedByte, 65_536.0 * 4.0 * 2.0 * (1.0 + self.bands as f64));
        }
    }

    /// Adds what fills the rows that are kept.
    fn rings(&self, work: &mut Work) {
        for ring in &self.layout.rings {
            let halo = Support { left: ring.left as u32, right: ring.right as u32, ..Support::default() };
            let (rows, samples) = self.made(halo);
            let Ring { nominal, stored, padded, of_cell, .. } = ring;
            match (nominal, of_cell) {
                (_, Some(_)) => {}
                (true, None) => {
                    let kind = if *stored == Stored::Half { Feature::LoadFloat } else { Feature::Convert };
                    work.add(kind, samples);
                    work.add(Feature::Row, 0.5 * rows);
                }
                (false, None) if *padded => {
                    work.add(Feature::CopiedByte, samples * stored.bytes() as f64);
                    work.add(Feature::Row, 0.5 * rows);
                }
                (false, None) => {}
            }
        }
    }
}

/// How often each outcome of the conditions of a row comes up.
fn shares(variants: &Variants, width: usize, height: usize, plane: usize) -> Vec<f64> {
    let mut shares = vec![0.0; variants.kernels.len()];
    if variants.conditions.is_empty() {
        shares[0] = 1.0;
        return shares;
    }
    let statistics = Statistics::default();
    let mut values = Vec::new();
    // A few rows on end in four places: conditions alternate, or go by the height.
    let rows = (0..LOOKED_AT).map(|number| {
        let (place, row) = (number / (LOOKED_AT / 4), number % (LOOKED_AT / 4));
        ((2 * place + 1) * height / 8 + row).min(height.saturating_sub(1))
    });
    for y in rows {
        let position = Position { x: 0, y, width, height, frame: 100, plane, time: 4.0 };
        let of_frame = variants.uniforms.of_frame(&position, &statistics);
        variants.uniforms.of_row(&of_frame, &position, &statistics, &mut values);
        let holds = |(bit, place): (usize, &u32)| {
            usize::from(values.get(*place as usize).is_some_and(|value| *value != 0.0)) << bit
        };
        let outcome: usize = variants.conditions.iter().enumerate().map(holds).sum();
        shares[outcome] += 1.0 / LOOKED_AT as f64;
    }
    shares
}

/// The kernel of a cell with equal expressions shared, as the runtime compiles it.
fn simple(cell: &Cell) -> Kernel {
    let mut builder = Builder::new();
    match builder.copy(&cell.kernel, |_, _| None) {
        Some(values) => builder.finish(cell.kernel.name.clone(), cell.kernel.inputs, &values),
        None => cell.kernel.clone(),
    }
}

/// Codes that a table has elements for.
fn codes(stored: Stored) -> usize {
    match stored {
        Stored::Byte(map) | Stored::Word(map) => map.max as usize + 1,
        _ => 1 << 16,
    }
}

/// Width and height of the planes of a part.
fn size(group: &Group, pipeline: &Pipeline, cells: &[usize]) -> (usize, usize) {
    let of_output = pipeline.outputs.iter().zip(&group.outputs).find_map(|(planes, stage)| {
        let here = |source: &PlaneSource| matches!(source, PlaneSource::Cell(id) if cells.contains(&(id.0 as usize)));
        Some(group.stages[*stage as usize].format.plane_size(planes.iter().position(here)?))
    });
    of_output.unwrap_or_else(|| group.stages[0].format.plane_size(pipeline.cells[cells[0]].plane))
}

fn moved(pipeline: &Pipeline, group: &Group, inputs: usize) -> Moved {
    let format = &group.stages[0].format;
    let size = |plane: usize, stored: Stored| {
        let (width, height) = format.plane_size(plane.min(format.planes() - 1));
        (width * height * stored.bytes()) as f64
    };
    // The newest frame of a plane is the one that is read for the first time.
    let mut read: BTreeMap<(usize, usize), (f64, BTreeSet<i16>)> = BTreeMap::new();
    for cell in &pipeline.cells {
        for node in &cell.kernel.nodes {
            let (place, dt) = match node {
                Expr::Load(load) => (load.input, load.dt),
                Expr::Statistic(statistic) => (statistic.input, statistic.dt),
                _ => continue,
            };
            if let Read::Input { input, plane, stored } = cell.reads[usize::from(place)] {
                let (_, times) = read.entry((input, plane)).or_insert((size(plane, stored), BTreeSet::new()));
                times.insert(dt);
            }
        }
    }
    let mut moved = Moved { fresh: vec![0.0; inputs], ..Moved::default() };
    for ((input, _), (bytes, times)) in read {
        if let Some(fresh) = moved.fresh.get_mut(input) {
            *fresh += bytes;
        }
        moved.again += bytes * (times.len() - 1) as f64;
    }
    let leaving = pipeline.leaving();
    let written = pipeline.cells.iter().zip(&leaving).filter(|(_, leaves)| **leaves);
    moved.written = written.map(|(cell, _)| size(cell.plane, cell.stored)).sum();
    moved
}
