//! One operation: which of its operands come from memory, and where its result goes.

use super::{Allocator, Argument, Home, Replaces, Step};
use crate::cpu::jit::Target;
use crate::cpu::jit::code::{Binary, Fused, Op, Unary, Value};

impl Allocator<'_> {
    /// Appends the steps of an operation.
    pub(super) fn run(&mut self, value: Value) {
        let op = self.code.nodes[value.index()];
        match op {
            Op::Fused(how, a, b, c) => self.fuse(value, how, [a, b, c]),
            op => self.plain(value, op),
        }
        self.uses.advance();
    }

    fn plain(&mut self, value: Value, op: Op) {
        let operands: Vec<Value> = op.operands().collect();
        let from_memory = memory_operands(op, self.target)
            .iter()
            .copied()
            .find(|at| self.stays_in_memory(operands[*at], &operands, *at, takes_broadcast(op)));
        let mut arguments = [Argument::Register(0); 3];
        for (at, operand) in operands.iter().enumerate() {
            arguments[at] = match self.homes[operand.index()].filter(|_| Some(at) == from_memory) {
                Some(home) => Argument::Memory(home),
                None => Argument::Register(self.in_register(*operand, &operands)),
            };
        }
        let mask = self.is_mask(value);
        // The result of several instructions must not replace what the later of them read.
        let apart = matches!(op, Op::Gather(..));
        let mut to = 0;
        if apart {
            to = self.take(mask, value, &operands);
        }
        self.end_uses(&operands);
        if !apart {
            to = self.take(mask, value, &operands);
        }
        // Not before: making room for the result must not overwrite what is read.
        self.end_slots(&operands);
        self.steps.push(Step::Run { op, to, arguments });
    }

    /// Counts the uses of operands, and frees the registers of those that have no more.
    fn end_uses(&mut self, operands: &[Value]) {
        operands.iter().for_each(|operand| self.uses.used(*operand));
        for operand in operands {
            if self.uses.next(*operand).is_none() {
                self.release_register(*operand);
            }
        }
    }

    /// Frees the places on the stack of operands that have no more uses.
    fn end_slots(&mut self, operands: &[Value]) {
        for operand in operands {
            if self.uses.next(*operand).is_none() {
                self.release_slot(*operand);
            }
        }
    }

    /// Whether operand `at` is better read from memory by the instruction itself.
    fn stays_in_memory(&self, operand: Value, operands: &[Value], at: usize, broadcast: bool) -> bool {
        let twice = operands.iter().enumerate().any(|(other, value)| other != at && *value == operand);
        if twice || self.register_of(operand).is_some() || self.is_mask(operand) {
            return false;
        }
        match self.homes[operand.index()] {
            None => false,
            Some(Home::Constant(_) | Home::Uniform(_) | Home::Hash(_)) => broadcast || self.target == Target::Avx2,
            Some(Home::Lanes { .. }) => true,
            // Worth a register if it is used again and there is one.
            Some(Home::Row { .. } | Home::Slot(_)) => {
                self.uses.of_value(operand).len() == 1 || self.vectors.free().is_none()
            }
        }
    }

    fn fuse(&mut self, value: Value, how: Fused, operands: [Value; 3]) {
        let [a, b, c] = operands;
        let memory = [c, b, a].into_iter().find(|operand| {
            let at = operands.iter().position(|other| other == operand).unwrap_or(0);
            self.stays_in_memory(*operand, &operands, at, true)
        });
        let argument = |allocator: &mut Self, operand: Value| match allocator.homes[operand.index()] {
            Some(home) if memory == Some(operand) => Argument::Memory(home),
            _ => Argument::Register(allocator.in_register(operand, &operands)),
        };
        let [at_a, at_b, at_c] = [a, b, c].map(|operand| argument(self, operand));
        // What ends here may be replaced, if it is in a register that is free to be.
        let ends = |operand: Value, at: Argument| match at {
            Argument::Register(register) => {
                let last = self.uses.of_value(operand).len() == 1 && !self.vectors.is_pinned(register);
                (last && operands.iter().filter(|other| **other == operand).count() == 1).then_some(register)
            }
            Argument::Memory(_) => None,
        };
        let (end_a, end_b, end_c) = (ends(a, at_a), ends(b, at_b), ends(c, at_c));
        let register = |at: Argument| if let Argument::Register(register) = at { Some(register) } else { None };
        let chosen = if let Some(to) = end_c {
            // One factor at most is in memory: the other comes first.
            match (register(at_a), register(at_b)) {
                (Some(second), _) => Some((Replaces::Sum, to, second, at_b)),
                (None, Some(second)) => Some((Replaces::Sum, to, second, at_a)),
                (None, None) => None,
            }
        } else if let Some((to, other)) = end_a.map(|to| (to, at_b)).or_else(|| end_b.map(|to| (to, at_a))) {
            match (register(other), register(at_c)) {
                (Some(second), _) => Some((Replaces::Factor, to, second, at_c)),
                (None, Some(second)) => Some((Replaces::FactorThenSum, to, second, other)),
                (None, None) => None,
            }
        } else {
            None
        };
        if let Some((replaces, to, second, third)) = chosen {
            self.end_uses(&operands);
            self.end_slots(&operands);
            self.vectors.put(to, value);
            self.steps.push(Step::Fuse { how, replaces, to, second, third });
            return;
        }
        // Nothing ends: the sum is copied to the result first.
        let to = self.take(false, value, &operands);
        self.steps.push(match at_c {
            Argument::Register(from) => Step::Copy { to, from },
            Argument::Memory(home) => Step::Load { to, home, condition: false },
        });
        let (second, third) = match (at_a, at_b) {
            (Argument::Register(second), third) | (third, Argument::Register(second)) => (second, third),
            (third, Argument::Memory(_)) => (to, third),
        };
        self.end_uses(&operands);
        self.end_slots(&operands);
        self.steps.push(Step::Fuse { how, replaces: Replaces::Sum, to, second, third });
    }
}

/// The operands that an instruction can read from memory, the best first.
pub(super) fn memory_operands(op: Op, target: Target) -> &'static [usize] {
    match (op, target) {
        (Op::Unary(Unary::Halve, _) | Op::Sign(_) | Op::Not(_) | Op::Gather(..), _) => &[],
        (Op::Unary(..), _) => &[0],
        (Op::Shift(..), Target::Avx512) => &[0],
        (Op::Binary(op, ..), _) if op.commutes() => &[1, 0],
        (Op::Binary(..), _) => &[1],
        // With the operands swapped the predicate turns round.
        (Op::Compare(..), _) => &[1, 0],
        (Op::Choose(..) | Op::Keep(..), _) => &[1],
        (Op::Both(..) | Op::Either(..), Target::Avx2) => &[1, 0],
        (Op::Fused(..), _) => &[0, 1, 2],
        _ => &[],
    }
}

/// Whether an instruction can take the same four bytes for every lane.
pub(super) fn takes_broadcast(op: Op) -> bool {
    !matches!(op, Op::Binary(Binary::MinBytes | Binary::MaxBytes | Binary::MinWords | Binary::MaxWords, ..))
}
