//! Which expressions are weighted sums of samples of one plane, and whether their weights are a row times a column.

use std::collections::BTreeMap;

use super::{BinaryOp, Border, Expr, ExprId, Kernel, Load, UnaryOp};

/// What a weighted sum is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) input: u8,
    pub(super) dt: i16,
    pub(super) border: Border,
}

/// The weight of each sample, by (dy, dx).
type Weights = BTreeMap<(i16, i16), f64>;

/// A matrix of weights that is a row times a column; offsets whose weight is zero are left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rank1 {
    pub(super) row: Vec<(i16, f64)>,
    pub(super) column: Vec<(i16, f64)>,
}

/// Weights that differ by less, relative to the largest, are the same.
const ALIKE: f64 = 1e-7;
/// The fewest rows and columns that are worth two passes.
const FEWEST: usize = 3;
/// Of larger kernels only sums that are not part of a sum are looked at.
const MANY: usize = 2000;

/// The weighted sums of at least 3 by 3 samples in a kernel, those first that contain others.
pub(super) fn weights(kernel: &Kernel) -> impl Iterator<Item = (ExprId, Base, Weights)> {
    let bases = bases(kernel);
    let inner = if kernel.nodes.len() > MANY { inside_sums(kernel, &bases) } else { vec![false; kernel.nodes.len()] };
    let candidates: Vec<(usize, Base)> = bases
        .iter()
        .enumerate()
        .rev()
        .filter(|(position, _)| !inner[*position] && !matches!(kernel.nodes[*position], Expr::Load(_)))
        .filter_map(|(position, base)| Some((position, (*base)?)))
        .collect();
    candidates.into_iter().filter_map(move |(position, base)| {
        let weights = weights_of(kernel, position);
        (weights.len() >= FEWEST * FEWEST).then_some((ExprId(position as u32), base, weights))
    })
}

/// For each expression what it is a weighted sum of, if it is one.
fn bases(kernel: &Kernel) -> Vec<Option<Base>> {
    let mut bases: Vec<Option<Base>> = Vec::with_capacity(kernel.nodes.len());
    let is_constant = |id: ExprId| matches!(kernel.expr(id), Expr::Const(_));
    for node in &kernel.nodes {
        let base = |id: ExprId| bases[id.0 as usize];
        bases.push(match *node {
            Expr::Load(Load { input, plane: None, dt, border, .. }) => Some(Base { input, dt, border }),
            Expr::Unary(UnaryOp::Neg, a) => base(a),
            Expr::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => base(a).filter(|found| base(b) == Some(*found)),
            Expr::Binary(BinaryOp::Mul, a, b) if is_constant(a) => base(b),
            Expr::Binary(BinaryOp::Mul | BinaryOp::Div, a, b) if is_constant(b) => base(a),
            _ => None,
        });
    }
    bases
}

/// Which sums are only used by other sums.
fn inside_sums(kernel: &Kernel, bases: &[Option<Base>]) -> Vec<bool> {
    let mut inner = vec![true; kernel.nodes.len()];
    kernel.values.iter().for_each(|value| inner[value.0 as usize] = false);
    for (node, base) in kernel.nodes.iter().zip(bases) {
        if base.is_none() {
            node.operands().for_each(|operand| inner[operand.0 as usize] = false);
        }
    }
    inner
}

/// The weights of the sum at `root`, from the outside in: what each part of it counts in the whole.
fn weights_of(kernel: &Kernel, root: usize) -> Weights {
    let constant = |id: ExprId| match kernel.expr(id) {
        Expr::Const(value) => Some(f64::from(value)),
        _ => None,
    };
    let mut open: BTreeMap<usize, f64> = BTreeMap::from([(root, 1.0)]);
    let mut weights = Weights::new();
    // Operands stand before their users: the last one open has all its users behind it.
    while let Some((position, weight)) = open.pop_last() {
        let mut give = |id: ExprId, weight: f64| *open.entry(id.0 as usize).or_default() += weight;
        match kernel.nodes[position] {
            Expr::Load(load) => *weights.entry((load.dy, load.dx)).or_default() += weight,
            Expr::Unary(_, a) => give(a, -weight),
            Expr::Binary(op, a, b) => match (op, constant(a), constant(b)) {
                (BinaryOp::Mul, Some(factor), _) => give(b, weight * factor),
                (BinaryOp::Mul, _, Some(factor)) => give(a, weight * factor),
                (BinaryOp::Div, _, Some(divisor)) => give(a, weight / divisor),
                _ => {
                    give(a, weight);
                    give(b, if op == BinaryOp::Sub { -weight } else { weight });
                }
            },
            _ => {}
        }
    }
    weights.retain(|_, weight| *weight != 0.0);
    weights
}

impl Rank1 {
    /// The row and the column whose product the weights are, if there are any, of at least 3 by 3.
    pub(super) fn of(weights: &Weights) -> Option<Self> {
        let (&(pivot_dy, pivot_dx), &pivot) = weights.iter().max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))?;
        if !weights.values().all(|weight| weight.is_finite()) {
            return None;
        }
        let row: Vec<(i16, f64)> =
            weights.iter().filter(|((dy, _), _)| *dy == pivot_dy).map(|((_, dx), weight)| (*dx, *weight)).collect();
        let column: Vec<(i16, f64)> = weights
            .iter()
            .filter(|((_, dx), _)| *dx == pivot_dx)
            .map(|((dy, _), weight)| (*dy, *weight / pivot))
            .collect();
        if row.len() < FEWEST || column.len() < FEWEST {
            return None;
        }
        let at = |dy, dx| weights.get(&(dy, dx)).copied().unwrap_or(0.0);
        let is_product = |(dy, down): &(i16, f64)| {
            row.iter().all(|(dx, across)| (at(*dy, *dx) - down * across).abs() <= ALIKE * pivot.abs())
        };
        let inside = |(dy, dx): &(i16, i16)| {
            row.iter().any(|(known, _)| known == dx) && column.iter().any(|(known, _)| known == dy)
        };
        (column.iter().all(is_product) && weights.keys().all(inside)).then_some(Self { row, column })
    }
}
