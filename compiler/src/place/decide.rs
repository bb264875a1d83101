//! What each op of a placed plan would cost elsewhere.

use super::model::{Model, number};
use super::prices::Prices;
use super::{Decision, Other, Rule, Verdict, Wish};
use crate::fusion::wgsl::refusal;
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// One decision for each op that computes something, in the order of the plan.
pub(super) fn decisions(plan: &Plan, ends: &[OpId], wish: &Wish<'_>, rule: Rule) -> Vec<Decision> {
    // Without a device that has prices there is nothing to compare.
    let compares = matches!(rule, Rule::Cheapest | Rule::Preferred) && !wish.profile.gpus.is_empty();
    let unlimited = Wish { forbid: Vec::new(), ..wish.clone() };
    let compared = compares.then(|| Model::of(plan, ends, &Prices::of(plan, &unlimited)));
    let computes = |op: &&Op| matches!(op.kind, OpKind::Kernel { .. } | OpKind::Native { .. } | OpKind::Fused(_));
    let decision = |op: &Op| Decision {
        op: op.id,
        backend: op.backend,
        pinned: op.pin.is_some(),
        others: compared.as_ref().and_then(|model| other(plan, op, model)).into_iter().collect(),
    };
    plan.ops.iter().filter(computes).map(decision).collect()
}

/// The other backend, and why not.
fn other(plan: &Plan, op: &Op, model: &Model) -> Option<Other> {
    let backend = match op.backend {
        Backend::Cpu => Backend::Gpu,
        Backend::Gpu => Backend::Cpu,
    };
    if backend == Backend::Gpu
        && let Some(reason) = refusal(plan, op)
    {
        return Some(Other { backend, verdict: Verdict::Cannot { reason } });
    }
    let node = model.nodes[op.id.0 as usize]?;
    let mut on = model.assigned(plan);
    let seconds = |on: &[usize]| model.problem.cost(on).map(|cost| model.problem.aim.seconds(&cost));
    let as_it_is = seconds(&on)?;
    on[node] = number(backend);
    Some(Other { backend, verdict: Verdict::More { seconds: seconds(&on)? - as_it_is } })
}
