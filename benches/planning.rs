//! How long planning takes: whole graphs of filters, and the solver that places them by itself.
//!
//! Of whole graphs, of 50 to 800 calls, it is the processor time of pricing, placing and fusing the ops of a plan, and of
//! estimating what came of it. The solver has graphs of 50 to 800 nodes, on two and three backends, with and
//! without a limit. Nodes, values and prices are made up: each kernel reads the one before it, one in five an earlier
//! one as well, and one in eight can run on the processor only; what backends cost differs from node to node.
//!
//! `cargo bench --bench planning [-- ROUNDS]`

#[path = "support/clock.rs"]
mod clock;
#[path = "support/graphs.rs"]
mod graphs;
#[path = "support/median.rs"]
mod median;
#[path = "support/tape.rs"]
mod tape;

use std::collections::BTreeMap;

use fwr_compiler::compile;
use fwr_compiler::diagnostics::Sources;
use fwr_compiler::elaborate::Bindings;
use fwr_compiler::estimate::{Setting, estimate};
use fwr_compiler::machine::Profile;
use fwr_compiler::place::{Aim, Cost, Node, Problem, Read, Value, Wish, place};
use fwr_compiler::plan::{Anywhere, Plan};
use fwr_compiler::resolve::NoFiles;
use median::median;

fn main() {
    // Cargo passes `--bench`; a number is ours.
    let rounds = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(9);
    whole(rounds);
    println!("medians of {rounds} rounds over 5 graphs each, milliseconds; `far` is how far back branches reach\n");
    println!("{:>6} {:>9} {:>5} {:>8} {:>9} {:>9}  exact", "nodes", "backends", "far", "limit", "median", "slowest");
    for nodes in [50, 200, 800] {
        for backends in [2, 3] {
            for far in [4, 12] {
                for limited in [false, true] {
                    row(nodes, backends, far, limited, rounds);
                }
            }
        }
    }
}

fn whole(rounds: usize) {
    println!("medians of {rounds} rounds, milliseconds of one processor\n");
    println!("{:>6} {:>6} {:<8} {:>9} {:>9}", "calls", "ops", "machine", "place", "estimate");
    for calls in [50, 200, 800] {
        for machine in ["laptop", "h200"] {
            let profile = Profile::shipped(machine).expect("it is shipped");
            let setting = Setting { threads: 0, written: true };
            let wish = Wish {
                profile: &profile,
                setting,
                priced: true,
                prefer: None,
                forbid: Vec::new(),
                fuse: true,
                vram: None,
            };
            let plan = plan(&graphs::graph(calls));
            let placed = || {
                let mut plan = plan.clone();
                place(&mut plan, &wish);
                plan
            };
            let run = placed();
            println!(
                "{calls:>6} {:>6} {machine:<8} {:>9.2} {:>9.2}",
                plan.ops.len(),
                clock::median(rounds, || drop(placed())),
                clock::median(rounds, || drop(estimate(&run, &profile, &setting)))
            );
        }
    }
    println!();
}

/// The plan of a graph, its ops neither placed nor fused.
fn plan(text: &str) -> Plan {
    let mut sources = Sources::default();
    let library = fwr_stdlib::library(&mut sources).expect("the library is without mistakes");
    let source = sources.add("graph.fwr", text);
    let program = compile::load(source, &mut sources, &library, &NoFiles);
    let bindings = Bindings { media: BTreeMap::from([("tape".to_owned(), tape::tape())]), ..Bindings::default() };
    let mut checked = compile::check(&program, &bindings);
    let plan = compile::plan(&program, &mut checked, &sources, &bindings, &Anywhere);
    plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn row(nodes: usize, backends: usize, far: usize, limited: bool, rounds: usize) {
    let mut exact = true;
    let mut times: Vec<f64> = (0..5)
        .map(|seed| {
            let problem = made_up(nodes, backends, far, limited, seed);
            exact &= problem.solve().is_ok_and(|placed| placed.exact);
            median(rounds, || drop(problem.solve()))
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let limit = if limited { "half" } else { "none" };
    println!("{nodes:>6} {backends:>9} {far:>5} {limit:>8} {:>9.2} {:>9.2}  {exact}", times[2], times[4]);
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() * limit as f64) as usize
    }
}

fn made_up(nodes: usize, backends: usize, far: usize, limited: bool, seed: u64) -> Problem {
    let mut numbers = Numbers(seed);
    let mut problem = Problem { opening: vec![Cost::default(); backends], ..Problem::default() };
    problem.opening[1..].iter_mut().for_each(|opening| opening.start = 0.3);
    for number in 0..nodes {
        let heavy = 0.2 + 3.0 * numbers.next();
        let mut costs = vec![Some(Cost { wall: heavy, cpu: heavy * 0.9, ..Cost::default() })];
        for backend in 1..backends {
            let wall = heavy * (0.1 + numbers.next()) / backend as f64;
            let cost = Cost { wall, cpu: 0.02, start: 0.01, vram: 8.0 + 16.0 * numbers.next() };
            costs.push((numbers.below(8) != 0).then_some(cost));
        }
        let mut reads: Vec<usize> = if number > 0 { vec![number - 1] } else { Vec::new() };
        if number > 1 && numbers.below(5) == 0 {
            reads.push(number - 2 - numbers.below(far.min(number - 1)));
        }
        let saved = vec![Cost { wall: 0.15, cpu: 0.1, ..Cost::default() }; backends];
        let reads = reads.into_iter().map(|value| Read { value, saved: saved.clone() }).collect();
        let moved = Cost { wall: 0.2 + 0.4 * numbers.next(), cpu: 0.1, ..Cost::default() };
        problem.values.push(Value { maker: number, moves: vec![vec![moved; backends]; backends] });
        problem.nodes.push(Node { costs, reads });
    }
    let vram = if limited { nodes as f64 * 6.0 } else { f64::INFINITY };
    problem.aim = Aim { beside: 0.3 * nodes as f64, cpu: 0.2 * nodes as f64, vram };
    problem
}
