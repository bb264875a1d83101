//! The work of one sample of a cell, by kind.

use super::Work;
use super::layout::{Layout, works_on_codes};
use crate::fusion::{Cell, Pipeline};
use crate::kernel::{BinaryOp, Expr, ExprId, Kernel, Stored, UnaryOp, Uniforms};
use crate::machine::{Cpu, Feature, Simd};

/// What a cell reads and writes, and how.
pub(super) struct Elements<'a> {
    /// Of the part.
    pub(super) layout: &'a Layout,
    /// Where the cell is in it.
    pub(super) place: usize,
    /// The whole pipeline.
    pub(super) pipeline: &'a Pipeline,
    /// The cell.
    pub(super) cell: &'a Cell,
    /// Whether it is looked up.
    pub(super) table: bool,
    /// Where it runs.
    pub(super) cpu: &'a Cpu,
}

/// One sample of a cell whose kernel is `kernel`, for one outcome of the conditions of a row.
pub(super) fn sample(kernel: &Kernel, elements: &Elements<'_>) -> Work {
    let Elements { layout, place, pipeline, cell, .. } = elements;
    if let Expr::Load(load) = kernel.expr(kernel.root())
        && load.dx == 0
        && pipeline.stored(cell.reads[usize::from(load.input)]) == cell.stored
        && layout.is_nominal(*place, &load) == layout.makes_nominal(*place)
    {
        return Work::of(Feature::CopiedByte, cell.stored.bytes() as f64);
    }
    if elements.table {
        return look_up(elements);
    }
    if works_on_codes(pipeline, cell, kernel) {
        let lane = if cell.stored.bytes() == 1 { Feature::ByteLane } else { Feature::WordLane };
        return Work::of(lane, kernel.nodes.len() as f64);
    }
    let mut work = Work::default();
    let uniforms = Uniforms::of(kernel).1;
    for (node, _) in kernel.nodes.iter().zip(&uniforms).filter(|(_, uniform)| uniform.is_none()) {
        expression(node, kernel, elements, &mut work);
    }
    write(elements, &mut work);
    work
}

fn expression(node: &Expr, kernel: &Kernel, elements: &Elements<'_>, work: &mut Work) {
    match *node {
        Expr::Load(load) => {
            let stored = elements.pipeline.stored(elements.cell.reads[usize::from(load.input)]);
            let integer = matches!(stored, Stored::Byte(_) | Stored::Word(_));
            let direct = !elements.layout.is_nominal(elements.place, &load);
            work.add(if integer && direct { Feature::LoadInteger } else { Feature::LoadFloat }, 1.0);
        }
        Expr::X => work.add(Feature::Simple, 2.0),
        Expr::Random(_) => work.add(Feature::Random, 1.0),
        Expr::Unary(UnaryOp::Sqrt, _) => work.add(Feature::Division, 1.0),
        Expr::Unary(UnaryOp::Exp | UnaryOp::Log | UnaryOp::Sin | UnaryOp::Cos, _) => {
            work.add(Feature::Elementary, 1.0);
        }
        Expr::Binary(BinaryOp::Div, _, divisor) => {
            let kind = if is_power_of_two(kernel, divisor) { Feature::Simple } else { Feature::Division };
            work.add(kind, 1.0);
        }
        Expr::Binary(BinaryOp::Rem, _, divisor) => {
            let quotient = if is_power_of_two(kernel, divisor) { Feature::Simple } else { Feature::Division };
            work.add(quotient, 1.0);
            work.add(Feature::Simple, 3.0);
        }
        Expr::Binary(BinaryOp::Pow, ..) => work.add(Feature::Power, 1.0),
        Expr::Lookup(..) => work.add(Feature::Lookup, 1.0),
        Expr::Stored(..) => work.add(Feature::Round, 1.0),
        Expr::Unary(..) | Expr::Binary(..) | Expr::Select(..) => work.add(Feature::Simple, 1.0),
        // Leaves that are the same for the whole row.
        _ => {}
    }
}

fn write(elements: &Elements<'_>, work: &mut Work) {
    let integer = matches!(elements.cell.stored, Stored::Byte(_) | Stored::Word(_));
    if elements.layout.makes_nominal(elements.place) {
        if integer {
            work.add(Feature::Round, 1.0);
        }
        work.add(Feature::StoreFloat, 1.0);
    } else {
        work.add(if integer { Feature::StoreInteger } else { Feature::StoreFloat }, 1.0);
    }
}

fn look_up(elements: &Elements<'_>) -> Work {
    let Elements { cell, pipeline, cpu, .. } = elements;
    let from = cell.reads.first().map(|read| pipeline.stored(*read));
    let shuffles = matches!(cpu.simd, Simd::Avx2 | Simd::Avx512);
    let kind = match from {
        Some(Stored::Byte(_)) if cell.stored.bytes() == 1 && shuffles => Feature::ByteTable,
        Some(Stored::Byte(_)) => Feature::WordTable,
        // What stays in a first-level cache, beside the rows.
        Some(Stored::Word(map)) if (map.max as usize + 1) * cell.stored.bytes() <= 16 * 1024 => Feature::WordTable,
        _ => Feature::WideTable,
    };
    Work::of(kind, 1.0)
}

fn is_power_of_two(kernel: &Kernel, id: ExprId) -> bool {
    matches!(kernel.expr(id), Expr::Const(value) if value.is_normal() && value.to_bits() & 0x007f_ffff == 0)
}
