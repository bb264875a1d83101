//! In which order operations run: what is the same for a whole row once, the rest so that few values wait.

use super::Target;
use super::code::{Binary, Code, Op, Value};

/// The operations that need instructions, each after those it uses.
#[derive(Debug)]
pub(super) struct Order {
    /// Those that give the same for each vector of a row.
    pub(super) once: Vec<Value>,
    /// Those that run for each vector.
    pub(super) body: Vec<Value>,
}

/// Whether a value lies in memory when the code starts, so that it needs no instruction of its own.
pub(super) fn is_in_memory(op: Op, target: Target) -> bool {
    match op {
        Op::Constant(_) | Op::Lanes { .. } => true,
        // The narrow encoding has no operand that repeats four bytes.
        Op::Uniform(_) | Op::Hash(_) => target == Target::Avx512,
        Op::Row { sample, .. } => sample.is_plain(),
        _ => false,
    }
}

/// The order for `code`.
///
/// Depth first, the operand that needs more registers first (R. Sethi and J. D. Ullman, *The generation of
/// optimal code for arithmetic expressions*, J. ACM 17 (1970)). The least and the greatest of two values
/// come together, since that ends the two.
pub(super) fn order(code: &Code, target: Target) -> Order {
    let constant = constants(&code.nodes);
    let need = needs(code, target, &constant);
    let twins = twins(code);
    let mut order = Order { once: Vec::new(), body: Vec::new() };
    let mut done = vec![false; code.nodes.len()];
    let mut waiting = code.results.iter().map(|result| (*result, false)).collect::<Vec<_>>();
    while let Some((value, ready)) = waiting.pop() {
        let op = code.nodes[value.index()];
        if done[value.index()] || is_in_memory(op, target) {
            continue;
        }
        if !ready {
            waiting.push((value, true));
            let mut below: Vec<Value> = op.operands().collect();
            below.sort_by_key(|operand| need[operand.index()]);
            waiting.extend(below.into_iter().map(|operand| (operand, false)));
            continue;
        }
        let to = if constant[value.index()] { &mut order.once } else { &mut order.body };
        done[value.index()] = true;
        to.push(value);
        if let Some(twin) = twins[value.index()]
            && !done[twin.index()]
        {
            done[twin.index()] = true;
            to.push(twin);
        }
    }
    order
}

/// For each value whether it is the same for each vector of a row.
pub(super) fn constants(nodes: &[Op]) -> Vec<bool> {
    let mut constant: Vec<bool> = Vec::with_capacity(nodes.len());
    for op in nodes {
        let varies = matches!(op, Op::Row { .. } | Op::Column(_));
        let same = !varies && op.operands().all(|operand| constant[operand.index()]);
        constant.push(same);
    }
    constant
}

/// How many registers computing each value takes.
fn needs(code: &Code, target: Target, constant: &[bool]) -> Vec<usize> {
    let mut needs = vec![0_usize; code.nodes.len()];
    for (position, op) in code.nodes.iter().enumerate() {
        if constant[position] || is_in_memory(*op, target) {
            continue;
        }
        let mut below: Vec<usize> = op.operands().map(|operand| needs[operand.index()]).collect();
        below.sort_unstable_by(|a, b| b.cmp(a));
        let held = below.iter().enumerate().map(|(held, need)| if *need == 0 { 0 } else { need + held });
        needs[position] = held.max().unwrap_or(0).max(1);
    }
    needs
}

/// For each minimum of codes that is used the maximum of the same two, and the other way round.
fn twins(code: &Code) -> Vec<Option<Value>> {
    let mut used = vec![false; code.nodes.len()];
    code.results.iter().for_each(|result| used[result.index()] = true);
    for position in (0..code.nodes.len()).rev() {
        if used[position] {
            code.nodes[position].operands().for_each(|operand| used[operand.index()] = true);
        }
    }
    let mut first = std::collections::HashMap::new();
    let mut twins = vec![None; code.nodes.len()];
    for (position, op) in code.nodes.iter().enumerate().filter(|(position, _)| used[*position]) {
        let (pair, greatest) = match *op {
            Op::Binary(Binary::Min | Binary::MinBytes | Binary::MinWords, a, b) => ((a, b), false),
            Op::Binary(Binary::Max | Binary::MaxBytes | Binary::MaxWords, a, b) => ((a, b), true),
            _ => continue,
        };
        let value = Value(position as u32);
        if let Some(other) = first.insert((pair, greatest), value).or_else(|| first.get(&(pair, !greatest)).copied()) {
            let other: Value = other;
            twins[position] = Some(other);
            twins[other.index()] = Some(value);
        }
    }
    twins
}
