//! What a cell would like of what it reads: which columns and rows, and whether converted.

use std::ops::RangeInclusive;

use fwr_compiler::fusion::{Cell, Pipeline};
use fwr_compiler::kernel::{BinaryOp, Border, Expr, Kernel, Load, Stored};

use super::row::Element;

/// Loads of one row from which on it is converted once, not at every load.
const CONVERTED: usize = 3;

/// What a cell reads of one plane of one frame past one kind of border.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    /// Which of the cell's reads, and which frame of it.
    pub(super) read: u8,
    pub(super) dt: i16,
    pub(super) border: Border,
    /// Columns and rows beside the sample that is made.
    pub(super) dx: RangeInclusive<i32>,
    pub(super) dy: RangeInclusive<i32>,
    /// How the rows had better be stored.
    pub(super) element: Element,
}

impl Wish {
    /// Whether a load is among those of this wish.
    pub(super) fn has(&self, read: u8, dt: i16, border: Border) -> bool {
        (self.read, self.dt, self.border) == (read, dt, border)
    }

    /// Whether columns beside the plane may be read.
    pub(super) fn reaches_beside(&self) -> bool {
        self.dx != (0..=0)
    }

    /// The border that matters to it: where nothing beside the plane is read, any does.
    ///
    /// A ring has rows of one border only: then the rows that one call reads are never further apart than their `dy`.
    pub(super) fn ring_border(&self) -> Border {
        if self.reaches_beside() || self.dy != (0..=0) { self.border } else { Border::Clamp }
    }
}

/// The wishes of a cell whose kernel has become `kernel`.
pub(super) fn wishes(pipeline: &Pipeline, cell: &Cell, kernel: &Kernel) -> Vec<Wish> {
    let as_stored = cell.table.is_some() || works_on_codes(pipeline, cell, kernel);
    let mut wishes: Vec<Wish> = Vec::new();
    for Load { input: read, dx, dy, dt, border, .. } in loads(kernel) {
        let (dx, dy) = (i32::from(dx), i32::from(dy));
        match wishes.iter_mut().find(|wish| wish.has(read, dt, border)) {
            Some(wish) => {
                wish.dx = *wish.dx.start().min(&dx)..=*wish.dx.end().max(&dx);
                wish.dy = *wish.dy.start().min(&dy)..=*wish.dy.end().max(&dy);
            }
            None => {
                let stored = pipeline.stored(cell.reads[usize::from(read)]);
                let count = loads(kernel).filter(|load| (load.input, load.dt) == (read, dt)).count();
                let converted = count >= CONVERTED && !as_stored && stored != Stored::Single;
                let element = if converted { Element::Nominal } else { Element::Stored(stored) };
                wishes.push(Wish { read, dt, border, dx: dx..=dx, dy: dy..=dy, element });
            }
        }
    }
    wishes
}

/// The loads of a kernel.
pub(super) fn loads(kernel: &Kernel) -> impl Iterator<Item = Load> {
    kernel.nodes.iter().filter_map(|node| if let Expr::Load(load) = node { Some(*load) } else { None })
}

/// Whether a kernel only compares samples that are stored like its own, so that codes do as well as values.
fn works_on_codes(pipeline: &Pipeline, cell: &Cell, kernel: &Kernel) -> bool {
    let compares = |node: &Expr| matches!(node, Expr::Load(_) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, ..));
    matches!(cell.stored, Stored::Byte(_) | Stored::Word(_))
        && kernel.nodes.iter().all(compares)
        && loads(kernel).all(|load| pipeline.stored(cell.reads[usize::from(load.input)]) == cell.stored)
}
