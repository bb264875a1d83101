//! Placement: which op of a plan runs on which backend.
//!
//! [`place`] takes a plan, the prices of a machine and what is wished for, and leaves the plan placed and fused,
//! with a [`Placement`] that says why and what lost. `prices` asks the estimates what ops cost where, `model` makes
//! nodes and values of ops and planes, and `solver`, which knows nothing of plans, finds the assignment that costs
//! least.

mod assign;
mod choose;
mod decide;
mod model;
mod placement;
mod prices;
mod solver;
mod text;
mod wish;

pub use assign::{place, place_survey};
pub use choose::{Choices, Chosen, Considered, choose};
pub use placement::{Compared, Decision, Other, Placement, Rule, Verdict, Whole};
pub use solver::{Aim, Cost, Node, Placed, Problem, Read, Unplaceable, Value};
pub use wish::Wish;

use prices::Prices;

use crate::plan::Backend;

/// The backends that ops are placed on, in the order in which equals are preferred.
const BACKENDS: [Backend; 2] = [Backend::Cpu, Backend::Gpu];
