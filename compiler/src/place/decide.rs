//! What each op of a placed plan would cost elsewhere.

use super::model::{Model, number};
use super::prices::Prices;
use super::{Decision, Other, Rule, Verdict, Wish};
use crate::estimate::Known;
use crate::fusion::wgsl::refusal_knowing;
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// One decision for each op that computes something, in the order of the plan.
pub(super) fn decisions(plan: &Plan, ends: &[OpId], wish: &Wish<'_>, rule: Rule, known: &Known) -> Vec<Decision> {
    // Without a device that has prices there is nothing to compare.
    let compares = matches!(rule, Rule::Cheapest | Rule::Preferred) && !wish.profile.gpus.is_empty();
    let unlimited = Wish { forbid: Vec::new(), ..wish.clone() };
    let compared = compares.then(|| Compared::of(plan, Model::of(plan, ends, &Prices::of(plan, &unlimited, known))));
    let computes = |op: &&Op| matches!(op.kind, OpKind::Kernel { .. } | OpKind::Native { .. } | OpKind::Fused(_));
    let decision = |op: &Op| Decision {
        op: op.id,
        backend: op.backend,
        pinned: op.pin.is_some(),
        others: compared.as_ref().and_then(|compared| compared.other(plan, op, known)).into_iter().collect(),
    };
    plan.ops.iter().filter(computes).map(decision).collect()
}

/// A plan as it is, for what would be otherwise.
struct Compared {
    model: Model,
    on: Vec<usize>,
    seconds: Option<f64>,
}

impl Compared {
    fn of(plan: &Plan, model: Model) -> Self {
        let on = model.assigned(plan);
        let seconds = seconds(&model, &on);
        Self { model, on, seconds }
    }

    /// The other backend for an op, and why not.
    fn other(&self, plan: &Plan, op: &Op, known: &Known) -> Option<Other> {
        let backend = match op.backend {
            Backend::Cpu => Backend::Gpu,
            Backend::Gpu => Backend::Cpu,
        };
        if backend == Backend::Gpu
            && let Some(reason) = refusal_knowing(plan, op, &known.lowered)
        {
            return Some(Other { backend, verdict: Verdict::Cannot { reason } });
        }
        let mut on = self.on.clone();
        on[self.model.nodes[op.id.0 as usize]?] = number(backend);
        Some(Other { backend, verdict: Verdict::More { seconds: seconds(&self.model, &on)? - self.seconds? } })
    }
}

fn seconds(model: &Model, on: &[usize]) -> Option<f64> {
    model.problem.cost(on).map(|cost| model.problem.aim.seconds(&cost))
}
