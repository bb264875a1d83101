//! Making kernels: equal expressions are shared, constants folded, and what nobody uses is dropped.
//!
//! Every simplification gives the very value that [`super::interpret`] gives
//! for the expression as written, for all inputs, −0 and infinities included
//! (which NaN an operation gives is not defined, so that is left open here
//! too). `x + 0` therefore stays, because it turns −0 into 0, and a fold whose
//! result is not finite stays an operation, because constants are finite.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::identity::{Key, Mix, same_bits};
use super::{Expr, ExprId, Kernel, Stored};

/// A kernel being made.
#[derive(Debug, Default)]
pub struct Builder {
    nodes: Vec<Expr>,
    pub(super) tables: Vec<Vec<f32>>,
    pub(super) stores: Vec<Stored>,
    known: HashMap<Key, ExprId, BuildHasherDefault<Mix>>,
}

impl Builder {
    /// A builder with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many different expressions there are so far.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no expression yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.nodes[id.0 as usize]
    }

    /// The value of `id`, if it is a constant.
    pub fn constant_value(&self, id: ExprId) -> Option<f32> {
        match self.expr(id) {
            Expr::Const(value) => Some(value),
            _ => None,
        }
    }

    /// A finite constant.
    pub fn constant(&mut self, value: f32) -> ExprId {
        self.share(Expr::Const(value))
    }

    /// Adds `expr`, whose operands are already here, or finds what has its value.
    pub fn add(&mut self, expr: Expr) -> ExprId {
        match expr {
            Expr::Unary(op, a) => self.unary(op, a),
            Expr::Binary(op, a, b) => self.binary(op, a, b),
            Expr::Select(c, a, b) => self.select(c, a, b),
            Expr::Lookup(table, a) => self.look_up(table, a),
            Expr::Stored(store, a) => self.stored(store, a),
            leaf => self.share(leaf),
        }
    }

    /// The number of a table for [`Expr::Lookup`]: finite elements, at least one.
    ///
    /// A kernel has at most 256 tables; past that there is none.
    pub fn table(&mut self, table: &[f32]) -> Option<u8> {
        number(&mut self.tables, |known| same_bits(known, table), || table.to_vec())
    }

    /// The number of a store for [`Expr::Stored`]; there are at most 256.
    pub fn store(&mut self, store: Stored) -> Option<u8> {
        number(&mut self.stores, |known| *known == store, || store)
    }

    /// The stores so far, in the order of their numbers.
    pub fn stores(&self) -> &[Stored] {
        &self.stores
    }

    /// Copies the expressions of another kernel, `replace` putting what it likes in their place.
    ///
    /// `replace` sees every expression with its operands already copied; `None` keeps it as it is. The result
    /// is where each of the kernel's values is; `None` if tables or stores become too many.
    pub fn copy(
        &mut self,
        from: &Kernel,
        mut replace: impl FnMut(&mut Self, Expr) -> Option<ExprId>,
    ) -> Option<Vec<ExprId>> {
        let tables: Vec<u8> = from.tables.iter().map(|table| self.table(table)).collect::<Option<_>>()?;
        let stores: Vec<u8> = from.stores.iter().map(|store| self.store(*store)).collect::<Option<_>>()?;
        self.nodes.reserve(from.nodes.len());
        self.known.reserve(from.nodes.len());
        let mut copies: Vec<ExprId> = Vec::with_capacity(from.nodes.len());
        for node in &from.nodes {
            let moved = match node.map_operands(|id| copies[id.0 as usize]) {
                Expr::Lookup(table, a) => Expr::Lookup(tables[usize::from(table)], a),
                Expr::Stored(store, a) => Expr::Stored(stores[usize::from(store)], a),
                other => other,
            };
            let copy = replace(self, moved).unwrap_or_else(|| self.add(moved));
            copies.push(copy);
        }
        Some(from.values.iter().map(|value| copies[value.0 as usize]).collect())
    }

    /// The kernel with these values, and only the expressions that they need.
    pub fn finish(self, name: impl Into<String>, inputs: u8, values: &[ExprId]) -> Kernel {
        let kernel = Kernel {
            name: name.into(),
            inputs,
            nodes: self.nodes,
            values: values.to_vec(),
            tables: self.tables,
            stores: self.stores,
        };
        drop_unused(kernel)
    }

    pub(super) fn share(&mut self, expr: Expr) -> ExprId {
        let nodes = &mut self.nodes;
        *self.known.entry(Key::of(expr)).or_insert_with(|| {
            nodes.push(expr);
            ExprId(nodes.len() as u32 - 1)
        })
    }
}

/// The number of a known thing, or of a new one, as long as a byte can count them.
fn number<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> Option<u8> {
    let place = all.iter().position(is_it).unwrap_or(all.len());
    let number = u8::try_from(place).ok()?;
    if place == all.len() {
        all.push(new());
    }
    Some(number)
}

/// The same kernel without the expressions, tables and stores that its values do not need.
pub(super) fn drop_unused(kernel: Kernel) -> Kernel {
    let Kernel { name, inputs, nodes, values, mut tables, mut stores } = kernel;
    let mut needed = vec![false; nodes.len()];
    values.iter().for_each(|value| needed[value.0 as usize] = true);
    for (position, node) in nodes.iter().enumerate().rev() {
        if needed[position] {
            node.operands().for_each(|operand| needed[operand.0 as usize] = true);
        }
    }
    let used = |wanted: &dyn Fn(&Expr) -> Option<u8>, count: usize| -> Vec<bool> {
        let mut used = vec![false; count];
        let found = nodes.iter().zip(&needed).filter(|(_, needed)| **needed).filter_map(|(node, _)| wanted(node));
        found.for_each(|number| used[usize::from(number)] = true);
        used
    };
    let tables_used = used(&|node| if let Expr::Lookup(table, _) = node { Some(*table) } else { None }, tables.len());
    let stores_used = used(&|node| if let Expr::Stored(store, _) = node { Some(*store) } else { None }, stores.len());
    let all_used = |used: &[bool]| used.iter().all(|used| *used);
    if all_used(&needed) && all_used(&tables_used) && all_used(&stores_used) {
        return Kernel { name, inputs, nodes, values, tables, stores };
    }
    let renumbered = |used: &[bool], number: u8| used[..usize::from(number)].iter().filter(|used| **used).count() as u8;
    let mut places = vec![ExprId(0); nodes.len()];
    let mut kept = Vec::with_capacity(nodes.len());
    for (position, node) in nodes.iter().enumerate().filter(|(position, _)| needed[*position]) {
        kept.push(match node.map_operands(|id| places[id.0 as usize]) {
            Expr::Lookup(table, a) => Expr::Lookup(renumbered(&tables_used, table), a),
            Expr::Stored(store, a) => Expr::Stored(renumbered(&stores_used, store), a),
            other => other,
        });
        places[position] = ExprId(kept.len() as u32 - 1);
    }
    keep(&mut tables, &tables_used);
    keep(&mut stores, &stores_used);
    let values = values.iter().map(|value| places[value.0 as usize]).collect();
    Kernel { name, inputs, nodes: kept, values, tables, stores }
}

fn keep<T>(all: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    all.retain(|_| kept.next() == Some(&true));
}

#[cfg(test)]
mod tests {
    use super::super::{BinaryOp, Load};
    use super::*;

    fn load(builder: &mut Builder, dx: i16) -> ExprId {
        builder.add(Expr::Load(Load { dx, ..Load::default() }))
    }

    #[test]
    fn equal_expressions_are_one() {
        let mut b = Builder::new();
        let (l, r) = (load(&mut b, -1), load(&mut b, 1));
        assert_eq!(b.binary(BinaryOp::Add, l, r), b.binary(BinaryOp::Add, r, l));
        assert_ne!(b.binary(BinaryOp::Sub, l, r), b.binary(BinaryOp::Sub, r, l));
        assert_ne!(b.binary(BinaryOp::Min, l, r), b.binary(BinaryOp::Min, r, l), "they differ for NaN");
    }

    #[test]
    fn what_changes_no_bit_is_simplified() {
        let mut b = Builder::new();
        let x = load(&mut b, 0);
        let one = b.constant(1.0);
        let zero = b.constant(0.0);
        let eight = b.constant(8.0);
        let eighth = b.constant(0.125);
        assert_eq!(b.binary(BinaryOp::Mul, one, x), x);
        assert_eq!(b.binary(BinaryOp::Sub, x, zero), x);
        assert_ne!(b.binary(BinaryOp::Add, x, zero), x, "-0 + 0 is 0");
        assert_eq!(b.binary(BinaryOp::Div, x, eight), b.binary(BinaryOp::Mul, x, eighth));
        assert_ne!(b.binary(BinaryOp::Mul, x, zero), zero, "infinity times 0 is NaN");
    }

    #[test]
    fn a_fold_that_is_not_finite_stays() {
        let mut b = Builder::new();
        let (one, zero) = (b.constant(1.0), b.constant(0.0));
        let infinite = b.binary(BinaryOp::Div, one, zero);
        assert_eq!(b.constant_value(infinite), None);
    }

    #[test]
    fn unused_expressions_are_dropped() {
        let mut b = Builder::new();
        let (_, used) = (load(&mut b, 5), load(&mut b, 2));
        let kernel = b.finish("k", 1, &[used]);
        assert_eq!(kernel.nodes, [Expr::Load(Load { dx: 2, ..Load::default() })]);
        assert_eq!(kernel.support().right, 2);
    }
}
