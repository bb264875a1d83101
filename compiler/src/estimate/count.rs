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
    if works_on_codes(pipeline, cell, kernel) && !layout.makes_nominal(*place) {
        return lanes(kernel, cell.stored.bytes() as f64);
    }
    let mut work = Work::default();
    let uniforms = Uniforms::of(kernel).1;
    let within = within_sums(kernel);
    let own = |number: &usize| uniforms[*number].is_none() && !within[*number];
    for number in (0..kernel.nodes.len()).filter(own) {
        expression(&kernel.nodes[number], kernel, elements, &mut work);
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
        Expr::Unary(UnaryOp::Sqrt, _) => work.add(Feature::Root, 1.0),
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
        Expr::Select(..) | Expr::Unary(UnaryOp::Not, _) => work.add(Feature::Choice, 1.0),
        Expr::Binary(op, ..) if compares(op) => work.add(Feature::Choice, 1.0),
        Expr::Unary(..) | Expr::Binary(..) => work.add(Feature::Simple, 1.0),
        // Leaves that are the same for the whole row.
        _ => {}
    }
}

/// The products with powers of two that sums take in: both are one operation, because the product is exact.
fn within_sums(kernel: &Kernel) -> Vec<bool> {
    let mut uses = vec![0_u32; kernel.nodes.len()];
    let mut summed = vec![false; kernel.nodes.len()];
    for node in &kernel.nodes {
        node.operands().for_each(|operand| uses[operand.0 as usize] += 1);
        if let Expr::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) = *node {
            let exact = |id: ExprId| match kernel.expr(id) {
                Expr::Binary(BinaryOp::Mul, x, y) => is_power_of_two(kernel, x) || is_power_of_two(kernel, y),
                _ => false,
            };
            if let Some(product) = [b, a].into_iter().find(|id| exact(*id)) {
                summed[product.0 as usize] = true;
            }
        }
    }
    summed.into_iter().zip(uses).map(|(summed, uses)| summed && uses == 1).collect()
}

fn compares(op: BinaryOp) -> bool {
    use BinaryOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
    matches!(op, Lt | Le | Gt | Ge | Eq | Ne | And | Or)
}

/// Work on codes as they are: several times as many in a vector.
fn lanes(kernel: &Kernel, bytes: f64) -> Work {
    let loads = kernel.nodes.iter().filter(|node| matches!(node, Expr::Load(_))).count() as f64;
    let mut work = Work::of(Feature::LaneByte, bytes * (loads + 1.0));
    let lane = if bytes == 1.0 { Feature::ByteLane } else { Feature::WordLane };
    work.add(lane, kernel.nodes.len() as f64 - loads);
    work
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
