//! Cells that are run together, in bands of rows and tiles of columns.

use std::cell::Cell as Slot;
use std::ops::Range;

use fwr_compiler::fusion::{Pipeline, Read};
use fwr_compiler::kernel::{Builder, Kernel, Statistics, Stored, verify};
use fwr_compiler::plan::Window;

use super::buffer::Lines;
use super::cell::CellCode;
use super::layout::{Layout, Place, Ring, Source, layout};
use super::program::Scene;
use super::row::BLOCK;
use super::statistics::statistics;
use super::target::{Compiler, Target};
use super::walk::{self, Shot, Walk};

/// Samples that one task computes at least: fewer are not worth handing to another thread.
const TASK_SAMPLES: usize = 64 * 1024;
/// Rows of a task for each row that is made again because the task before it made it too.
const ROWS_A_HALO: usize = 8;
/// What the kept rows of a tile may take: a good part of a core's own cache.
const TILE_BYTES: usize = 384 * 1024;
/// Columns of a tile at least: a shorter row costs more to begin than to compute.
const TILE_COLUMNS: usize = 256;

/// Cells of one size that are run together.
pub(super) struct Component {
    target: Target,
    width: usize,
    height: usize,
    rings: Vec<Ring>,
    cells: Vec<CellCode>,
    /// For each cell the plane that each of its statistics is of.
    summed: Vec<Vec<(Source, Stored)>>,
    /// The cells that leave it.
    made: Vec<usize>,
    /// Rows that are made above and below a band.
    halo: usize,
    /// Columns of a tile at most.
    columns: usize,
}

impl Component {
    /// Compiles the cells `cells` of a pipeline, those of `made` to leave it with planes of this size.
    ///
    /// # Errors
    /// What is wrong with a kernel that breaks its contract or does not fit.
    pub(super) fn compile(
        pipeline: &Pipeline,
        cells: &[usize],
        made: &[usize],
        (width, height): (usize, usize),
        compiler: &mut Compiler,
    ) -> Result<Self, String> {
        let kernels =
            cells.iter().map(|cell| Ok((*cell, simple(pipeline, *cell)?))).collect::<Result<Vec<_>, String>>()?;
        let is_made: Vec<bool> = cells.iter().map(|cell| made.contains(cell)).collect();
        let layout = layout(pipeline, &kernels, &is_made);
        let compile = |((cell, kernel), place): (&(usize, Kernel), &Place)| {
            CellCode::compile((pipeline, &pipeline.cells[*cell], kernel), (&layout, place), compiler)
        };
        let codes: Vec<CellCode> = kernels.iter().zip(&layout.cells).map(compile).collect();
        let mut summed = Vec::new();
        for (cell, code) in cells.iter().zip(&codes) {
            let of = |statistic: &fwr_compiler::kernel::Statistic| match pipeline.cells[*cell].reads
                [usize::from(statistic.input)]
            {
                Read::Input { input, plane, stored } => Ok((Source::Input { input, plane, dt: statistic.dt }, stored)),
                Read::Cell(_) => Err("a statistic of what the same group makes".to_owned()),
            };
            summed.push(code.statistics.iter().map(of).collect::<Result<_, String>>()?);
        }
        let made = made.iter().filter_map(|made| cells.iter().position(|cell| cell == made)).collect();
        let (halo, target) = (layout.halo(), compiler.target());
        let columns = match target.pieces {
            Some((columns, _)) => columns.next_multiple_of(BLOCK),
            None => tile(&layout, width),
        };
        Ok(Self { target, width, height, rings: layout.rings, cells: codes, summed, made, halo, columns })
    }

    /// Which frames of which inputs it reads: the input, and how much later.
    pub(super) fn reads(&self) -> impl Iterator<Item = (usize, i16)> {
        let rings = self.rings.iter().map(|ring| ring.source);
        let summed = self.summed.iter().flatten().map(|(source, _)| *source);
        rings.chain(summed).filter_map(|source| match source {
            Source::Input { input, dt, .. } => Some((input, dt)),
            _ => None,
        })
    }

    /// Width and height of its planes.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Bytes of a sample of each plane that it makes.
    pub(super) fn sample_bytes(&self) -> impl Iterator<Item = usize> {
        self.made.iter().map(|made| self.cells[*made].stored.bytes())
    }

    /// The bands of rows to run, for `threads` threads.
    pub(super) fn bands(&self, threads: usize) -> Vec<Range<usize>> {
        // Several tasks a thread even out their differences; with one thread there is nothing to even out.
        let shares = if threads == 1 { 1 } else { 3 * threads };
        let least = TASK_SAMPLES.div_ceil(self.width * self.cells.len()).max(ROWS_A_HALO * self.halo);
        let rows = match self.target.pieces {
            Some((_, rows)) => rows.max(1),
            None => self.height.div_ceil(shares).max(least).max(1),
        };
        (0..self.height).step_by(rows).map(|first| first..(first + rows).min(self.height)).collect()
    }

    /// Prepares it for a frame.
    ///
    /// # Panics
    /// If the scene has not the frames that it reads, or they are not of its size and kind.
    pub(super) fn shot<'a>(&'a self, scene: &Scene<'a>, windows: &[Window]) -> Shot<'a> {
        let plane = |source: Source, stored: Stored| match source {
            Source::Input { input, plane, dt } => {
                let at = windows[input].before as i64 + i64::from(dt);
                let plane = &scene.inputs[input][at as usize].planes[plane];
                let view = plane.view();
                let bytes = stored.bytes();
                assert_eq!(view.sample.bytes(), bytes, "a plane is read as it is stored");
                assert!(
                    (view.bytes.as_ptr() as usize | view.stride).is_multiple_of(bytes),
                    "rows are aligned to samples"
                );
                Some((plane, view))
            }
            _ => None,
        };
        // What is only summed up may be of any size.
        let sample_by_sample = |view: fwr_stdlib::Plane<'a>| {
            let (width, height) = (view.width, view.height);
            assert!(
                (width, height) == (self.width, self.height),
                "a plane of {width}x{height} is read as one of {}x{}",
                self.width,
                self.height
            );
            view
        };
        let read = |ring: &Ring| plane(ring.source, ring.stored).map(|(_, view)| sample_by_sample(view));
        let planes = self.rings.iter().map(read).collect();
        let mut shot = Shot {
            isa: self.target.isa,
            width: self.width,
            height: self.height,
            rings: &self.rings,
            cells: &self.cells,
            planes,
            frames: Vec::new(),
            number: scene.number,
            time: scene.time,
        };
        for (code, summed) in self.cells.iter().zip(&self.summed) {
            let mut known = Vec::with_capacity(summed.len());
            for (number, (source, stored)) in summed.iter().enumerate() {
                // With the first of a plane come all others.
                if summed[..number].contains(&(*source, *stored)) {
                    continue;
                }
                let Some((plane, _)) = plane(*source, *stored) else { continue };
                let here = || code.statistics.iter().zip(summed).filter(|(_, of)| **of == (*source, *stored));
                let kinds: Vec<_> = here().map(|(wanted, _)| wanted.kind).collect();
                known.extend(here().map(|(wanted, _)| *wanted).zip(statistics(plane, *stored, &kinds)));
            }
            let statistics = Statistics(known);
            let position = shot.position(code.plane, 0);
            shot.frames.push(code.frame(&position, statistics));
        }
        shot
    }

    /// Makes rows `band` of its planes at `places`: the first sample of each, and bytes from row to row.
    ///
    /// # Safety
    /// Nobody else reads or writes these rows meanwhile, and each is writable to the end of its last block.
    pub(super) unsafe fn run(&self, shot: &Shot<'_>, band: Range<usize>, places: &[(*mut u8, usize)]) {
        thread_local! {
            static MEMORY: Slot<Option<Lines>> = const { Slot::new(None) };
        }
        let mut memory = MEMORY.take().unwrap_or_else(|| Lines::zeroed(0));
        let targets = self.made.iter().zip(places);
        let targets: Vec<walk::Target> = targets
            .map(|(cell, (first, stride))| walk::Target { cell: *cell, first: *first, stride: *stride })
            .collect();
        let mut walk = Walk::new(shot, self.columns, &mut memory);
        for start in (0..self.width).step_by(self.columns) {
            let columns = start..(start + self.columns).min(self.width);
            // SAFETY: as the caller promises; tiles are whole blocks, so that rows end with the block of the last.
            unsafe { walk.run(columns, band.clone(), &targets) };
        }
        MEMORY.set(Some(memory));
    }
}

/// The kernel of a cell, checked, with equal expressions shared.
fn simple(pipeline: &Pipeline, number: usize) -> Result<Kernel, String> {
    let cell = &pipeline.cells[number];
    let problem = |problem: &str| format!("kernel `{}`: {problem}", cell.kernel.name);
    verify(&cell.kernel).map_err(|found| problem(&found))?;
    if usize::from(cell.kernel.inputs) > cell.reads.len() {
        return Err(problem("it reads more than there is"));
    }
    let earlier = |read: &Read| !matches!(read, Read::Cell(id) if id.0 as usize >= number);
    if !cell.reads.iter().all(earlier) {
        return Err(problem("it reads what is made after it"));
    }
    let mut builder = Builder::new();
    let values = builder.copy(&cell.kernel, |_, _| None).ok_or_else(|| problem("too many tables"))?;
    Ok(builder.finish(cell.kernel.name.clone(), cell.kernel.inputs, &values))
}

/// Columns of a tile: as many as keep the rows that are kept within the cache.
fn tile(layout: &Layout, width: usize) -> usize {
    let a_column: usize = layout.rings.iter().map(|ring| ring.slots * ring.element.bytes()).sum();
    let beside = layout.rings.iter().map(|ring| ring.left + ring.right).max().unwrap_or(0);
    let most = (TILE_BYTES / a_column.max(1)).saturating_sub(beside).max(TILE_COLUMNS).max(ROWS_A_HALO * beside);
    width.div_ceil(width.div_ceil(most)).next_multiple_of(BLOCK)
}
