//! Which expressions, and which kernels, are the same: numbers by their bits, for −0 is not 0.

use std::hash::{Hash, Hasher};
use std::mem::{Discriminant, discriminant};

use super::{BinaryOp, Expr, ExprId, Kernel, Load, Random, Statistic, StatisticKind, UnaryOp};

/// Mixes the few small numbers of a [`Key`]; nobody chooses them to collide.
#[derive(Debug, Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_i16(&mut self, value: i16) {
        self.write_u64(value as u64);
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        // The upper bits are mixed best, and tables look at the lower ones too.
        self.0 ^ self.0 >> 32
    }
}

/// An expression as a hash key: constants by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Const(u32),
    Load(Load),
    Random(Random),
    Place(u8),
    Unary(UnaryOp, ExprId),
    Binary(BinaryOp, ExprId, ExprId),
    Select(ExprId, ExprId, ExprId),
    Lookup(u8, ExprId),
    Stored(u8, ExprId),
    /// With the bits of the kind's numbers.
    Statistic(u8, Option<u8>, i16, Discriminant<StatisticKind>, [u32; 2]),
}

impl Key {
    pub(super) fn of(expr: Expr) -> Self {
        match expr {
            Expr::Const(value) => Self::Const(value.to_bits()),
            Expr::Load(load) => Self::Load(load),
            Expr::Random(random) => Self::Random(random),
            Expr::X => Self::Place(0),
            Expr::Y => Self::Place(1),
            Expr::Frame => Self::Place(2),
            Expr::Width => Self::Place(3),
            Expr::Height => Self::Place(4),
            Expr::Unary(op, a) => Self::Unary(op, a),
            Expr::Binary(op, a, b) => Self::Binary(op, a, b),
            Expr::Time => Self::Place(5),
            Expr::Select(c, a, b) => Self::Select(c, a, b),
            Expr::Lookup(table, a) => Self::Lookup(table, a),
            Expr::Stored(store, a) => Self::Stored(store, a),
            Expr::Statistic(Statistic { input, plane, dt, kind }) => {
                let numbers = match kind {
                    StatisticKind::Percentile(share) => [share, 0.0],
                    StatisticKind::Share(low, high) => [low, high],
                    _ => [0.0; 2],
                };
                Self::Statistic(input, plane, dt, discriminant(&kind), numbers.map(f32::to_bits))
            }
        }
    }
}

impl Kernel {
    /// Whether another kernel does the same with the same, whatever it is called.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let tables = self.tables.iter().zip(&other.tables);
        self.inputs == other.inputs
            && self.values == other.values
            && self.stores == other.stores
            && self.nodes.len() == other.nodes.len()
            && self.tables.len() == other.tables.len()
            && self.nodes.iter().zip(&other.nodes).all(|(a, b)| Key::of(*a) == Key::of(*b))
            && tables.into_iter().all(|(a, b)| same_bits(a, b))
    }

    /// Mixes in what kernels that are the same have in common; others hardly ever have it.
    pub(crate) fn mix(&self, mix: &mut Mix) {
        self.nodes.iter().for_each(|node| Key::of(*node).hash(mix));
        self.tables.iter().for_each(|table| mix.write_usize(table.len()));
    }
}

pub(super) fn same_bits(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}
