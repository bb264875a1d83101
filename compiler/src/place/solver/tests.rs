//! The solver against trying everything.

use proptest::prelude::*;

use super::{Aim, Cost, Node, Problem, Read, TOLERANCE, Unplaceable, Value};

/// A problem from bytes, so that what fails can be made small: each is the next thing that is asked for.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.next()) % limit
    }

    fn cost(&mut self, scale: f64) -> Cost {
        let mut part = |most| f64::from(self.next()) * scale * most / 255.0;
        Cost { wall: part(1.0), cpu: part(1.0), start: part(0.2), vram: part(10.0) }
    }
}

fn problem(bytes: &[u8], nodes: usize, backends: usize) -> Problem {
    let mut bytes = Bytes(bytes.iter());
    let mut problem = Problem { opening: vec![Cost::default()], ..Problem::default() };
    problem.opening.extend((1..backends).map(|_| bytes.cost(1.0)));
    for number in 0..nodes {
        let able = |cost: Cost, refused: bool| (!refused).then_some(cost);
        let mut costs: Vec<_> = (0..backends).map(|_| able(bytes.cost(1.0), bytes.below(6) == 0)).collect();
        if costs.iter().all(Option::is_none) {
            costs[0] = Some(bytes.cost(1.0));
        }
        let mut node = Node { costs, reads: Vec::new() };
        for _ in 0..bytes.below(4).min(problem.values.len()) {
            // Near ones more often: chains, not stars.
            let back = 1 + bytes.below(3).max(bytes.below(problem.values.len()));
            let value = problem.values.len().saturating_sub(back);
            node.reads.push(Read { value, saved: (0..backends).map(|_| bytes.cost(0.2)).collect() });
        }
        for _ in 0..1 + bytes.below(5) / 4 {
            let moves = (0..backends).map(|_| (0..backends).map(|_| bytes.cost(0.7)).collect()).collect();
            problem.values.push(Value { maker: number, moves });
        }
        problem.nodes.push(node);
    }
    let (limited, limit) = (bytes.below(2) == 0, f64::from(bytes.next()) / 255.0 * 15.0 * nodes as f64);
    let vram = if limited { limit } else { f64::INFINITY };
    problem.aim = Aim { beside: bytes.cost(nodes as f64 / 2.0).wall, cpu: bytes.cost(2.0).cpu, vram };
    problem
}

/// The least that any assignment takes, found by trying all of them.
fn least(problem: &Problem) -> Option<f64> {
    let backends = problem.opening.len();
    let count = backends.pow(problem.nodes.len() as u32);
    let all = (0..count).filter_map(|number| {
        let on: Vec<usize> =
            (0..problem.nodes.len()).map(|node| number / backends.pow(node as u32) % backends).collect();
        problem.cost(&on)
    });
    let fit = all.filter(|cost| cost.vram <= problem.aim.vram);
    fit.map(|cost| problem.aim.seconds(&cost)).min_by(f64::total_cmp)
}

fn compare(problem: &Problem) -> Result<(), TestCaseError> {
    match (problem.solve(), least(problem)) {
        (Ok(placed), Some(least)) => {
            prop_assert!(placed.exact);
            prop_assert!(placed.cost.vram <= problem.aim.vram + 1e-9);
            prop_assert!(
                placed.seconds <= least * (1.0 + 2.0 * TOLERANCE),
                "{} where {least} is to be had",
                placed.seconds
            );
            prop_assert!(placed.seconds >= least * (1.0 - 1e-9), "{} is less than {least}", placed.seconds);
        }
        (Err(Unplaceable::Vram { .. }), None) => {}
        (found, least) => prop_assert!(false, "{found:?} where trying everything says {least:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_better_on_two_backends(nodes in 1usize..11, bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        compare(&problem(&bytes, nodes, 2))?;
    }

    #[test]
    fn nothing_is_better_on_three_backends(nodes in 1usize..8, bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        compare(&problem(&bytes, nodes, 3))?;
    }
}

#[test]
fn a_node_that_nothing_runs_is_named() {
    let mut problem = problem(&[7; 200], 3, 2);
    problem.nodes[1].costs = vec![None, None];
    assert_eq!(problem.solve(), Err(Unplaceable::Node(1)));
}

#[test]
fn what_fits_at_least_is_told() {
    let cost = |vram| Some(Cost { wall: 1.0, vram, ..Cost::default() });
    let nodes = vec![Node { costs: vec![cost(3.0), cost(5.0)], reads: Vec::new() }; 2];
    let aim = Aim { vram: 4.0, ..Aim::default() };
    let problem = Problem { opening: vec![Cost::default(); 2], nodes, aim, ..Problem::default() };
    assert_eq!(problem.solve(), Err(Unplaceable::Vram { least: 6.0 }));
}

#[test]
fn the_same_problem_has_the_same_answer() {
    let bytes: Vec<u8> = (0..4000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let problem = problem(&bytes, 40, 3);
    assert_eq!(problem.solve(), problem.solve());
}
