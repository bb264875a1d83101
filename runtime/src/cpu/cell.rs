//! A cell compiled: what makes its rows.

use std::sync::Arc;

use fwr_compiler::fusion::{Cell, Pipeline};
use fwr_compiler::kernel::{
    Border, Expr, Kernel, Load, Position, Random, Statistic, Statistics, Stored, Uniforms, Variants,
};

use super::layout::{Layout, Place};
use super::row::{Element, RowFunction, RowKernel, RowKey};
use super::table::Table;
use super::target::Compiler;
use super::wish::loads;

/// A cell of a component.
pub(super) struct CellCode {
    /// Which plane of its clip it is.
    pub(super) plane: usize,
    /// Where its rows are kept, if other cells read them.
    pub(super) ring: Option<usize>,
    /// How its samples are stored.
    pub(super) stored: Stored,
    /// Bytes of a sample where it writes.
    pub(super) bytes: usize,
    /// The statistics that it needs.
    pub(super) statistics: Vec<Statistic>,
    deciding: Uniforms,
    conditions: Vec<u32>,
    variants: Vec<Variant>,
}

/// What makes rows for one outcome of the conditions.
pub(super) struct Variant {
    pub(super) work: Work,
    /// The rows that it reads, those of later rings first: then making one loses none that was made before.
    pub(super) rows: Vec<RowRead>,
    pub(super) randoms: Vec<Random>,
    uniforms: Uniforms,
}

/// How a row is made.
pub(super) enum Work {
    /// It is the one row that is read.
    Copy,
    /// Its samples are those that a table has for the samples of the one row that is read.
    Table(Table),
    /// It is computed.
    Compute(Arc<dyn RowFunction>),
}

/// A row that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowRead {
    pub(super) ring: usize,
    pub(super) dy: i32,
    pub(super) border: Border,
    /// Bytes of a sample.
    pub(super) bytes: usize,
}

/// What of a cell is the same for all rows of a frame.
pub(super) struct CellFrame {
    pub(super) statistics: Statistics,
    /// The variant of all rows, if there is one.
    variant: Option<usize>,
    /// The values that decide, and the uniforms of each variant, as far as they are the same for all rows.
    deciding: Vec<f32>,
    uniforms: Vec<Vec<f32>>,
}

impl CellCode {
    /// Compiles `cell`, whose kernel has become `kernel` and which has `place` in `layout`.
    pub(super) fn compile(
        (pipeline, cell, kernel): (&Pipeline, &Cell, &Kernel),
        (layout, place): (&Layout, &Place),
        compiler: &mut Compiler,
    ) -> Self {
        let variants = Variants::of(kernel);
        let out = place.ring.map_or(Element::Stored(cell.stored), |ring| layout.rings[ring].element);
        let statistic = |node: &Expr| if let Expr::Statistic(statistic) = node { Some(*statistic) } else { None };
        let isa = compiler.target().isa;
        let compile = |kernel: &Kernel| {
            let (uniforms, places) = Uniforms::of(kernel);
            let rows = row_keys(kernel, place);
            let elements: Vec<_> = rows.iter().map(|(key, ring)| (*key, layout.rings[*ring].element)).collect();
            let stored = |read: u8| pipeline.stored(cell.reads[usize::from(read)]);
            let planes: Vec<_> = rows.iter().map(|(_, ring)| layout.rings[*ring].stored).collect();
            let row =
                RowKernel { kernel, uniforms: &places, rows: &elements, planes: &planes, out, round: cell.stored };
            let table = || rows.first().and_then(|(key, _)| Table::new(cell.table.as_ref()?, stored(key.read), isa));
            let work = if is_copy(&row, stored) {
                Work::Copy
            } else if let Some(table) = table() {
                Work::Table(table)
            } else {
                Work::Compute(compiler.row_function(&row))
            };
            let read = |(key, ring): &(RowKey, usize)| RowRead {
                ring: *ring,
                dy: i32::from(key.dy),
                border: key.border,
                bytes: layout.rings[*ring].element.bytes(),
            };
            Variant { work, rows: rows.iter().map(read).collect(), randoms: randoms(kernel), uniforms }
        };
        Self {
            plane: cell.plane,
            ring: place.ring,
            stored: cell.stored,
            bytes: out.bytes(),
            statistics: kernel.nodes.iter().filter_map(statistic).collect(),
            deciding: variants.uniforms,
            conditions: variants.conditions,
            variants: variants.kernels.iter().map(compile).collect(),
        }
    }

    /// What is the same for all rows of the frame at `position`.
    pub(super) fn frame(&self, position: &Position, statistics: Statistics) -> CellFrame {
        let by_row = !self.conditions.is_empty() && self.deciding.differ_by_row();
        let uniforms = self.variants.iter().map(|variant| variant.uniforms.of_frame(position, &statistics)).collect();
        let deciding = self.deciding.of_frame(position, &statistics);
        let mut frame = CellFrame { variant: None, deciding, uniforms, statistics };
        frame.variant = (!by_row).then(|| self.choose(&frame, position, &mut Vec::new()));
        frame
    }

    /// What makes the row at `position`; `values` is room to work in.
    pub(super) fn variant<'a>(
        &'a self,
        frame: &'a CellFrame,
        position: &Position,
        values: &mut Vec<f32>,
    ) -> (&'a Variant, &'a [f32]) {
        let number = frame.variant.unwrap_or_else(|| self.choose(frame, position, values));
        (&self.variants[number], &frame.uniforms[number])
    }

    fn choose(&self, frame: &CellFrame, position: &Position, values: &mut Vec<f32>) -> usize {
        if self.conditions.is_empty() {
            return 0;
        }
        self.deciding.of_row(&frame.deciding, position, &frame.statistics, values);
        let holds = |(bit, place): (usize, &u32)| usize::from(values[*place as usize] != 0.0) << bit;
        self.conditions.iter().enumerate().map(holds).sum()
    }
}

impl Variant {
    /// The uniforms of the row at `position`, where those of all rows are `of_frame`; `values` is room to work in.
    pub(super) fn uniforms<'a>(
        &self,
        of_frame: &'a [f32],
        position: &Position,
        statistics: &Statistics,
        values: &'a mut Vec<f32>,
    ) -> &'a [f32] {
        if !self.uniforms.differ_by_row() {
            return of_frame;
        }
        self.uniforms.of_row(of_frame, position, statistics, values);
        values
    }
}

/// The rows that a kernel reads and the ring of each, later rings first.
fn row_keys(kernel: &Kernel, place: &Place) -> Vec<(RowKey, usize)> {
    let mut rows: Vec<(RowKey, usize)> = Vec::new();
    for load in loads(kernel) {
        let key = RowKey::of(load);
        if !rows.iter().any(|(known, _)| *known == key) {
            let ring = place.wishes.iter().find(|(wish, _)| wish.has(key.read, key.dt, key.border));
            rows.push((key, ring.map_or(0, |(_, ring)| *ring)));
        }
    }
    rows.sort_by_key(|(_, ring)| std::cmp::Reverse(*ring));
    rows
}

/// Whether a row is one that is read, as it is.
fn is_copy(row: &RowKernel<'_>, stored: impl Fn(u8) -> Stored) -> bool {
    match row.kernel.expr(row.kernel.root()) {
        Expr::Load(Load { input, dx: 0, .. }) => row.rows[0].1 == row.out && stored(input) == row.round,
        _ => false,
    }
}

fn randoms(kernel: &Kernel) -> Vec<Random> {
    kernel.nodes.iter().filter_map(|node| if let Expr::Random(random) = node { Some(*random) } else { None }).collect()
}
