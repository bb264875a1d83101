//! What ops cost where, in the units of the solver.

use super::model::number;
use super::solver::Cost;
use super::{Aim, BACKENDS, Wish};
use crate::estimate::{HAND_OVER_SECONDS, Known, OpCost, cores, estimate_knowing, op_cost_knowing};
use crate::fusion::fuse_knowing;
use crate::machine::Figure;
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// Frames that a clip is taken to have that does not say how many: long enough for a start to matter little.
const LONG: f64 = 10_000.0;

/// The prices of the ops of one plan.
pub(super) struct Prices<'a> {
    pub(super) wish: &'a Wish<'a>,
    /// What is known of groups.
    pub(super) known: &'a Known,
    /// How many cores' worth of work is done at a time.
    pub(super) cores: f64,
    /// Seconds before the first frame that are the same wherever ops run.
    pub(super) start: f64,
    /// What the plan takes besides its ops.
    pub(super) aim: Aim,
    frames: Vec<f64>,
    costs: Vec<Vec<Option<Cost>>>,
    /// For each op the group that it would be in if all were on a backend, and what each op of that group saves for
    /// each other op of it that it reads.
    groups: Vec<Vec<Option<(OpId, Cost)>>>,
}

impl<'a> Prices<'a> {
    /// The prices of `plan` as it is: what it saves to fuse is not looked at.
    pub(super) fn of(plan: &Plan, wish: &'a Wish<'a>, known: &'a Known) -> Self {
        let (profile, setting) = (wish.profile, wish.setting);
        let whole = estimate_knowing(plan, profile, &setting, known);
        let cores = cores(profile);
        let beside = whole.stages.iter().zip(&plan.stages);
        let beside = beside.filter(|(_, stage)| !is_filter(plan, &stage.ops)).map(|(estimate, _)| estimate);
        let (mut slowest, mut work) = (0.0_f64, 0.0);
        for stage in beside {
            slowest = slowest.max(likely(stage.seconds));
            work += likely(stage.cpu_seconds) / cores;
        }
        let frames: Vec<f64> = whole.ops.iter().map(|op| op.frames.likely().unwrap_or(LONG)).collect();
        let costs: Vec<_> =
            plan.ops.iter().zip(&frames).map(|(op, frames)| costs((plan, op), *frames, cores, wish, known)).collect();
        let begun = plan
            .ops
            .iter()
            .zip(&costs)
            .filter_map(|(op, costs): (&Op, &Vec<Option<Cost>>)| costs[number(op.backend)].map(|cost| cost.start));
        let opened = plan.ops.iter().any(|op| op.backend == Backend::Gpu);
        let opening = profile.gpus.first().filter(|_| opened).map_or(0.0, |gpu| gpu.start_seconds);
        let start = (likely(whole.start_seconds) - begun.sum::<f64>() - opening).max(0.0);
        let aim = Aim { beside: slowest, cpu: work, ..Aim::default() };
        Self { wish, known, cores, start, aim, costs, frames, groups: Vec::new() }
    }

    /// With what is saved by ops that become one, for each backend as if all that can be were there.
    pub(super) fn with_savings(mut self, plan: &Plan) -> Self {
        if !self.wish.fuse {
            return self;
        }
        for backend in BACKENDS {
            let groups = self.groups_on(plan, backend);
            self.groups.push(groups);
        }
        self
    }

    fn groups_on(&self, plan: &Plan, backend: Backend) -> Vec<Option<(OpId, Cost)>> {
        let mut fused = plan.clone();
        for op in &mut fused.ops {
            let able = self.costs[op.id.0 as usize][number(backend)].is_some();
            op.backend = if able { backend } else { Backend::Cpu };
        }
        let runs = fuse_knowing(&mut fused, &self.known.joined);
        let mut groups = vec![None; plan.ops.len()];
        for op in fused.ops.iter().filter(|op| op.backend == backend && matches!(op.kind, OpKind::Fused(_))) {
            let members: Vec<usize> = (0..plan.ops.len()).filter(|member| runs[*member] == Some(op.id)).collect();
            let apart = members.iter().filter_map(|member| self.costs[*member][number(backend)]);
            let apart = apart.fold(Cost::default(), |sum, cost| sum + cost);
            let frames = members.iter().map(|member| self.frames[*member]).fold(0.0, f64::max);
            let (profile, setting) = (self.wish.profile, &self.wish.setting);
            let Some(cost) = op_cost_knowing((&fused, op), backend, profile, setting, self.known) else { continue };
            let saved = apart - run(&cost, frames, self.cores);
            let reads = members.iter().flat_map(|member| &plan.ops[*member].inputs);
            let inside = reads.filter(|input| members.contains(&source(plan, **input))).count().max(1) as f64;
            let each =
                Cost { wall: saved.wall / inside, cpu: saved.cpu / inside, start: saved.start / inside, vram: 0.0 };
            members.iter().for_each(|member| groups[*member] = Some((op.id, each)));
        }
        groups
    }

    /// What opening a device takes.
    pub(super) fn opening(&self) -> Cost {
        let start = self.wish.profile.gpus.first().map_or(0.0, |gpu| gpu.start_seconds);
        Cost { start, ..Cost::default() }
    }

    /// What an op costs on each backend.
    pub(super) fn costs(&self, op: usize) -> Vec<Option<Cost>> {
        self.costs[op].clone()
    }

    /// Frames of an op.
    pub(super) fn frames(&self, op: usize) -> f64 {
        self.frames[op]
    }

    /// What is saved on each backend if the op of node `maker` and `op`, which reads it, are there both.
    pub(super) fn saved(&self, maker: usize, op: usize, nodes: &[Option<usize>]) -> Vec<Cost> {
        let Some(from) = nodes.iter().position(|node| *node == Some(maker)) else { return Vec::new() };
        let saved = |groups: &Vec<Option<(OpId, Cost)>>| match (groups[from], groups[op]) {
            (Some((a, _)), Some((b, saved))) if a == b => saved,
            _ => Cost::default(),
        };
        self.groups.iter().map(saved).collect()
    }
}

/// The op whose frames `op` hands on.
fn source(plan: &Plan, op: OpId) -> usize {
    let number = op.0 as usize;
    match (&plan.ops[number].kind, plan.ops[number].inputs.first()) {
        (OpKind::Retag, Some(input)) => source(plan, *input),
        _ => number,
    }
}

fn is_filter(plan: &Plan, ops: &[OpId]) -> bool {
    ops.iter().any(|op| !matches!(plan.ops[op.0 as usize].kind, OpKind::Decode { .. }))
}

fn likely(figure: Figure) -> f64 {
    figure.likely().unwrap_or(0.0)
}

/// What `frames` frames of an op cost on each backend, as far as it may run there.
fn costs((plan, op): (&Plan, &Op), frames: f64, cores: f64, wish: &Wish<'_>, known: &Known) -> Vec<Option<Cost>> {
    if matches!(op.kind, OpKind::Decode { .. }) {
        return vec![Some(Cost::default()), None];
    }
    let on = |backend: Backend| op_cost_knowing((plan, op), backend, wish.profile, &wish.setting, known);
    let here = on(Backend::Cpu);
    let unpriced = here.as_ref().is_some_and(|cost| cost.seconds == Figure::Unknown);
    let cpu = here.map(|cost| {
        let handed = if cost.work.is_empty() { 0.0 } else { HAND_OVER_SECONDS * frames };
        run(&cost, frames, cores) + Cost { start: handed, ..Cost::default() }
    });
    let cpu = cpu.unwrap_or_default();
    let free = |backend: Backend| op.pin.is_none_or(|pin| pin == backend) && !wish.forbid.contains(&backend);
    // What cannot be compared stays where it always runs.
    let gpu = (free(Backend::Gpu) && !(unpriced && op.pin.is_none()))
        .then(|| on(Backend::Gpu))
        .flatten()
        .map(|cost| run(&cost, frames, cores));
    let must = op.pin == Some(Backend::Gpu) && gpu.is_some();
    vec![(!must).then_some(cpu), gpu]
}

fn run(cost: &OpCost, frames: f64, cores: f64) -> Cost {
    Cost {
        wall: likely(cost.seconds) * frames,
        cpu: likely(cost.cpu_seconds) * frames / cores,
        start: likely(cost.start_seconds),
        vram: 0.0,
    }
}
