//! Bounds: what no way from a state to the end can cost less than.
//!
//! The time of a run is the largest of several terms, so it is at least any mean of them. For given weights
//! of that mean the cheapest path is found in one pass; weights are shifted towards the terms that turn out
//! largest until the pass costs as much as it can. Device memory beyond its limit has a price that grows
//! likewise.

use super::problem::Terms;
use super::states::{Choice, States};
use super::{Problem, TOLERANCE};

/// Passes with other weights, at most.
const ROUNDS: i32 = 40;

/// How many of the passes are kept as bounds.
const KEPT: usize = 4;

/// What is known before the search.
#[derive(Debug)]
pub(super) struct Bounds {
    passes: Vec<Pass>,
    vram: Vec<Vec<f64>>,
    limit: f64,
    /// The best assignment so far, by its choices, and its seconds.
    pub(super) best: Option<(Vec<u8>, f64)>,
}

/// The cheapest ways to the end for one set of weights.
#[derive(Debug)]
struct Pass {
    weights: Terms,
    /// What the weights make of the bases and limits.
    above: f64,
    /// For each layer and state.
    rest: Vec<Vec<f64>>,
    bound: f64,
}

impl Bounds {
    pub(super) fn of(problem: &Problem, states: &States) -> Self {
        let limit = problem.aim.vram;
        let vram = rest(states, [0.0, 0.0, 0.0, 1.0]);
        let mut bounds = Self { passes: Vec::new(), vram, limit, best: None };
        let mut weights = [0.5, 0.5, 0.0, 0.0];
        let base = problem.aim.base();
        // What the limit of device memory is worth, at first: the seconds that the first pass takes.
        let mut worth = 0.0;
        for round in 1..=ROUNDS {
            let pass = Pass::of(states, weights, &base, limit);
            let (path, terms) = pass.path(states);
            let bound = pass.bound;
            bounds.keep(pass);
            if terms[3] <= limit {
                bounds.offer(path, seconds(&terms, &base));
            } else {
                bounds.complete(states, problem, (&[], 0, [0.0; 4]));
            }
            if round == 1 {
                worth = seconds(&terms, &base).max(f64::MIN_POSITIVE);
            }
            let best = bounds.best.as_ref().map_or(f64::INFINITY, |best| best.1);
            let highest = bounds.passes.iter().map(|pass| pass.bound).fold(bound, f64::max);
            if highest >= best * (1.0 - TOLERANCE) {
                break;
            }
            shift(&mut weights, &terms, &base, (limit, worth), round);
        }
        // Each term alone rules out what exceeds the best by itself.
        for term in 0..3 {
            let mut weights = [0.0; 4];
            weights[term] = 1.0;
            bounds.passes.push(Pass::of(states, weights, &base, limit));
        }
        bounds
    }

    fn keep(&mut self, pass: Pass) {
        self.passes.push(pass);
        self.passes.sort_by(|a, b| b.bound.total_cmp(&a.bound));
        self.passes.truncate(KEPT);
    }

    fn offer(&mut self, path: Vec<u8>, seconds: f64) {
        if self.best.as_ref().is_none_or(|best| seconds < best.1) {
            self.best = Some((path, seconds));
        }
    }

    /// Whether a way that has cost `terms` so far may lead to something better than the best.
    pub(super) fn allow(&self, layer: usize, state: u32, terms: &Terms) -> bool {
        if terms[3] + self.vram[layer][state as usize] > self.limit {
            return false;
        }
        let best = self.best.as_ref();
        best.is_none_or(|best| self.at_least(layer, state, terms) < best.1 * (1.0 - TOLERANCE))
    }

    /// What a way that has cost `terms` so far costs at least.
    pub(super) fn at_least(&self, layer: usize, state: u32, terms: &Terms) -> f64 {
        let of = |pass: &Pass| weigh(&pass.weights, terms) + pass.rest[layer][state as usize] + pass.above;
        self.passes.iter().map(of).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Goes on from a state as each bound has it, as far as device memory allows, and takes what is better.
    pub(super) fn complete(&mut self, states: &States, problem: &Problem, begun: (&[u8], u32, Terms)) {
        let (choices, from, spent) = begun;
        for pass in 0..self.passes.len().min(KEPT) {
            let (mut path, mut state, mut terms) = (choices.to_vec(), from, spent);
            for layer in choices.len()..states.choices.len() {
                let fits = |choice: &&Choice| {
                    terms[3] + choice.cost[3] + self.vram[layer + 1][choice.to as usize] <= self.limit
                };
                let Some(choice) = self.passes[pass].next(states, layer, state, fits) else { break };
                path.push(choice.backend);
                state = choice.to;
                add(&mut terms, &choice.cost);
            }
            if path.len() == states.choices.len() && terms[3] <= self.limit {
                self.offer(path, seconds(&terms, &problem.aim.base()));
            }
        }
    }

    /// The least device memory that any assignment takes.
    pub(super) fn least_vram(&self) -> f64 {
        self.vram[0][0]
    }
}

impl Pass {
    fn of(states: &States, weights: Terms, base: &[f64; 3], limit: f64) -> Self {
        let rest = rest(states, weights);
        let over = if weights[3] > 0.0 { weights[3] * limit } else { 0.0 };
        let above = (0..3).map(|term| weights[term] * base[term]).sum::<f64>() - over;
        Self { weights, above, bound: rest[0][0] + above, rest }
    }

    /// The choice that the cheapest way takes from a state, of those that `may` be taken.
    fn next<'a>(
        &self,
        states: &'a States,
        layer: usize,
        state: u32,
        may: impl FnMut(&&Choice) -> bool,
    ) -> Option<&'a Choice> {
        let costs = |choice: &Choice| weigh(&self.weights, &choice.cost) + self.rest[layer + 1][choice.to as usize];
        states.from(layer, state).iter().filter(may).min_by(|a, b| costs(a).total_cmp(&costs(b)))
    }

    /// The cheapest way from the start, and what it costs.
    fn path(&self, states: &States) -> (Vec<u8>, Terms) {
        let (mut path, mut state, mut terms) = (Vec::new(), 0, [0.0; 4]);
        for layer in 0..states.choices.len() {
            let Some(choice) = self.next(states, layer, state, |_| true) else { break };
            path.push(choice.backend);
            state = choice.to;
            add(&mut terms, &choice.cost);
        }
        (path, terms)
    }
}

impl States {
    /// The choices that there are in a state.
    pub(super) fn from(&self, layer: usize, state: u32) -> &[Choice] {
        let choices = &self.choices[layer];
        let begin = choices.partition_point(|choice| choice.from < state);
        let end = begin + choices[begin..].partition_point(|choice| choice.from == state);
        &choices[begin..end]
    }
}

/// For each layer and state the cheapest way to the end.
fn rest(states: &States, weights: Terms) -> Vec<Vec<f64>> {
    let mut rest: Vec<Vec<f64>> = states.sizes.iter().map(|size| vec![f64::INFINITY; *size]).collect();
    if let Some(last) = rest.last_mut() {
        last.fill(0.0);
    }
    for layer in (0..states.choices.len()).rev() {
        for choice in &states.choices[layer] {
            let cost = weigh(&weights, &choice.cost) + rest[layer + 1][choice.to as usize];
            let least = &mut rest[layer][choice.from as usize];
            *least = least.min(cost);
        }
    }
    rest
}

/// The time of a run.
pub(super) fn seconds(terms: &Terms, base: &[f64; 3]) -> f64 {
    (0..3).map(|term| terms[term] + base[term]).fold(f64::NEG_INFINITY, f64::max)
}

pub(super) fn add(sum: &mut Terms, cost: &Terms) {
    sum.iter_mut().zip(cost).for_each(|(sum, cost)| *sum += cost);
}

fn weigh(weights: &Terms, cost: &Terms) -> f64 {
    weights.iter().zip(cost).map(|(weight, cost)| weight * cost).sum()
}

/// Much like `exp(-by)`, and the same everywhere.
fn damped(by: f64) -> f64 {
    1.0 / (1.0 + by + by * by / 2.0)
}

/// Gives the terms that were largest more weight, less so from round to round.
fn shift(weights: &mut Terms, terms: &Terms, base: &[f64; 3], (limit, worth): (f64, f64), round: i32) {
    let largest = seconds(terms, base).max(f64::MIN_POSITIVE);
    let step = 6.0 / f64::from(round);
    for term in 0..3 {
        // A weight of nothing would stay nothing.
        let weight = weights[term].max(1e-4);
        weights[term] = weight * damped(step * (largest - terms[term] - base[term]) / largest);
    }
    let sum: f64 = weights[..3].iter().sum();
    weights[..3].iter_mut().for_each(|weight| *weight /= sum);
    if limit.is_finite() && limit > 0.0 {
        let over = terms[3] / limit - 1.0;
        weights[3] = (weights[3] + step * over.clamp(-1.0, 1.0) * worth / limit / 4.0).max(0.0);
    }
}
