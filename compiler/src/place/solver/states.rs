//! The states that deciding nodes one after the other leads through, and the choices between them.

use std::collections::BTreeMap;

use super::problem::Terms;
use super::{Cost, Problem};

/// States of one layer, at most; wider graphs are not looked at completely.
const MOST_STATES: usize = 20_000;

/// A choice: in a state, a backend for the next node, and the state that it leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) backend: u8,
    pub(super) cost: Terms,
}

/// All states, in layers: layer n is before the nth node of the order is decided.
#[derive(Debug)]
pub(super) struct States {
    /// The choices that lead from each layer to the next, by `from`.
    pub(super) choices: Vec<Vec<Choice>>,
    /// How many states each layer has; one more than there are nodes.
    pub(super) sizes: Vec<usize>,
    /// Whether no state was left out.
    pub(super) complete: bool,
}

/// Where values are that somebody is still to read, and which backends are in use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    used: u8,
    /// For each living value where it was made, and where it was moved to: two bits and four.
    places: Box<[u8]>,
}

const fn home(place: u8) -> usize {
    (place & 3) as usize
}

const fn is_at(place: u8, backend: usize) -> bool {
    place & (4 << backend) != 0
}

impl States {
    pub(super) fn of(problem: &Problem, order: &[usize]) -> Self {
        debug_assert!(problem.opening.len() <= 4, "states have two bits for a backend");
        let lives = Lives::of(problem, order);
        let mut layer = vec![(State { used: 0, places: Box::default() }, 0.0)];
        let mut states = Self { choices: Vec::new(), sizes: vec![1], complete: true };
        for (step, node) in order.iter().enumerate() {
            let mut found: BTreeMap<State, u32> = BTreeMap::new();
            let mut next: Vec<(State, f64)> = Vec::new();
            let mut choices = Vec::new();
            for (from, (state, cost)) in layer.iter().enumerate() {
                for backend in 0..problem.opening.len() {
                    let Some((after, spent)) = lives.decide(state, step, *node, backend) else { continue };
                    let terms = spent.terms();
                    let sum = cost + terms[0] + terms[1];
                    let to = *found.entry(after.clone()).or_insert_with(|| {
                        next.push((after, f64::INFINITY));
                        next.len() as u32 - 1
                    });
                    let best = &mut next[to as usize].1;
                    *best = best.min(sum);
                    choices.push(Choice { from: from as u32, to, backend: backend as u8, cost: terms });
                }
            }
            if next.len() > MOST_STATES {
                states.complete = false;
                keep_cheapest(&mut next, &mut choices);
            }
            states.choices.push(choices);
            states.sizes.push(next.len());
            layer = next;
        }
        states
    }
}

/// Leaves out all states but the cheapest so far.
fn keep_cheapest(states: &mut Vec<(State, f64)>, choices: &mut Vec<Choice>) {
    let mut ranked: Vec<usize> = (0..states.len()).collect();
    ranked.sort_by(|a, b| states[*a].1.total_cmp(&states[*b].1));
    ranked.truncate(MOST_STATES);
    ranked.sort_unstable();
    let mut places = vec![None; states.len()];
    ranked.iter().enumerate().for_each(|(to, from)| places[*from] = Some(to as u32));
    *states = ranked.iter().map(|state| states[*state].clone()).collect();
    choices.retain_mut(|choice| {
        let place = places[choice.to as usize];
        choice.to = place.unwrap_or_default();
        place.is_some()
    });
}

/// Which values are alive at each step, and who is still to read them.
struct Lives<'a> {
    problem: &'a Problem,
    /// The living values before each step, in order.
    alive: Vec<Vec<usize>>,
    /// For each value and step, the backends that a later reader of it may be on.
    wanted: Vec<Vec<u8>>,
}

impl<'a> Lives<'a> {
    fn of(problem: &'a Problem, order: &[usize]) -> Self {
        let mut steps = vec![0; order.len()];
        order.iter().enumerate().for_each(|(step, node)| steps[*node] = step);
        let mut wanted = vec![vec![0u8; order.len() + 1]; problem.values.len()];
        for (node, step) in problem.nodes.iter().zip(&steps) {
            let able = (0..problem.opening.len()).filter(|backend| node.costs[*backend].is_some());
            let able = able.fold(0u8, |set, backend| set | 1 << backend);
            for read in &node.reads {
                wanted[read.value][..=*step].iter_mut().for_each(|set| *set |= able);
            }
        }
        let alive = (0..=order.len()).map(|step| {
            let is_made = |value: &usize| steps[problem.values[*value].maker] < step;
            (0..problem.values.len()).filter(is_made).filter(|value| wanted[*value][step] != 0).collect()
        });
        Self { problem, alive: alive.collect(), wanted }
    }

    /// The state after `node`, the one of this step, is put on `backend`, and what that costs.
    fn decide(&self, state: &State, step: usize, node: usize, backend: usize) -> Option<(State, Cost)> {
        let mut cost = self.problem.nodes[node].costs[backend]?;
        let mut places = state.places.clone();
        if state.used & (1 << backend) == 0 {
            cost += self.problem.opening[backend];
        }
        for read in &self.problem.nodes[node].reads {
            let Ok(position) = self.alive[step].binary_search(&read.value) else { continue };
            let place = &mut places[position];
            if home(*place) == backend {
                cost = cost - read.saved.get(backend).copied().unwrap_or_default();
            } else if !is_at(*place, backend) {
                cost += self.problem.values[read.value].moves[home(*place)][backend];
                *place |= 4 << backend;
            }
        }
        let after = self.alive[step + 1].iter().map(|value| {
            let place = match self.alive[step].binary_search(value) {
                Ok(position) => places[position],
                Err(_) => backend as u8,
            };
            // A copy that nobody can read any more makes no difference.
            place & (3 | self.wanted[*value][step + 1] << 2)
        });
        Some((State { used: state.used | 1 << backend, places: after.collect() }, cost))
    }
}
