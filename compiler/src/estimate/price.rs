//! From work to seconds.

use super::Work;
use crate::machine::{Coefficients, Figure};

/// The least spread of a price, as a part: what no model of a processor gets right.
const LEAST: f64 = 0.08;

/// Seconds of one core for some work; unknown if the machine has no price for part of it.
pub fn price(work: &Work, costs: &Coefficients) -> Figure {
    let (mut likely, mut variance) = (0.0, 0.0);
    for (feature, units) in &work.0 {
        let Some(coefficient) = costs.get(feature) else { return Figure::Unknown };
        let seconds = units * coefficient.ps * 1e-12;
        likely += seconds;
        variance += (seconds * coefficient.spread).powi(2);
    }
    if likely == 0.0 {
        return Figure::ZERO;
    }
    // Kinds of work are off in different directions, so their squares add up.
    Figure::about(likely, (variance.sqrt() / likely).max(LEAST))
}
