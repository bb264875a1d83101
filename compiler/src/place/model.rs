//! A plan as the solver sees it: nodes are ops that compute something, values are the planes that they make.

use super::solver::{Cost, Node, Problem, Read, Value};
use super::{Aim, BACKENDS, Prices};
use crate::estimate::transfer_seconds;
use crate::fusion::wgsl::plane_bytes;
use crate::fusion::{Group, Origin};
use crate::machine::GpuKind;
use crate::plan::{Backend, OpId, OpKind, Plan};

/// Frames of a plane that are on a device at a time, besides those of windows: in the making, and on their way.
const FRAMES_HELD: u32 = 4;

/// What is to be placed of a plan.
pub(super) struct Model {
    /// What the solver is given.
    pub(super) problem: Problem,
    /// The node of each op; `None` of ops that only hand on what they are given.
    pub(super) nodes: Vec<Option<usize>>,
}

impl Model {
    /// The ops of `plan`, whose frames are needed in the memory of the processor where they end.
    pub(super) fn of(plan: &Plan, ends: &[OpId], prices: &Prices<'_>) -> Self {
        let mut builder = Builder {
            plan,
            prices,
            held: held(plan),
            model: Self { problem: Problem::default(), nodes: vec![None; plan.ops.len()] },
            frames: Vec::with_capacity(plan.ops.len()),
        };
        let problem = &mut builder.model.problem;
        problem.opening = vec![Cost::default(), prices.opening()];
        problem.aim = Aim { vram: prices.wish.vram(), ..prices.aim };
        for op in 0..plan.ops.len() {
            builder.push(op);
        }
        for end in ends {
            let reads = builder.all_planes(*end);
            let costs = vec![Some(Cost::default()), None];
            builder.model.problem.nodes.push(Node { costs, reads: reads.into_iter().map(plain).collect() });
        }
        builder.model
    }

    /// The assignment that a plan has.
    pub(super) fn assigned(&self, plan: &Plan) -> Vec<usize> {
        let mut on = vec![0; self.problem.nodes.len()];
        for (op, node) in plan.ops.iter().zip(&self.nodes) {
            if let Some(node) = node {
                on[*node] = number(op.backend);
            }
        }
        on
    }
}

/// The position of a backend among [`BACKENDS`].
pub(super) fn number(backend: Backend) -> usize {
    BACKENDS.iter().position(|known| *known == backend).unwrap_or(0)
}

fn plain(value: usize) -> Read {
    Read { value, saved: Vec::new() }
}

/// For each op the frames of it that wait on a device at a time.
fn held(plan: &Plan) -> Vec<u32> {
    let mut held = vec![FRAMES_HELD; plan.ops.len()];
    for op in &plan.ops {
        let window = FRAMES_HELD + op.window.before + op.window.after;
        op.inputs.iter().for_each(|input| held[input.0 as usize] = held[input.0 as usize].max(window));
    }
    held
}

struct Builder<'a> {
    plan: &'a Plan,
    prices: &'a Prices<'a>,
    held: Vec<u32>,
    model: Model,
    /// For each op, each of its outputs and each plane, the value that it is.
    frames: Vec<Vec<Vec<usize>>>,
}

/// Where a plane of a group comes from.
enum Source {
    Made,
    Input(usize, usize),
}

impl Builder<'_> {
    fn push(&mut self, number: usize) {
        let op = &self.plan.ops[number];
        let first = op.inputs.first().map(|input| input.0 as usize);
        match (&op.kind, first) {
            (OpKind::Retag, Some(input)) => self.frames.push(self.frames[input].clone()),
            (OpKind::Part { output }, Some(input)) => {
                let planes = self.frames[input].get(*output as usize).cloned().unwrap_or_default();
                self.frames.push(vec![planes]);
            }
            _ => match Group::of(&op.name, &op.kind, &op.format) {
                Some(group) => self.push_group(number, &group),
                None => self.push_whole(number),
            },
        }
    }

    /// An op that reads and makes whole frames.
    fn push_whole(&mut self, number: usize) {
        let inputs = &self.plan.ops[number].inputs;
        let reads: Vec<usize> = inputs.iter().flat_map(|input| self.all_planes(*input)).collect();
        let node = self.push_node(number, reads);
        let planes = (0..self.plan.ops[number].format.planes()).map(|plane| self.push_value(number, node, plane));
        let planes = planes.collect();
        self.frames.push(vec![planes]);
    }

    fn push_group(&mut self, number: usize, group: &Group) {
        let mut reads: Vec<usize> = Vec::new();
        for (position, stage) in group.stages.iter().enumerate() {
            for plane in (0..stage.format.planes()).filter(|plane| stage.makes(*plane)) {
                let sources = stage.reads(plane).into_iter();
                let sources = sources.map(|(place, of, _)| source_of_read(group, position, place, of));
                for source in sources {
                    if let Source::Input(input, plane) = source {
                        reads.extend(self.value(number, input, plane).filter(|value| !reads.contains(value)));
                    }
                }
            }
        }
        let node = self.push_node(number, reads);
        let mut frames = Vec::with_capacity(group.outputs.len());
        for output in &group.outputs {
            let stage = *output as usize;
            let planes = (0..group.stages[stage].format.planes()).map(|plane| match source(group, stage, plane) {
                Source::Input(input, of) => self.value(number, input, of).unwrap_or(0),
                Source::Made => self.push_value(number, node, plane),
            });
            frames.push(planes.collect());
        }
        self.frames.push(frames);
    }

    /// The value that a plane of an input is.
    fn value(&self, op: usize, input: usize, plane: usize) -> Option<usize> {
        let input = self.plan.ops[op].inputs.get(input)?.0 as usize;
        self.frames[input].first()?.get(plane).copied()
    }

    fn all_planes(&self, op: OpId) -> Vec<usize> {
        self.frames[op.0 as usize].first().cloned().unwrap_or_default()
    }

    fn push_node(&mut self, op: usize, reads: Vec<usize>) -> usize {
        let problem = &mut self.model.problem;
        let saved = |value: usize| self.prices.saved(problem.values[value].maker, op, &self.model.nodes);
        let reads = reads.into_iter().map(|value| Read { value, saved: saved(value) }).collect();
        problem.nodes.push(Node { costs: self.prices.costs(op), reads });
        self.model.nodes[op] = Some(problem.nodes.len() - 1);
        problem.nodes.len() - 1
    }

    fn push_value(&mut self, op: usize, maker: usize, plane: usize) -> usize {
        let bytes = plane_bytes(&self.plan.ops[op].format, plane);
        let profile = self.prices.wish.profile;
        let shared = profile.gpus.first().is_some_and(|gpu| gpu.kind == GpuKind::Software);
        let held = bytes as f64 * f64::from(self.held[op]);
        let crossing = |to: Backend| {
            let seconds = transfer_seconds(bytes, to, profile).likely().unwrap_or(0.0) * self.prices.frames(op);
            let cpu = if shared { seconds / self.prices.cores } else { 0.0 };
            Cost { wall: seconds, cpu, start: 0.0, vram: if to == Backend::Gpu { held } else { 0.0 } }
        };
        let moves = BACKENDS.iter().map(|from| {
            let to = |to: &Backend| if from == to { Cost::default() } else { crossing(*to) };
            BACKENDS.iter().map(to).collect()
        });
        let moves = moves.collect();
        let problem = &mut self.model.problem;
        if let Some(cost) = &mut problem.nodes[maker].costs[1] {
            cost.vram += held;
        }
        problem.values.push(Value { maker, moves });
        problem.values.len() - 1
    }
}

/// Where plane `plane` of a stage was made: kernels hand planes on that they do not make.
fn source(group: &Group, stage: usize, plane: usize) -> Source {
    if group.stages[stage].makes(plane) {
        return Source::Made;
    }
    source_of_read(group, stage, 0, plane)
}

/// Where a plane that a stage reads from one of its inputs was made.
fn source_of_read(group: &Group, stage: usize, place: usize, plane: usize) -> Source {
    match group.stages[stage].inputs.get(place) {
        Some(Origin::Input(input)) => Source::Input(*input as usize, plane),
        Some(Origin::Stage(read)) => source(group, *read as usize, plane),
        None => Source::Made,
    }
}
