//! When values are used next.

use crate::cpu::jit::code::{Code, Value};

/// The uses of each value in a run of operations, and how far the run has come.
#[derive(Debug)]
pub(super) struct Uses {
    /// Positions at which each value is used, the last first.
    positions: Vec<Vec<u32>>,
    now: u32,
}

impl Uses {
    /// The uses in `order`, and in the end that of the result if it is `stored`.
    pub(super) fn of(code: &Code, order: &[Value], stored: bool) -> Self {
        let mut positions = vec![Vec::new(); code.nodes.len()];
        if stored {
            code.results.iter().for_each(|result| positions[result.index()] = vec![order.len() as u32]);
        }
        for (position, value) in order.iter().enumerate().rev() {
            for operand in code.nodes[value.index()].operands() {
                let uses: &mut Vec<u32> = &mut positions[operand.index()];
                if uses.last() != Some(&(position as u32)) {
                    uses.push(position as u32);
                }
            }
        }
        Self { positions, now: 0 }
    }

    /// Whether a value is never used.
    pub(super) fn is_empty(&self, value: Value) -> bool {
        self.positions[value.index()].is_empty()
    }

    /// Where a value is used, the last first.
    pub(super) fn of_value(&self, value: Value) -> &[u32] {
        &self.positions[value.index()]
    }

    /// Where a value is used next.
    pub(super) fn next(&self, value: Value) -> Option<u32> {
        self.positions[value.index()].last().copied()
    }

    /// How far away the next use is.
    pub(super) fn distance(&self, value: Value) -> u32 {
        self.next(value).map_or(u32::MAX, |next| next.saturating_sub(self.now))
    }

    /// The operation at the present position uses `value`.
    pub(super) fn used(&mut self, value: Value) {
        let now = self.now;
        self.positions[value.index()].pop_if(|next| *next == now);
    }

    /// The operation at the present position is done.
    pub(super) fn advance(&mut self) {
        self.now += 1;
    }
}
