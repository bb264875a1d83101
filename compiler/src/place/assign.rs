//! Putting the ops of a plan where they are to run.

use super::model::Model;
use super::prices::Prices;
use super::{BACKENDS, Compared, Placement, Rule, Whole, Wish, decide};
use crate::estimate::Known;
use crate::fusion::{fuse_knowing, fuse_survey, wgsl::prefer_gpu};
use crate::plan::{Backend, OpId, Plan, Survey};

/// Puts the ops of `plan` on backends as `wish` has it, joins kernels that then follow each other on one, and says
/// in the plan what was decided.
///
/// What takes least by the prices of the machine is found in two steps. The exact solver places every op, with what
/// fusing would save shared among the ops that it would join. Then the plans that come of that, of all on the
/// processor and of all on a graphics processor are fused and priced as they would run, and the cheapest is taken.
pub fn place(plan: &mut Plan, wish: &Wish<'_>) {
    let rule = rule(plan, wish);
    let known = Known::default();
    let (mut exact, mut compared) = (true, Vec::new());
    match rule {
        Rule::Cheapest => (exact, compared) = cheapest(plan, wish, &known),
        _ => {
            if wish.prefer == Some(Backend::Gpu) {
                prefer_gpu(plan, &known.lowered);
            }
            if wish.fuse {
                fuse_knowing(plan, &known.joined);
            }
        }
    }
    let decisions = decide::decisions(plan, &ends(plan), wish, rule, &known);
    plan.placement =
        Some(Placement { machine: wish.profile.name.clone(), rule, exact, compared, deadline: None, decisions });
}

/// As [`place`], for what works out measures; nothing is said about it.
pub fn place_survey(survey: &mut Survey, wish: &Wish<'_>) {
    let known = Known::default();
    if rule(&survey.plan, wish) == Rule::Cheapest {
        let looked: Vec<OpId> = survey.looks.iter().flat_map(|look| look.ops.iter().copied()).collect();
        let prices = Prices::of(&survey.plan, wish, &known);
        if let Some((backends, _)) = solved(&survey.plan, &looked, prices) {
            put(&mut survey.plan, &backends);
        }
    } else if wish.prefer == Some(Backend::Gpu) {
        prefer_gpu(&mut survey.plan, &known.lowered);
    }
    if wish.fuse {
        fuse_survey(survey);
    }
}

fn rule(plan: &Plan, wish: &Wish<'_>) -> Rule {
    let pinned = plan.ops.iter().any(|op| op.pin == Some(Backend::Gpu));
    if wish.prefer.is_some() {
        Rule::Preferred
    } else if wish.forbid.contains(&Backend::Gpu) {
        Rule::Forbidden
    } else if !wish.profile.gpus.is_empty() && (wish.priced || pinned) {
        Rule::Cheapest
    } else if wish.priced {
        Rule::NoDevice
    } else {
        Rule::Unmeasured
    }
}

fn ends(plan: &Plan) -> Vec<OpId> {
    plan.outputs.iter().map(|output| output.video.op).collect()
}

fn put(plan: &mut Plan, backends: &[Backend]) {
    plan.ops.iter_mut().zip(backends).for_each(|(op, backend)| op.backend = *backend);
}

/// Where the solver puts each op, and whether nothing could be better.
fn solved(plan: &Plan, ends: &[OpId], prices: Prices<'_>) -> Option<(Vec<Backend>, bool)> {
    let prices = prices.with_savings(plan);
    let model = Model::of(plan, ends, &prices);
    let placed = model.problem.solve().ok()?;
    let backend = |node: &Option<usize>| node.map_or(Backend::Cpu, |node| BACKENDS[placed.on[node]]);
    Some((model.nodes.iter().map(backend).collect(), placed.exact))
}

/// Makes `plan` the cheapest there is; whether the solver looked at everything, and what was compared.
fn cheapest(plan: &mut Plan, wish: &Wish<'_>, known: &Known) -> (bool, Vec<Compared>) {
    let on_cpu = plan.clone();
    let mut on_gpu = plan.clone();
    prefer_gpu(&mut on_gpu, &known.lowered);
    let mut exact = true;
    // In the order in which equals are preferred.
    let mut candidates = vec![(Whole::AllCpu, on_cpu), (Whole::AllGpu, on_gpu)];
    if let Some((backends, complete)) = solved(plan, &ends(plan), Prices::of(plan, wish, known)) {
        exact = complete;
        let mut mixed = plan.clone();
        put(&mut mixed, &backends);
        candidates.insert(1, (Whole::Mixed, mixed));
    }
    let mut different: Vec<(Whole, Plan)> = Vec::new();
    for candidate in candidates {
        if different.iter().all(|(_, other)| other.ops != candidate.1.ops) {
            different.push(candidate);
        }
    }
    let mut compared = Vec::new();
    let mut best: Option<(f64, Plan)> = None;
    for (what, mut candidate) in different {
        if wish.fuse {
            fuse_knowing(&mut candidate, &known.joined);
        }
        let (seconds, fits) = priced(&candidate, wish, known);
        compared.push(Compared { what, seconds });
        if best.as_ref().is_none_or(|best| fits && seconds < best.0) {
            best = Some((seconds, candidate));
        }
    }
    if let Some((_, found)) = best {
        *plan = found;
    }
    (exact, compared)
}

/// Seconds that a plan takes as it is, and whether it fits the device's memory.
fn priced(plan: &Plan, wish: &Wish<'_>, known: &Known) -> (f64, bool) {
    let prices = Prices::of(plan, wish, known);
    let model = Model::of(plan, &ends(plan), &prices);
    let aim = &model.problem.aim;
    let cost = model.problem.cost(&model.assigned(plan));
    cost.map_or((f64::INFINITY, false), |cost| (prices.start + aim.seconds(&cost), cost.vram <= aim.vram))
}
