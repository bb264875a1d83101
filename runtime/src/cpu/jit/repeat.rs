//! Several vectors in one turn of the loop, their operations taking turns.
//!
//! Elementary functions are long chains in which each operation waits for the last. A processor looks only so
//! far ahead for others to run meanwhile, not as far as the next turn: so the others are put beside them.

use super::Target;
use super::code::{Code, Op, Value};
use super::order::{Order, constants};
use crate::cpu::row::BLOCK;

/// Operations in a turn of the loop beyond which there are no more vectors.
const MOST: usize = 800;

/// How many vectors a turn of the loop computes; `pressure` is how many registers one needs.
pub(super) fn copies(code: &Code, order: &Order, target: Target, pressure: usize) -> usize {
    let count = order.body.len();
    let chain = longest_chain(code, order).max(1);
    // Where there is little else to do than to wait, even going through memory costs less.
    let registers = match count / chain {
        0 | 1 => usize::from(target.vectors()) * 5 / 2,
        2 | 3 => target.vectors().into(),
        _ => return 1,
    };
    let fits = |copies: &usize| {
        copies * code.store.lanes(target.width().bytes()) <= BLOCK
            && copies * pressure <= registers
            && copies * count <= MOST
    };
    [4, 2].into_iter().find(fits).unwrap_or(1)
}

/// The most operations of the loop of which each waits for the one before.
fn longest_chain(code: &Code, order: &Order) -> usize {
    let mut lengths = vec![0_usize; code.nodes.len()];
    let mut longest = 0;
    for value in &order.body {
        let before = code.nodes[value.index()].operands().map(|operand| lengths[operand.index()]).max();
        lengths[value.index()] = before.unwrap_or(0) + 1;
        longest = longest.max(lengths[value.index()]);
    }
    longest
}

/// The code and the order for `copies` vectors in a row.
pub(super) fn repeat(code: Code, order: Order, copies: usize, target: Target) -> (Code, Order) {
    let lanes = code.store.lanes(target.width().bytes());
    let Code { mut nodes, results, store, tables } = code;
    let count = nodes.len();
    let constant = constants(&nodes);
    let mut all = results.clone();
    let mut places: Vec<Vec<Value>> = vec![(0..count as u32).map(Value).collect()];
    for copy in 1..copies {
        let mut moved: Vec<Value> = Vec::with_capacity(count);
        for position in 0..count {
            let op = nodes[position];
            let beside = (copy * lanes) as u32;
            let op = match op {
                Op::Row { row, dx, sample } => Op::Row { row, dx: dx + beside as i32, sample },
                Op::Lanes { first, step } => Op::Lanes { first: first.wrapping_add(step.wrapping_mul(beside)), step },
                _ if constant[position] => {
                    moved.push(Value(position as u32));
                    continue;
                }
                op => op.map_operands(|operand| moved[operand.index()]),
            };
            moved.push(Value(nodes.len() as u32));
            nodes.push(op);
        }
        all.extend(results.iter().map(|result| moved[result.index()]));
        places.push(moved);
    }
    let body = order.body.iter().flat_map(|value| places.iter().map(|place| place[value.index()])).collect();
    (Code { nodes, results: all, store, tables }, Order { once: order.once, body })
}
