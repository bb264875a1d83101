//! Which cells are stored, which are worked out again where they are read, and which are made together.
//!
//! A cell that is read at the place itself costs nothing to read: it is worked out in the same invocation. One
//! that is read around the place is worked out again for each place, as long as that is less work than storing
//! and reading it; else an earlier dispatch stores it.

use std::collections::{BTreeMap, BTreeSet};

use crate::fusion::{Cell, CellId, Pipeline, PlaneSource, Read};
use crate::kernel::{BinaryOp, Border, Expr, Load, UnaryOp};

/// The most work for each sample that reading around the place may add before a cell is stored instead.
///
/// Graphics hardware does some fifteen operations in the time in which it moves a byte, and storing a sample of a
/// byte and reading it again moves two.
pub const RECOMPUTE: u64 = 32;

/// The most work for each sample that one shader does: drivers take long over larger programs, or refuse them.
pub const MAX_WORK: u64 = 16_000;

/// The most storage buffers of one shader; every graphics processor of recent years has more.
pub const MAX_BUFFERS: usize = 24;

/// What reading a stored sample costs, where an addition costs 1.
const LOAD_WORK: u64 = 6;

/// The order in which the cells of a pipeline are made.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// What runs one after the other.
    pub(crate) dispatches: Vec<Dispatch>,
    /// For each cell that is stored, which step of the order stores it.
    stored: BTreeMap<CellId, u32>,
}

/// Cells of one size that are made together.
#[derive(Debug, Default)]
pub(crate) struct Dispatch {
    /// The cells that it stores, in the order of the pipeline.
    pub(crate) made: Vec<CellId>,
    step: u32,
    /// Operations for each sample.
    pub(crate) work: u64,
}

/// What a dispatch has buffers for, besides the cells that it makes.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// Planes of inputs, with their offset in frames.
    pub(crate) inputs: BTreeSet<(usize, usize, i16)>,
    /// Cells that are stored before.
    pub(crate) cells: BTreeSet<CellId>,
    tables: bool,
}

impl Schedule {
    /// What `dispatch` reads.
    pub(crate) fn buffers(&self, pipeline: &Pipeline, dispatch: &Dispatch) -> Buffers {
        buffers(pipeline, &self.stored, dispatch)
    }

    /// Whether `dispatch` reads `cell` from memory, as against working it out.
    pub(super) fn is_read(&self, cell: CellId, dispatch: &Dispatch) -> bool {
        self.stored.get(&cell).is_some_and(|step| *step < dispatch.step)
    }
}

/// Plans the dispatches of a pipeline.
///
/// # Errors
/// Why a graphics processor cannot run it, for people.
pub(super) fn schedule(pipeline: &Pipeline) -> Result<Schedule, String> {
    if let Some(cell) = pipeline.cells.iter().find(|cell| cell.kernel.has_statistics()) {
        return Err(format!("`{}` looks at whole planes first, which shaders cannot do yet", cell.kernel.name));
    }
    let again = vec![0; pipeline.cells.len()];
    let mut costs = Costs { pipeline, stored: BTreeSet::new(), cut: BTreeSet::new(), again };
    costs.stored.extend(outputs(pipeline));
    for number in 0..pipeline.cells.len() {
        costs.decide(CellId(number as u32))?;
    }
    let steps = steps(pipeline, &costs.stored, &costs.cut);
    let stored: BTreeMap<CellId, u32> = costs.stored.iter().map(|cell| (*cell, steps[cell.0 as usize])).collect();
    let mut dispatches: Vec<Dispatch> = Vec::new();
    let components = components(pipeline);
    for (cell, step) in &stored {
        let component = components[cell.0 as usize];
        let together = |dispatch: &Dispatch| {
            dispatch.step == *step && dispatch.made.iter().all(|other| components[other.0 as usize] == component)
        };
        // The last one that is alike, as long as the buffers suffice.
        if let Some(dispatch) = dispatches.iter_mut().rev().find(|dispatch| together(dispatch)) {
            let both = Dispatch { made: dispatch.made.iter().chain([cell]).copied().collect(), step: *step, work: 0 };
            if count(pipeline, &stored, &both) <= MAX_BUFFERS && costs.cost(&both.made) <= MAX_WORK {
                *dispatch = both;
                continue;
            }
        }
        let dispatch = Dispatch { made: vec![*cell], step: *step, work: 0 };
        let count = count(pipeline, &stored, &dispatch);
        if count > MAX_BUFFERS {
            let name = &pipeline.cell(*cell).kernel.name;
            return Err(format!("`{name}` needs {count} planes at once, and shaders take {MAX_BUFFERS}"));
        }
        dispatches.push(dispatch);
    }
    dispatches.iter_mut().for_each(|dispatch| dispatch.work = costs.cost(&dispatch.made));
    dispatches.sort_by_key(|dispatch| dispatch.step);
    Ok(Schedule { dispatches, stored })
}

/// The cells that leave the pipeline.
fn outputs(pipeline: &Pipeline) -> impl Iterator<Item = CellId> {
    pipeline.outputs.iter().flatten().filter_map(|source| match source {
        PlaneSource::Cell(cell) => Some(*cell),
        PlaneSource::Input { .. } => None,
    })
}

/// Where a cell reads another one.
struct Taps {
    /// At the place itself.
    here: bool,
    /// Places around it.
    around: u64,
}

/// Where `cell` reads its read `read`.
fn taps(cell: &Cell, read: usize) -> Taps {
    let loads = cell.kernel.nodes.iter().filter_map(|node| match node {
        Expr::Load(load) if usize::from(load.input) == read => Some(*load),
        _ => None,
    });
    let places: BTreeSet<_> =
        loads.map(|load| (load.dx, load.dy, !is_here(&load) && load.border == Border::Mirror)).collect();
    let here = places.iter().any(|(dx, dy, _)| (*dx, *dy) == (0, 0));
    Taps { here, around: places.len() as u64 - u64::from(here) }
}

/// Whether a load reads the place itself.
pub(super) fn is_here(load: &Load) -> bool {
    (load.dx, load.dy) == (0, 0)
}

/// The cells that `cell` reads, with where.
fn cells_read(cell: &Cell) -> impl Iterator<Item = (CellId, Taps)> {
    cell.reads.iter().enumerate().filter_map(|(number, read)| match read {
        Read::Cell(id) => Some((*id, taps(cell, number))),
        Read::Input { .. } => None,
    })
}

struct Costs<'a> {
    pipeline: &'a Pipeline,
    stored: BTreeSet<CellId>,
    /// Those of them that are never made together with what reads them.
    cut: BTreeSet<CellId>,
    /// For each cell, the work of a sample where none of it is at hand.
    again: Vec<u64>,
}

impl Costs<'_> {
    /// Stores what `id` reads around the place if that is dear, and works out what `id` costs then.
    fn decide(&mut self, id: CellId) -> Result<(), String> {
        let cell = self.pipeline.cell(id);
        for (read, taps) in cells_read(cell) {
            let again = self.again[read.0 as usize].saturating_sub(LOAD_WORK);
            if again.saturating_mul(taps.around) > RECOMPUTE {
                self.stored.insert(read);
            }
        }
        loop {
            let cost = self.cost(&[id]);
            if cost <= MAX_WORK {
                self.again[id.0 as usize] = cost;
                return Ok(());
            }
            // The dearest of what it reads is made before.
            let reads = cells_read(cell).map(|(read, _)| read).filter(|read| !self.cut.contains(read));
            let Some(dearest) = reads.max_by_key(|read| self.again[read.0 as usize]) else {
                return Err(format!(
                    "`{}` is {cost} operations for each sample, and shaders take {MAX_WORK}",
                    cell.kernel.name
                ));
            };
            self.stored.insert(dearest);
            self.cut.insert(dearest);
        }
    }

    /// The work of a sample of all of `made`, whatever is stored already being read.
    fn cost(&self, made: &[CellId]) -> u64 {
        let mut work = 0_u64;
        let mut seen: BTreeSet<CellId> = made.iter().copied().collect();
        let mut open = made.to_vec();
        while let Some(id) = open.pop() {
            let cell = self.pipeline.cell(id);
            work = work.saturating_add(own_work(cell));
            for (read, taps) in cells_read(cell) {
                let again = if self.stored.contains(&read) { LOAD_WORK } else { self.again[read.0 as usize] };
                work = work.saturating_add(again.saturating_mul(taps.around));
                if taps.here && !self.cut.contains(&read) && seen.insert(read) {
                    open.push(read);
                }
            }
        }
        work
    }
}

/// The work of a sample of a cell, with its reads of inputs and without what other cells cost.
fn own_work(cell: &Cell) -> u64 {
    let work = |node: &Expr| match node {
        Expr::Const(_) | Expr::Frame | Expr::Time | Expr::Width | Expr::Height => 0,
        Expr::Load(load) if matches!(cell.reads.get(usize::from(load.input)), Some(Read::Cell(_))) => 0,
        Expr::Load(_) | Expr::Lookup(..) => LOAD_WORK,
        Expr::Random(_) => 12,
        Expr::Stored(..) => 8,
        Expr::Unary(UnaryOp::Exp, _) => 20,
        Expr::Unary(UnaryOp::Log | UnaryOp::Sin | UnaryOp::Cos, _) => 25,
        Expr::Unary(UnaryOp::Sqrt, _) | Expr::Binary(BinaryOp::Div, ..) => 4,
        Expr::Binary(BinaryOp::Rem, ..) => 6,
        Expr::Binary(BinaryOp::Pow, ..) => 60,
        _ => 1,
    };
    cell.kernel.nodes.iter().map(work).sum()
}

/// The step of each cell: one more than that of every stored cell that it reads around the place, or that is cut off.
fn steps(pipeline: &Pipeline, stored: &BTreeSet<CellId>, cut: &BTreeSet<CellId>) -> Vec<u32> {
    let mut steps: Vec<u32> = Vec::with_capacity(pipeline.cells.len());
    for cell in &pipeline.cells {
        let step = cells_read(cell).map(|(read, taps)| {
            let behind = cut.contains(&read) || taps.around > 0 && stored.contains(&read);
            steps[read.0 as usize] + u32::from(behind)
        });
        steps.push(step.max().unwrap_or(0));
    }
    steps
}

/// A number for each cell, the same for cells that are joined by what they read: those are of one size.
fn components(pipeline: &Pipeline) -> Vec<usize> {
    let mut component: Vec<usize> = (0..pipeline.cells.len()).collect();
    let mut first_reader: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (number, cell) in pipeline.cells.iter().enumerate() {
        for read in &cell.reads {
            let other = match read {
                Read::Cell(id) => id.0 as usize,
                Read::Input { input, plane, .. } => *first_reader.entry((*input, *plane)).or_insert(number),
            };
            let (from, to) = (component[number], component[other]);
            component.iter_mut().filter(|component| **component == from).for_each(|component| *component = to);
        }
    }
    component
}

/// Storage buffers that a dispatch needs at most.
fn count(pipeline: &Pipeline, stored: &BTreeMap<CellId, u32>, dispatch: &Dispatch) -> usize {
    let Buffers { inputs, cells, tables } = buffers(pipeline, stored, dispatch);
    inputs.len() + cells.len() + dispatch.made.len() + usize::from(tables)
}

fn buffers(pipeline: &Pipeline, stored: &BTreeMap<CellId, u32>, dispatch: &Dispatch) -> Buffers {
    let mut found = Buffers::default();
    let mut seen: BTreeSet<CellId> = dispatch.made.iter().copied().collect();
    let mut open = dispatch.made.clone();
    while let Some(id) = open.pop() {
        let cell = pipeline.cell(id);
        found.tables |= !cell.kernel.tables.is_empty();
        for node in &cell.kernel.nodes {
            let Expr::Load(load) = node else { continue };
            match cell.reads[usize::from(load.input)] {
                Read::Input { input, plane, .. } => {
                    found.inputs.insert((input, plane, load.dt));
                }
                Read::Cell(read) if stored.get(&read).is_some_and(|step| *step < dispatch.step) => {
                    found.cells.insert(read);
                }
                Read::Cell(read) => {
                    if seen.insert(read) {
                        open.push(read);
                    }
                }
            }
        }
    }
    found
}
