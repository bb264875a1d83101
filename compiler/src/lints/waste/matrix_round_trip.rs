//! A matrix that is changed and changed back: colours beyond either are lost, and all are rounded twice.

use super::round_trip::{RoundTrip, report, round_trips};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::media::Matrix;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // To R'G'B' and back is how colour is worked on.
    let trips = round_trips(context, |clip| clip.matrix.known().copied().filter(|matrix| *matrix != Matrix::Rgb));
    let finding = |trip: &RoundTrip<Matrix>| {
        let message = format!("the matrix goes from {} to {} and back", trip.outer, trip.inner);
        let help = "leave both conversions out, or convert once, at the end";
        report(context, Code::MATRIX_ROUND_TRIP, trip, (message, help))
    };
    trips.iter().filter_map(finding).collect()
}
