//! The cheapest assignment of nodes to backends, exactly.
//!
//! Nodes are decided one after the other, in an order in which few values are alive at a time (`order`). What
//! the rest depends on is where those values are: that is a *state*, and the states with the choices between
//! them are a graph in layers (`states`), whose paths are the assignments. With a weight for each kind of cost
//! the best path is found in one pass; the weights that make that cost the largest (`bound`) give a bound that
//! no path is below, and from every state a bound for what is to come. `search` then keeps, for every state,
//! the partial assignments that no other beats in every kind of cost and that the bound does not rule out.
//! What it finds is the best there is, to [`TOLERANCE`]; tests compare it with trying everything.

mod bound;
mod order;
mod problem;
mod search;
mod states;
#[cfg(test)]
mod tests;

pub use problem::{Aim, Cost, Node, Problem, Read, Value};

use bound::Bounds;
use states::States;

/// How much worse than the best an answer may be, as a part of it: less than any price is known to.
pub(super) const TOLERANCE: f64 = 1e-6;

/// A backend for every node.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The backend of each node, by number.
    pub on: Vec<usize>,
    /// What all of it costs.
    pub cost: Cost,
    /// Seconds by [`Aim::seconds`].
    pub seconds: f64,
    /// Whether nothing is better; false only of graphs so wide that not everything could be looked at.
    pub exact: bool,
}

/// Why there is no assignment.
#[derive(Debug, Clone, PartialEq)]
pub enum Unplaceable {
    /// No backend can run a node.
    Node(usize),
    /// Device memory is too small for every assignment.
    Vram {
        /// Bytes that some assignment does with.
        least: f64,
    },
}

impl Problem {
    /// The assignment that takes least by [`Aim::seconds`], within its limits.
    ///
    /// # Errors
    /// If there is none.
    pub fn solve(&self) -> Result<Placed, Unplaceable> {
        if let Some(node) = self.nodes.iter().position(|node| node.costs.iter().all(Option::is_none)) {
            return Err(Unplaceable::Node(node));
        }
        let order = order::order(self);
        let states = States::of(self, &order);
        let mut bounds = Bounds::of(self, &states);
        let searched = search::search(self, &states, &mut bounds);
        let least = bounds.least_vram();
        let Some((choices, _)) = bounds.best else { return Err(Unplaceable::Vram { least }) };
        let mut on = vec![0; self.nodes.len()];
        order.iter().zip(&choices).for_each(|(node, backend)| on[*node] = usize::from(*backend));
        let cost = self.cost(&on).expect("paths go through backends that can run their nodes");
        Ok(Placed { seconds: self.aim.seconds(&cost), on, cost, exact: states.complete && searched })
    }
}
