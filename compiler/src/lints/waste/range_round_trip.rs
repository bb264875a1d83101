//! A range that is changed and changed back: every value is rounded twice for nothing.

use super::round_trip::{report, round_trips};
use crate::diagnostics::{Code, Diagnostic};
use crate::lints::context::Context;
use crate::media::Layout;

pub(in crate::lints) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let trips = round_trips(context, |clip| {
        // Between R'G'B' and Y'CbCr the range goes along with the layout.
        let layout = clip.layout.known()?;
        (*layout != Layout::Rgb).then(|| clip.range.known().copied()).flatten()
    });
    let finding = |trip: &_| {
        let super::round_trip::RoundTrip { outer, inner, .. } = trip;
        let message = format!("the range goes from {outer} to {inner} and back");
        let help = "leave both conversions out: filters see black at 0 and white at 1 whatever the range";
        report(context, Code::RANGE_ROUND_TRIP, trip, (message, help))
    };
    trips.iter().filter_map(finding).collect()
}
