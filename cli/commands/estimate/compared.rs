//! Machines and qualities side by side.

use fwr_compiler::diagnostics::{Code, Diagnostic, nearest};
use fwr_compiler::estimate::compare;
use fwr_compiler::media::Named;
use fwr_compiler::resolve::Quality;

use crate::arguments::{EstimateArgs, PlanningArgs};
use crate::estimating::{Estimated, Way};
use crate::planning::Planning;

/// The ways to run that are to be compared, each with a name; none, if nothing is to be compared.
///
/// # Errors
/// If there is no such machine or quality.
pub(super) fn ways(args: &EstimateArgs, way: &Way) -> Result<Vec<(String, Way)>, Diagnostic> {
    let mut found: Vec<(String, Way)> = Vec::new();
    for name in &args.compare {
        let planning = Planning::of(&PlanningArgs { on: Some(name.clone()), ..args.planning.clone() })?;
        let planning = planning.unwritten(args.null);
        found.push((planning.profile.name.clone(), Way { planning, ..way.clone() }));
    }
    if args.compare_quality.is_empty() {
        return Ok(found);
    }
    if found.is_empty() {
        found.push((String::new(), way.clone()));
    }
    let qualities = args.compare_quality.iter().map(|name| quality(name)).collect::<Result<Vec<_>, _>>()?;
    let of = |(name, way): &(String, Way)| {
        let (name, way) = (name.clone(), way.clone());
        qualities.clone().into_iter().map(move |quality| {
            let bindings = fwr_compiler::elaborate::Bindings { quality, ..way.bindings.clone() };
            (format!("{name} {}", quality.name()).trim().to_owned(), Way { bindings, ..way.clone() })
        })
    };
    Ok(found.iter().flat_map(of).collect())
}

/// What differs between runs.
pub(super) fn table(runs: &[(String, Estimated)]) -> String {
    let runs: Vec<_> = runs.iter().map(|(name, run)| (name.clone(), run.plan.clone(), run.estimate.clone())).collect();
    compare(&runs)
}

fn quality(name: &str) -> Result<Quality, Diagnostic> {
    Quality::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Quality::ALL.iter().map(|quality| quality.name()).collect();
        let help = nearest(name, known.iter().copied())
            .map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean {near}?"));
        Diagnostic::new(Code::NOT_FOUND, format!("there is no quality `{name}`")).help(help)
    })
}
