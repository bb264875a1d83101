//! The estimate of a whole run, put together from its parts as the runtime runs them.

use super::frames::frames;
use super::known::Known;
use super::memory::{bound_of_memory, bound_of_vram};
use super::op::{HAND_OVER_SECONDS, OpCost, cores, op_cost_knowing, transfer_seconds};
use super::result::{Estimate, OpEstimate, StageEstimate};
use super::stages::{Coding, decoding, encoding};
use super::start::start_seconds;
use super::{Setting, Work};
use crate::fusion::wgsl::{Transfers, plane_bytes};
use crate::machine::{Figure, GpuKind, Profile};
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// What `plan` takes on the machine of `profile`.
///
/// Equal plans, profiles and settings give equal estimates.
pub fn estimate(plan: &Plan, profile: &Profile, setting: &Setting) -> Estimate {
    estimate_knowing(plan, profile, setting, &Known::default())
}

/// As [`estimate`], with what is known of groups on this machine.
pub(crate) fn estimate_knowing(plan: &Plan, profile: &Profile, setting: &Setting, known: &Known) -> Estimate {
    let frames = frames(plan);
    let mut unknown: Vec<String> = Vec::new();
    // A plan of another build, which a run refuses, has none.
    let moved = Transfers::knowing(plan, &known.lowered).ok().flatten().unwrap_or_default();
    let costs = |op: &Op| op_cost_knowing((plan, op), op.backend, profile, setting, known);
    let (ops, begun) = ops(plan, &frames, profile, (&moved, &costs), &mut unknown);
    let codings = codings(plan, &frames, profile, setting);
    let mut stages: Vec<StageEstimate> = Vec::new();
    let total = |of: fn(&OpEstimate) -> Figure| -> Figure {
        let filters = ops.iter().filter(|op| !is_decode(plan, op.op));
        filters.map(|op| times(of(op), op.frames)).sum()
    };
    for stage in &plan.stages {
        match codings.iter().find(|coding| coding.stage.name == stage.name) {
            Some(coding) => stages.push(coding.stage.clone()),
            None => stages.push(StageEstimate {
                name: stage.name.clone(),
                cpu_seconds: total(|op| op.cpu_seconds),
                seconds: total(|op| op.seconds),
            }),
        }
    }
    unknown.extend(codings.iter().filter_map(|coding| coding.unknown.clone()));
    let cpu_seconds: Figure = stages.iter().map(|stage| stage.cpu_seconds).sum();
    // Decoders and encoders have threads of their own beside those that filters are held to.
    let shared = cpu_seconds * (1.0 / cores(profile));
    let slowest = stages.iter().map(|stage| stage.seconds).fold(Figure::ZERO, Figure::max);
    let handed: Figure = ops.iter().filter(|op| works(op)).map(|op| op.frames * HAND_OVER_SECONDS).sum();
    let running = shared.max(slowest) + handed;
    let bottleneck = bottleneck(&stages, shared);
    let start_seconds = start_seconds(plan, profile, setting, &codings, begun);
    let out = plan.outputs.iter().map(|output| frames[output.video.op.0 as usize]);
    let out = out.fold(Figure::ZERO, Figure::max);
    if out == Figure::Unknown {
        unknown.push("how many frames there are: the file does not say how long it is".to_owned());
    }
    let seconds = start_seconds + running;
    let transferred: Figure = ops.iter().map(|op| times(op.bytes_moved, op.frames)).sum();
    let written: Figure = plan.outputs.iter().map(|output| written(plan, output, &codings, setting)).sum();
    let busy = cpu_seconds.likely().zip(seconds.likely());
    let busy = busy.map_or(1.0, |(cpu, wall)| (cpu / wall.max(1e-9) / f64::from(profile.cpu.threads.max(1))).min(1.0));
    Estimate {
        machine: profile.name.clone(),
        frames: out,
        start_seconds,
        seconds_a_frame: divided(running, out),
        seconds,
        cpu_seconds,
        memory: bound_of_memory(plan, profile, setting, &moved),
        vram: bound_of_vram(plan, &[], &moved),
        bytes_moved: transferred,
        bytes_written: written,
        watt_hours: watts(plan, profile).map_or(Figure::Unknown, |(cpu, gpu)| seconds * ((cpu * busy + gpu) / 3600.0)),
        money: profile.price.as_ref().map(|price| (seconds * (price.an_hour / 3600.0), price.currency.clone())),
        ops,
        stages,
        bottleneck,
        unknown,
    }
}

/// What an op costs; nothing of one that cannot run where it is.
type Costs<'a> = &'a dyn Fn(&Op) -> Option<OpCost>;

/// What each op takes, and seconds before the first frame that all of them together take.
fn ops(
    plan: &Plan,
    frames: &[Figure],
    profile: &Profile,
    (moved, costs): (&Transfers, Costs<'_>),
    unknown: &mut Vec<String>,
) -> (Vec<OpEstimate>, Figure) {
    let mut estimates = Vec::with_capacity(plan.ops.len());
    let mut begun = Figure::ZERO;
    for op in &plan.ops {
        let nothing = OpEstimate {
            op: op.id,
            backend: op.backend,
            frames: frames[op.id.0 as usize],
            work: Work::default(),
            cpu_seconds: Figure::ZERO,
            gpu_seconds: Figure::ZERO,
            seconds: Figure::ZERO,
            bytes_moved: Figure::ZERO,
        };
        let Some(cost) = costs(op) else {
            let (cpu_seconds, gpu_seconds, seconds) = (Figure::Unknown, Figure::Unknown, Figure::Unknown);
            if profile.gpus.is_empty() {
                unknown.push(format!("`{}` is to run on a graphics processor, and {} has none", op.name, profile.name));
            }
            estimates.push(OpEstimate { cpu_seconds, gpu_seconds, seconds, ..nothing });
            continue;
        };
        begun = begun + cost.start_seconds;
        if cost.cpu_seconds == Figure::Unknown {
            unknown.push(format!("what `{}` costs on {}", op.name, profile.name));
        }
        let bytes = |planes: &std::collections::BTreeSet<(OpId, usize)>| -> u64 {
            let own = planes.iter().filter(|(of, _)| *of == op.id);
            own.map(|(_, plane)| plane_bytes(&op.format, *plane)).sum()
        };
        let (up, down) = (bytes(&moved.up), bytes(&moved.down));
        let crossing = |bytes: u64, to: Backend| {
            if bytes == 0 { Figure::ZERO } else { transfer_seconds(bytes, to, profile) }
        };
        let crossing = crossing(up, Backend::Gpu) + crossing(down, Backend::Cpu);
        let software = profile.gpus.first().is_some_and(|gpu| gpu.kind == GpuKind::Software);
        let copied = if software { crossing } else { Figure::ZERO };
        estimates.push(OpEstimate {
            cpu_seconds: cost.cpu_seconds + copied,
            gpu_seconds: cost.gpu_seconds + crossing,
            seconds: cost.seconds + crossing,
            bytes_moved: Figure::Exact(cost.bytes + (up + down) as f64),
            work: cost.work,
            ..nothing
        });
    }
    (estimates, begun)
}

/// Decoders and encoders, in the order of the plan.
fn codings(plan: &Plan, frames: &[Figure], profile: &Profile, setting: &Setting) -> Vec<Coding> {
    let decoders = plan.ops.iter().filter(|op| matches!(op.kind, OpKind::Decode { .. }));
    let decoders = decoders.map(|op| {
        let op = op.id.0 as usize;
        decoding(plan, op, frames[op], profile, setting)
    });
    let mut codings: Vec<Coding> = Vec::new();
    for coding in decoders {
        // Two streams of one file are one stage in the plan.
        match codings.iter_mut().find(|known| known.stage.name == coding.stage.name) {
            Some(known) => {
                known.stage.cpu_seconds = known.stage.cpu_seconds + coding.stage.cpu_seconds;
                known.stage.seconds = known.stage.seconds.max(coding.stage.seconds);
                known.unknown = known.unknown.take().or(coding.unknown);
            }
            None => codings.push(coding),
        }
    }
    let encoders = plan.outputs.iter();
    codings.extend(encoders.map(|output| encoding(plan, output, frames[output.video.op.0 as usize], profile, setting)));
    codings
}

fn written(plan: &Plan, output: &crate::plan::PlanOutput, codings: &[Coding], setting: &Setting) -> Figure {
    if !setting.written {
        return Figure::ZERO;
    }
    let name = format!("encode {}", output.path);
    let encoded =
        codings.iter().find(|coding| coding.stage.name == name).map_or(Figure::Unknown, |coding| coding.bytes);
    let copied = output.copied.iter().map(|copied| {
        let header = &plan.inputs[copied.input].header;
        match header.bit_rate(copied.stream).zip(header.seconds) {
            Some((rate, seconds)) => Figure::about(rate * seconds / 8.0, 0.1),
            // Subtitles and fonts: little, and not stated.
            None => Figure::ZERO,
        }
    });
    encoded + copied.sum()
}

/// The slowest stage, unless all cores are busy before any stage is.
fn bottleneck(stages: &[StageEstimate], shared: Figure) -> Option<usize> {
    let likely = |figure: Figure| figure.likely().unwrap_or(0.0);
    let slowest = (0..stages.len()).max_by(|a, b| likely(stages[*a].seconds).total_cmp(&likely(stages[*b].seconds)))?;
    (likely(stages[slowest].seconds) >= likely(shared)).then_some(slowest)
}

fn watts(plan: &Plan, profile: &Profile) -> Option<(f64, f64)> {
    let gpu = plan.ops.iter().any(|op| op.backend == Backend::Gpu);
    let gpu = if gpu { profile.gpus.first()?.watts? } else { 0.0 };
    Some((profile.cpu.watts?, gpu))
}

/// Whether an op keeps cores of the processor busy.
fn works(op: &OpEstimate) -> bool {
    op.backend == Backend::Cpu && !op.work.is_empty()
}

fn is_decode(plan: &Plan, op: OpId) -> bool {
    matches!(plan.ops[op.0 as usize].kind, OpKind::Decode { .. })
}

fn times(figure: Figure, frames: Figure) -> Figure {
    figure.with(frames, |a, b| a * b)
}

fn divided(seconds: Figure, frames: Figure) -> Figure {
    match frames.likely() {
        Some(frames) if frames > 0.0 => seconds * (1.0 / frames),
        _ => Figure::Unknown,
    }
}
