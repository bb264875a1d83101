//! An order of nodes in which few values are alive at a time.

use super::Problem;

/// Every node after those whose values it reads; of those that could be next, the one that leaves fewest values
/// alive, and the first of several.
pub(super) fn order(problem: &Problem) -> Vec<usize> {
    let count = problem.nodes.len();
    let mut makes = vec![Vec::new(); count];
    let mut readers = vec![0usize; problem.values.len()];
    for (value, made) in problem.values.iter().enumerate() {
        makes[made.maker].push(value);
    }
    for node in &problem.nodes {
        distinct(node).for_each(|value| readers[value] += 1);
    }
    let mut done = vec![false; count];
    let mut order = Vec::with_capacity(count);
    while order.len() < count {
        let ready = |node: &usize| {
            !done[*node] && problem.nodes[*node].reads.iter().all(|read| done[problem.values[read.value].maker])
        };
        let grows = |node: &usize| {
            let begins = makes[*node].iter().filter(|value| readers[**value] > 0).count() as isize;
            let ends = distinct(&problem.nodes[*node]).filter(|value| readers[*value] == 1).count() as isize;
            begins - ends
        };
        let Some(next) = (0..count).filter(ready).min_by_key(grows) else { break };
        done[next] = true;
        distinct(&problem.nodes[next]).for_each(|value| readers[value] -= 1);
        order.push(next);
    }
    order
}

/// The values that a node reads, each once.
pub(super) fn distinct(node: &super::Node) -> impl Iterator<Item = usize> + '_ {
    let is_first = |place: usize| node.reads[..place].iter().all(|before| before.value != node.reads[place].value);
    (0..node.reads.len()).filter(move |place| is_first(*place)).map(|place| node.reads[place].value)
}
