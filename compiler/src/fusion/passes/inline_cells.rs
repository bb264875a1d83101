//! Works cells out inside the cells that read them, where that costs no more than a row between them.

use super::drop_vain_rounding::simplified;
use crate::fusion::cost::{self, Work};
use crate::fusion::inline::{inlined, places};
use crate::fusion::table::only_load;
use crate::fusion::{Cell, CellId, Pipeline, Read};
use crate::kernel::Stored;
use crate::plan::Backend;

/// The most expressions of a kernel that others were worked into.
const MOST_NODES: usize = 2_000;

/// The work that a graphics processor rather does again than reading what others have done.
const CHEAP: Work = Work::of(32);

pub(super) fn run(pipeline: &mut Pipeline, backend: Backend) {
    let leaving = pipeline.leaving();
    // What reads come before their readers: a chain grows from its start.
    for (number, leaves) in leaving.into_iter().enumerate() {
        let id = CellId(number as u32);
        let readers: Vec<usize> = (number + 1..pipeline.cells.len())
            .filter(|reader| pipeline.cells[*reader].reads.contains(&Read::Cell(id)))
            .collect();
        if leaves || readers.is_empty() {
            continue;
        }
        let merged: Option<Vec<Cell>> = readers.iter().map(|reader| merged(pipeline, *reader, id, backend)).collect();
        if let Some(merged) = merged
            && is_better(pipeline, id, &readers, &merged, backend)
        {
            readers.into_iter().zip(merged).for_each(|(reader, cell)| pipeline.cells[reader] = cell);
        }
    }
    pipeline.drop_unused();
}

/// A reader with the cell `id` worked out inside it.
fn merged(pipeline: &Pipeline, reader: usize, id: CellId, backend: Backend) -> Option<Cell> {
    let (reader, inner) = (&pipeline.cells[reader], pipeline.cell(id));
    let places = places(reader, id)?;
    // The processor keeps rows for stencils; a graphics processor has nothing to keep them in.
    if backend == Backend::Cpu && places.iter().any(|(dx, dy, _)| (*dx, *dy) != (0, 0)) {
        return None;
    }
    if inner.kernel.nodes.len() * places.len() + reader.kernel.nodes.len() > MOST_NODES {
        return None;
    }
    let merged = inlined(reader, inner, id)?;
    let stored: Vec<Stored> = merged.reads.iter().map(|read| pipeline.stored(*read)).collect();
    Some(simplified(&merged, &stored))
}

/// Whether the readers do less work as `merged`, without the cell `id`.
fn is_better(pipeline: &Pipeline, id: CellId, readers: &[usize], merged: &[Cell], backend: Backend) -> bool {
    let inner = pipeline.cell(id);
    if backend == Backend::Gpu {
        let places = places_of(pipeline, id, readers);
        return places == 1 || cost::computed(inner, pipeline).times(places) <= CHEAP;
    }
    // Several functions of one sample are one, whatever each costs, and one table.
    if merged.iter().all(|cell| is_table(cell, pipeline)) {
        return true;
    }
    let apart: Work = readers.iter().map(|reader| cost::best(&pipeline.cells[*reader], pipeline)).sum();
    let together: Work = merged.iter().map(|cell| cost::best(cell, pipeline)).sum();
    together <= apart + cost::best(inner, pipeline)
}

fn places_of(pipeline: &Pipeline, id: CellId, readers: &[usize]) -> u64 {
    readers.iter().filter_map(|reader| places(&pipeline.cells[*reader], id)).map(|all| all.len() as u64).sum()
}

fn is_table(cell: &Cell, pipeline: &Pipeline) -> bool {
    only_load(&cell.kernel).is_some() && cost::table_pays(cell, pipeline)
}
