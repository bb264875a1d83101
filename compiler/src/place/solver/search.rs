//! The search among partial assignments that nothing beats and no bound rules out.

use super::Problem;
use super::bound::{Bounds, add};
use super::problem::Terms;
use super::states::States;

/// Partial assignments that are looked at, at most, before the best so far is taken.
const MOST: usize = 30_000;

/// Ways of each layer that are followed to the end.
const FOLLOWED: usize = 4;

/// A way from the start to a state.
#[derive(Debug, Clone, Copy)]
struct Way {
    state: u32,
    /// The way that it goes on from, in the layer before.
    before: u32,
    backend: u8,
    terms: Terms,
}

/// Leaves the best assignment in `bounds`, if any is within the limits; whether nothing can be better.
pub(super) fn search(problem: &Problem, states: &States, bounds: &mut Bounds) -> bool {
    let mut layers = vec![vec![Way { state: 0, before: 0, backend: 0, terms: [0.0; 4] }]];
    let mut count = 0;
    for layer in 0..states.choices.len() {
        let mut next = Vec::new();
        for (before, way) in layers[layer].iter().enumerate() {
            for choice in states.from(layer, way.state) {
                let mut terms = way.terms;
                add(&mut terms, &choice.cost);
                if bounds.allow(layer + 1, choice.to, &terms) {
                    next.push(Way { state: choice.to, before: before as u32, backend: choice.backend, terms });
                }
            }
        }
        keep_unbeaten(&mut next);
        count += next.len();
        if count > MOST {
            return false;
        }
        layers.push(next);
        follow_best(problem, states, bounds, &layers);
    }
    true
}

/// Goes on from the most promising ways of the last layer; what comes of it rules out more in the next.
fn follow_best(problem: &Problem, states: &States, bounds: &mut Bounds, layers: &[Vec<Way>]) {
    let layer = layers.len() - 1;
    let mut ways: Vec<(f64, Way)> =
        layers[layer].iter().map(|way| (bounds.at_least(layer, way.state, &way.terms), *way)).collect();
    ways.sort_by(|a, b| a.0.total_cmp(&b.0));
    // At the end each is followed: a bound is not what it costs.
    let count = if layer == states.choices.len() { ways.len() } else { FOLLOWED };
    for (_, way) in ways.iter().take(count) {
        bounds.complete(states, problem, (&choices(layers, way), way.state, way.terms));
    }
}

/// The choices that make up a way of the last layer.
fn choices(layers: &[Vec<Way>], last: &Way) -> Vec<u8> {
    let mut choices = vec![last.backend];
    let mut way = last;
    for layer in layers[1..layers.len() - 1].iter().rev() {
        way = &layer[way.before as usize];
        choices.push(way.backend);
    }
    choices.reverse();
    choices
}

/// Drops ways that another way to the same state is no worse than in anything.
fn keep_unbeaten(ways: &mut Vec<Way>) {
    let by_terms = |a: &Way, b: &Way| {
        let terms = a.terms.iter().zip(&b.terms).map(|(a, b)| a.total_cmp(b));
        terms.fold(a.state.cmp(&b.state), std::cmp::Ordering::then)
    };
    ways.sort_by(by_terms);
    let mut kept: Vec<Way> = Vec::new();
    let mut of_state = 0;
    for way in ways.iter() {
        if kept.last().is_some_and(|last| last.state != way.state) {
            of_state = kept.len();
        }
        // The first term is not less than that of any before.
        let beats = |other: &Way| (1..4).all(|term| other.terms[term] <= way.terms[term]);
        if !kept[of_state..].iter().rev().any(beats) {
            kept.push(*way);
        }
    }
    *ways = kept;
}
