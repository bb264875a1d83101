//! From a kernel to vector code.

mod exponential;
mod integer;
mod number;
mod power;
mod random;
mod samples;
mod trigonometric;

use fwr_compiler::kernel::{Expr, ExprId, Load};

use super::super::row::{Element, RowKernel};
use super::Target;
use super::code::{Builder, Code, Op, Predicate, Value};
use super::range::Range;

/// Code beyond this many operations is not worth its memory.
const MOST: usize = 20_000;

/// The vector code of a row kernel; `None` if it has none.
pub(super) fn lower(work: &RowKernel<'_>, target: Target) -> Option<Code> {
    if let Some(code) = integer::lower(work) {
        return Some(code);
    }
    let mut lowering = Lowering {
        work,
        target,
        code: Builder::default(),
        ranges: Range::all(work),
        values: vec![None; work.kernel.nodes.len()],
        hashes: 0,
    };
    for position in 0..work.kernel.nodes.len() {
        lowering.expression(ExprId(position as u32))?;
        if lowering.code.len() > MOST {
            return None;
        }
    }
    let root = work.kernel.root();
    let value = lowering.number(root)?;
    let (result, store) = lowering.stored(value, lowering.range(root));
    Some(lowering.code.finish(result, store, work.kernel.tables.clone()))
}

/// Which row a load reads, and how it is stored.
pub(super) fn row_of(work: &RowKernel<'_>, load: &Load) -> Option<(u16, Element)> {
    let reads = |(key, _): &(super::super::row::RowKey, Element)| {
        key.read == load.input && key.dt == load.dt && key.dy == load.dy && key.border == load.border
    };
    let position = work.rows.iter().position(reads)?;
    Some((u16::try_from(position).ok()?, work.rows[position].1))
}

struct Lowering<'a> {
    work: &'a RowKernel<'a>,
    target: Target,
    code: Builder,
    ranges: Vec<Range>,
    /// What each expression has become: a number, or a condition.
    values: Vec<Option<Value>>,
    /// Random expressions so far.
    hashes: u32,
}

impl Lowering<'_> {
    fn range(&self, id: ExprId) -> Range {
        self.ranges[id.0 as usize]
    }

    /// Lowers an expression whose operands have been.
    fn expression(&mut self, id: ExprId) -> Option<()> {
        let expr = self.work.kernel.expr(id);
        let hash = self.hashes;
        self.hashes += u32::from(matches!(expr, Expr::Random(_)));
        if self.work.uniforms[id.0 as usize].is_some() {
            return Some(());
        }
        let value = match expr {
            Expr::Load(load) => self.load(&load)?,
            Expr::X => self.columns(),
            Expr::Random(random) => self.random(random, hash),
            Expr::Unary(op, a) => self.unary(op, a)?,
            Expr::Binary(op, a, b) => self.binary(op, a, b)?,
            Expr::Select(c, a, b) => {
                let (c, a, b) = (self.condition(c)?, self.number(a)?, self.number(b)?);
                self.code.choose(c, a, b)
            }
            Expr::Lookup(table, a) => self.look_up(table, a)?,
            Expr::Stored(store, a) => {
                let value = self.number(a)?;
                self.rounded(self.work.kernel.stores[usize::from(store)], value, self.range(a))
            }
            // The other leaves are the same for the whole row.
            _ => return None,
        };
        self.values[id.0 as usize] = Some(value);
        Some(())
    }

    /// The value of an expression as a number.
    fn number(&mut self, id: ExprId) -> Option<Value> {
        if let Some(place) = self.work.uniforms[id.0 as usize] {
            return Some(match self.work.kernel.expr(id) {
                Expr::Const(value) => self.code.number(value),
                _ => self.code.add(Op::Uniform(place)),
            });
        }
        let value = self.values[id.0 as usize]?;
        if !self.code.is_condition(value) {
            return Some(value);
        }
        let (one, zero) = (self.code.number(1.0), self.code.number(0.0));
        Some(self.code.choose(value, one, zero))
    }

    /// The value of an expression as a condition: where it is not 0.
    fn condition(&mut self, id: ExprId) -> Option<Value> {
        if let Some(value) = self.values[id.0 as usize]
            && self.code.is_condition(value)
        {
            return Some(value);
        }
        let number = self.number(id)?;
        let zero = self.code.number(0.0);
        Some(self.code.compare(Predicate::Ne, number, zero))
    }
}
