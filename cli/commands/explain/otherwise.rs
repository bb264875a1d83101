//! Other ways to run a graph, tried on paper: what each would take.

use fwr_compiler::elaborate::Bindings;
use fwr_compiler::estimate::{Alternative, Estimate};
use fwr_compiler::media::Named;
use fwr_compiler::plan::Backend;
use fwr_compiler::resolve::Quality;
use fwr_compiler::types::Constant;

use crate::arguments::{BackendName, Forbidden, PlanningArgs};
use crate::estimating::{Estimated, Way};
use crate::planning::Planning;
use crate::session::Session;

/// Each way that differs from `way` in one thing that its user could change.
pub(super) fn otherwise(session: &Session, way: &Way, run: &Estimated, args: &PlanningArgs) -> Vec<Alternative> {
    let mut found = Vec::new();
    let mut add = |change: String, price: Option<&str>, way: &Way| {
        if let Ok(run) = way.estimated(session) {
            found.push(Alternative { change, price: price.map(str::to_owned), estimate: run.estimate });
        }
    };
    for (change, args) in backends(way, run, args) {
        if let Ok(planning) = Planning::of(&args) {
            add(change, None, &Way { planning, ..way.clone() });
        }
    }
    if session.checked.sites.iter().any(|site| !site.pinned && site.alternatives.len() > 1) {
        for quality in Quality::ALL.iter().copied().filter(|quality| *quality != way.bindings.quality) {
            let price = if quality < way.bindings.quality { "the pictures are not as good" } else { "better pictures" };
            let bindings = Bindings { quality, ..way.bindings.clone() };
            add(format!("--quality {}", quality.name()), Some(price), &Way { bindings, ..way.clone() });
        }
    }
    let all_cores = PlanningArgs { threads: None, ..args.clone() };
    if let Some(Ok(planning)) = (way.planning.threads != 0).then(|| Planning::of(&all_cores)) {
        add("without --threads: all cores".to_owned(), None, &Way { planning, ..way.clone() });
    }
    found.extend(presets(way, run));
    found
}

/// The other backend, if the machine has one.
fn backends(way: &Way, run: &Estimated, args: &PlanningArgs) -> Vec<(String, PlanningArgs)> {
    if way.planning.profile.gpus.is_empty() {
        return Vec::new();
    }
    let uses = |backend| run.plan.ops.iter().any(|op| op.backend == backend);
    let mut found = Vec::new();
    if uses(Backend::Gpu) {
        let only = PlanningArgs { prefer: None, forbid: vec![Forbidden::Gpu], ..args.clone() };
        found.push(("--forbid gpu: everything on the processor".to_owned(), only));
    }
    if args.prefer != Some(BackendName::Gpu) {
        let there = PlanningArgs { prefer: Some(BackendName::Gpu), forbid: Vec::new(), ..args.clone() };
        found.push(("--prefer gpu: all that can run on the graphics processor".to_owned(), there));
    }
    found
}

/// Presets that are tried for each encoder.
const NEXT: usize = 3;

/// Quicker presets of the encoders: the plan is the same but for that.
fn presets(way: &Way, run: &Estimated) -> Vec<Alternative> {
    let mut found = Vec::new();
    if !way.planning.written {
        return found;
    }
    for (number, output) in run.plan.outputs.iter().enumerate() {
        let encoder = &output.video.encoder;
        let Some(Constant::Name(now)) = output.video.args.get("preset") else { continue };
        let prefix = format!("{encoder}/");
        // What stands behind a second `/` is for other formats, not another preset.
        let known = way.planning.profile.encoders.keys().filter_map(|name| name.strip_prefix(&prefix));
        let known = known.filter(|preset| !preset.contains('/'));
        let mut quicker = Vec::new();
        for preset in known.filter(|preset| preset != now) {
            let mut plan = run.plan.clone();
            let args = &mut plan.outputs[number].video.args;
            args.0.insert("preset".to_owned(), Constant::Name(preset.to_owned()));
            let change = format!("preset: {preset} instead of {now} for {encoder}");
            let estimate = way.estimate(plan).estimate;
            quicker.push(Alternative { change, price: Some("a larger file, or a worse picture".to_owned()), estimate });
        }
        // The next few: whoever wants more can go on from there.
        let seconds = |estimate: &Estimate| estimate.seconds.likely().unwrap_or(0.0);
        quicker.retain(|other| seconds(&other.estimate) < seconds(&run.estimate));
        quicker.sort_by(|a, b| seconds(&b.estimate).total_cmp(&seconds(&a.estimate)));
        found.extend(quicker.into_iter().take(NEXT));
    }
    found
}
