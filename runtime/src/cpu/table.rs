//! Kernels that look at one 8-bit sample only, as a table of all its values.

use fwr_compiler::kernel::{BinaryOp, Expr, Kernel, Load, Position, Stored, UnaryOp, interpret};

use super::instruction::RowCode;

/// Operations from which on looking up is faster than computing.
const WORTH: usize = 8;

/// The table that does the work of `kernel`, if one can and it is worth it.
pub(super) fn table(kernel: &Kernel, inputs: &[Vec<Stored>], output: &[Stored]) -> Option<RowCode> {
    let Load { input, dy, dt, .. } = only_load(kernel)?;
    if cost(kernel) < WORTH {
        return None;
    }
    // The kernel depends on nothing but the sample, so any position will do.
    let position = Position { x: 0, y: 0, width: 1, height: 1, frame: 0, plane: 0, time: 0.0 };
    let tables = inputs[usize::from(input)].iter().zip(output).map(|stored| match stored {
        (Stored::Byte(from), Stored::Byte(to)) => Some(std::array::from_fn(|code| {
            let value = interpret(kernel, &position, |_| from.load(code as u16));
            to.store(value) as u8
        })),
        _ => None,
    });
    let tables = tables.collect::<Option<_>>()?;
    Some(RowCode::Table { input: usize::from(input), dy: i32::from(dy), dt: i32::from(dt), tables })
}

/// The one load of a kernel that depends on a single sample of its own column and on nothing else.
fn only_load(kernel: &Kernel) -> Option<Load> {
    let mut only = None;
    for node in &kernel.nodes {
        match node {
            Expr::Load(load) if load.dx == 0 && only.is_none_or(|known| known == *load) => only = Some(*load),
            Expr::Load(_)
            | Expr::Random(_)
            | Expr::X
            | Expr::Y
            | Expr::Frame
            | Expr::Width
            | Expr::Height
            | Expr::Time
            | Expr::Statistic(_) => {
                return None;
            }
            _ => {}
        }
    }
    only
}

fn cost(kernel: &Kernel) -> usize {
    let cost = |node: &Expr| match node {
        Expr::Unary(UnaryOp::Exp | UnaryOp::Log | UnaryOp::Sin | UnaryOp::Cos, _) => WORTH,
        Expr::Binary(BinaryOp::Pow, ..) => WORTH,
        node => usize::from(node.operands().next().is_some()),
    };
    kernel.nodes.iter().map(cost).sum()
}
