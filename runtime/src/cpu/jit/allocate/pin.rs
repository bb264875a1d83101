//! Which constants stay in registers for a whole row.

use super::instruction::{memory_operands, takes_broadcast};
use super::uses::Uses;
use super::{Home, Order};
use crate::cpu::jit::Target;
use crate::cpu::jit::code::{Code, Value};

/// Registers left for values that are loaded in between.
const SPARE: usize = 2;

/// The values that are worth a register each, the best first.
pub(super) fn choose(code: &Code, order: &Order, target: Target, uses: &Uses, homes: &[Option<Home>]) -> Vec<Value> {
    let free = usize::from(target.vectors()).saturating_sub(pressure(code, order, target, uses) + SPARE);
    let mut worth = vec![0_u32; code.nodes.len()];
    for value in &order.body {
        let op = code.nodes[value.index()];
        for (at, operand) in op.operands().enumerate() {
            let as_operand =
                memory_operands(op, target).contains(&at) && (takes_broadcast(op) || target == Target::Avx2);
            worth[operand.index()] += if as_operand { 1 } else { 4 };
        }
    }
    let constant = |value: &Value| {
        let row = matches!(homes[value.index()], None | Some(Home::Row { .. }));
        let mask = target == Target::Avx512 && code.nodes[value.index()].is_condition();
        !row && !mask && worth[value.index()] > 0
    };
    let mut candidates: Vec<Value> = (0..code.nodes.len() as u32).map(Value).filter(constant).collect();
    candidates.sort_by_key(|value| std::cmp::Reverse(worth[value.index()]));
    candidates.truncate(free);
    candidates
}

/// The most vectors that are alive at a time in the loop.
pub(super) fn pressure(code: &Code, order: &Order, target: Target, uses: &Uses) -> usize {
    let mask = |value: &Value| target == Target::Avx512 && code.nodes[value.index()].is_condition();
    let mut ends = vec![0_usize; order.body.len() + 1];
    let (mut alive, mut most) = (0, 0);
    for (position, value) in order.body.iter().enumerate() {
        alive -= ends[position];
        if !mask(value)
            && let Some(last) = uses.of_value(*value).first()
        {
            alive += 1;
            ends[*last as usize] += 1;
        }
        most = most.max(alive);
    }
    most + 1
}
