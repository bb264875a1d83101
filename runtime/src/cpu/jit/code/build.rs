//! Builds vector code: equal operations are one, and what is known is computed at once.

use std::collections::HashMap;

use super::fold::fold;
use super::{Binary, Code, Fused, Op, Predicate, Sample, Shift, Unary, Value};

/// Vector code in the making.
#[derive(Debug, Default)]
pub(in super::super) struct Builder {
    nodes: Vec<Op>,
    known: HashMap<Op, Value>,
}

impl Builder {
    /// The value of an operation.
    pub(in super::super) fn add(&mut self, op: Op) -> Value {
        let op = match fold(op, |value| self.constant_bits(value)) {
            Folded::Operation(op) => op,
            Folded::Value(value) => return value,
        };
        let next = Value(self.nodes.len() as u32);
        *self.known.entry(op).or_insert_with(|| {
            self.nodes.push(op);
            next
        })
    }

    /// The bits of a value that is known.
    pub(in super::super) fn constant_bits(&self, value: Value) -> Option<u32> {
        match self.nodes[value.index()] {
            Op::Constant(bits) => Some(bits),
            _ => None,
        }
    }

    /// The number that a value is, if that is known.
    pub(in super::super) fn constant(&self, value: Value) -> Option<f32> {
        self.constant_bits(value).map(f32::from_bits)
    }

    /// How many operations there are.
    pub(in super::super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether a value is a condition.
    pub(in super::super) fn is_condition(&self, value: Value) -> bool {
        self.nodes[value.index()].is_condition()
    }

    /// The code that stores `result`.
    pub(in super::super) fn finish(self, result: Value, store: Sample, tables: Vec<Vec<f32>>) -> Code {
        Code { nodes: self.nodes, results: vec![result], store, tables }
    }

    pub(in super::super) fn number(&mut self, number: f32) -> Value {
        self.bits(number.to_bits())
    }

    pub(in super::super) fn bits(&mut self, bits: u32) -> Value {
        self.add(Op::Constant(bits))
    }

    pub(in super::super) fn unary(&mut self, op: Unary, a: Value) -> Value {
        self.add(Op::Unary(op, a))
    }

    pub(in super::super) fn binary(&mut self, op: Binary, a: Value, b: Value) -> Value {
        self.add(Op::Binary(op, a, b))
    }

    pub(in super::super) fn plus(&mut self, a: Value, b: Value) -> Value {
        self.binary(Binary::Add, a, b)
    }

    pub(in super::super) fn minus(&mut self, a: Value, b: Value) -> Value {
        self.binary(Binary::Sub, a, b)
    }

    pub(in super::super) fn times(&mut self, a: Value, b: Value) -> Value {
        self.binary(Binary::Mul, a, b)
    }

    pub(in super::super) fn fused(&mut self, how: Fused, a: Value, b: Value, c: Value) -> Value {
        self.add(Op::Fused(how, a, b, c))
    }

    pub(in super::super) fn shift(&mut self, shift: Shift, bits: u8, a: Value) -> Value {
        self.add(Op::Shift(shift, bits, a))
    }

    pub(in super::super) fn compare(&mut self, predicate: Predicate, a: Value, b: Value) -> Value {
        self.add(Op::Compare(predicate, a, b))
    }

    pub(in super::super) fn choose(&mut self, condition: Value, then: Value, other: Value) -> Value {
        if then == other {
            return then;
        }
        if self.constant_bits(other) == Some(0) {
            return self.add(Op::Keep(condition, then));
        }
        if self.constant_bits(then) == Some(0) {
            let not = self.add(Op::Not(condition));
            return self.add(Op::Keep(not, other));
        }
        self.add(Op::Choose(condition, then, other))
    }
}

/// What an operation becomes once its constants are looked at.
pub(super) enum Folded {
    /// An operation still.
    Operation(Op),
    /// A value there is already.
    Value(Value),
}
