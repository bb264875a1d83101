//! Merges cells that work the same out from the same.

use crate::fusion::{Cell, CellId, Pipeline, Read};
use crate::plan::Backend;

pub(super) fn run(pipeline: &mut Pipeline, _: Backend) {
    // Where each cell is found from now on; readers come later and see what became of what they read.
    let mut same: Vec<CellId> = Vec::with_capacity(pipeline.cells.len());
    for number in 0..pipeline.cells.len() {
        for read in &mut pipeline.cells[number].reads {
            if let Read::Cell(id) = read {
                *id = same[id.0 as usize];
            }
        }
        let (before, rest) = pipeline.cells.split_at(number);
        let first = before.iter().position(|other| are_equal(other, &rest[0])).unwrap_or(number);
        same.push(CellId(first as u32));
    }
    pipeline.redirect(&same);
    pipeline.drop_unused();
}

/// Whether two cells hold the same samples.
fn are_equal(a: &Cell, b: &Cell) -> bool {
    a.plane == b.plane && a.stored == b.stored && a.reads == b.reads && a.kernel.is_same(&b.kernel)
}
