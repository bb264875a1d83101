//! Drops rounding of values that it does not change.

use crate::fusion::{Cell, Pipeline};
use crate::kernel::{BinaryOp, Builder, Expr, ExprId, Stored};
use crate::plan::Backend;

pub(super) fn run(pipeline: &mut Pipeline, _: Backend) {
    for number in 0..pipeline.cells.len() {
        let cell = &pipeline.cells[number];
        if !cell.kernel.stores.is_empty() {
            let stored: Vec<Stored> = cell.reads.iter().map(|read| pipeline.stored(*read)).collect();
            pipeline.cells[number] = simplified(cell, &stored);
        }
    }
}

/// The cell without rounding in vain, where its reads are stored as `stored` says.
pub(in crate::fusion) fn simplified(cell: &Cell, stored: &[Stored]) -> Cell {
    let mut builder = Builder::new();
    let values = builder.copy(&cell.kernel, |builder, expr| {
        let Expr::Stored(store, a) = expr else { return None };
        let store = builder.stores()[usize::from(store)];
        is_stored(builder, a, store, stored).then_some(a)
    });
    let Some(values) = values else { return cell.clone() };
    let kernel = builder.finish(cell.kernel.name.clone(), cell.kernel.inputs, &values);
    Cell { kernel, ..cell.clone() }.without_unused_reads()
}

/// Whether a value comes back from `store` bit for bit, whichever NaN it may be.
fn is_stored(builder: &Builder, id: ExprId, store: Stored, reads: &[Stored]) -> bool {
    // Single precision only makes all NaN one.
    if store == Stored::Single {
        return true;
    }
    let mut waiting = vec![id];
    let mut seen = vec![false; builder.len()];
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.0 as usize], true) {
            continue;
        }
        match builder.expr(id) {
            Expr::Const(value) if store.round(value).to_bits() == value.to_bits() => {}
            Expr::Load(load) if reads.get(usize::from(load.input)) == Some(&store) => {}
            Expr::Stored(other, _) if builder.stores()[usize::from(other)] == store => {}
            Expr::Binary(BinaryOp::Min | BinaryOp::Max, a, b) | Expr::Select(_, a, b) => waiting.extend([a, b]),
            _ => return false,
        }
    }
    true
}
