//! Makes tables of cells that are functions of one sample.

use crate::fusion::{Pipeline, Table, cost};
use crate::plan::Backend;

pub(super) fn run(pipeline: &mut Pipeline, backend: Backend) {
    if backend != Backend::Cpu {
        return;
    }
    for number in 0..pipeline.cells.len() {
        let cell = &pipeline.cells[number];
        if cell.table.is_none() && cost::table_pays(cell, pipeline) {
            pipeline.cells[number].table = Table::of(cell, pipeline);
        }
    }
}
