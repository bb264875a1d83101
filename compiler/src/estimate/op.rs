//! What an op takes for a frame, on either backend.

use super::cells::{Counted, Moved};
use super::gpu;
use super::known::Known;
use super::price::price;
use super::{Setting, Work};
use crate::fusion::Group;
use crate::machine::{Cpu, Feature, Figure, Gpu, GpuKind, Profile};
use crate::media::VideoFormat;
use crate::plan::{Backend, Op, OpId, OpKind, Plan};

/// What an op takes for one of its frames, and before the first.
#[derive(Debug, Clone, PartialEq)]
pub struct OpCost {
    /// What the processor does.
    pub work: Work,
    /// Seconds of one core. What a graphics processor that is a program on the cores does is among them.
    pub cpu_seconds: Figure,
    /// Seconds of the graphics processor, without transfers.
    pub gpu_seconds: Figure,
    /// Seconds that pass with the threads there are, if nothing else runs; without transfers.
    pub seconds: Figure,
    /// Bytes from and to memory.
    pub bytes: f64,
    /// Seconds before the first frame: code and tables are made, shaders built.
    pub start_seconds: Figure,
}

impl OpCost {
    const NOTHING: Self = Self {
        work: Work(std::collections::BTreeMap::new()),
        cpu_seconds: Figure::ZERO,
        gpu_seconds: Figure::ZERO,
        seconds: Figure::ZERO,
        bytes: 0.0,
        start_seconds: Figure::ZERO,
    };
}

/// Seconds for each expression of a kernel that is compiled, and for each expression of an element of a table.
const COMPILE_SECONDS: (f64, f64) = (15e-6, 12e-9);

/// Frames that are on their way before and behind the filters.
const QUEUED: f64 = 11.0;

/// The part of the time of a driver that is a program in which it keeps the cores busy.
const BUSY: f64 = 0.86;

/// How far a start may be off, as a part.
const START_SPREAD: f64 = 0.5;

/// How much of the cores' time is of use where all stages together keep them busy: in the rest one waits for another.
/// Of 60 runs from 320 x 240 to 2160p on two cores, it was 0.86 to 0.97.
const OVERLAP: f64 = 0.9;

/// Seconds that pass for each frame of an op while its work is handed to threads and they are waited for: cores have
/// nothing to do in it.
pub const HAND_OVER_SECONDS: f64 = 60e-6;

/// What `op` takes on `backend` with as many threads as `setting` says; `None` if it cannot run there.
pub fn op_cost(plan: &Plan, op: &Op, backend: Backend, profile: &Profile, setting: &Setting) -> Option<OpCost> {
    op_cost_knowing((plan, op), backend, profile, setting, &Known::default())
}

/// As [`op_cost`], with what is known of groups on this machine.
pub(crate) fn op_cost_knowing(
    (plan, op): (&Plan, &Op),
    backend: Backend,
    profile: &Profile,
    setting: &Setting,
    known: &Known,
) -> Option<OpCost> {
    // What only hands frames on costs nothing, on whichever side they are.
    if let OpKind::Part { .. } | OpKind::Retag = op.kind {
        return Some(OpCost::NOTHING);
    }
    let formats: Vec<VideoFormat> =
        op.inputs.iter().filter_map(|input| Some(plan.ops.get(input.0 as usize)?.format.clone())).collect();
    let group = Group::of(&op.name, &op.kind, &op.format);
    // What the setting leaves open is the plan's.
    let threads = if setting.threads == 0 { plan.schedule.threads } else { setting.threads };
    let setting = &Setting { threads, ..*setting };
    match backend {
        Backend::Cpu => Some(on_cpu(
            &work_of((plan, op), group.as_ref(), &formats, (&profile.cpu, threads), known),
            profile,
            setting,
        )),
        Backend::Gpu => {
            let (group, gpu) = (group?, profile.gpus.first()?);
            let counted = known.on_gpu(&group, &formats).ok()?;
            Some(on_gpu(&counted, gpu, profile, setting))
        }
    }
}

/// Seconds that pass for a frame of `op` on `backend` with `threads` threads, without transfers; `None` if it cannot
/// run there.
pub fn op_seconds(plan: &Plan, op: &Op, backend: Backend, profile: &Profile, threads: u32) -> Option<Figure> {
    op_cost(plan, op, backend, profile, &Setting { threads, written: true }).map(|cost| cost.seconds)
}

/// Seconds that bringing `bytes` to a side takes: up to the graphics processor, or down to the processor's memory.
pub fn transfer_seconds(bytes: u64, to: Backend, profile: &Profile) -> Figure {
    let Some(gpu) = profile.gpus.first() else { return Figure::Unknown };
    let rate = if to == Backend::Gpu { gpu.upload_gbs } else { gpu.download_gbs };
    Figure::about(bytes as f64 / (rate * 1e9), gpu.spread)
}

/// The work of `op` for a frame on the processor, as `threads` threads share it.
pub fn work(plan: &Plan, op: &Op, cpu: &Cpu, threads: u32) -> Work {
    let formats: Vec<VideoFormat> =
        op.inputs.iter().filter_map(|input| Some(plan.ops.get(input.0 as usize)?.format.clone())).collect();
    let group = Group::of(&op.name, &op.kind, &op.format);
    work_of((plan, op), group.as_ref(), &formats, (cpu, threads), &Known::default()).work
}

fn work_of(
    (plan, op): (&Plan, &Op),
    group: Option<&Group>,
    formats: &[VideoFormat],
    (cpu, threads): (&Cpu, u32),
    known: &Known,
) -> Counted {
    let threads = threads_of(threads, cpu);
    let mut counted = match (&op.kind, group) {
        (_, Some(group)) => Counted::clone(&known.on_cpu(group, formats, threads as usize, cpu)),
        (OpKind::Native { work, .. }, None) => native(work, op, formats, threads as usize),
        _ => return Counted::default(),
    };
    if counted.work.is_empty() {
        return counted;
    }
    counted.work.add(Feature::Frame, 1.0);
    let (near, far) = near_and_far(plan, op, &counted.moved, cpu);
    counted.work.add(Feature::CacheByte, near);
    counted.work.add(Feature::MemoryByte, far);
    counted
}

fn native(work: &Work, op: &Op, formats: &[VideoFormat], threads: usize) -> Counted {
    if work.is_empty() {
        return Counted::default();
    }
    let fresh = formats.iter().map(|format| format.frame_bytes() as f64).collect();
    let moved = Moved { fresh, again: 0.0, written: op.format.frame_bytes() as f64 };
    let tasks = (0..op.format.planes()).map(|plane| {
        let (width, height) = op.format.plane_size(plane);
        let shares = if threads == 1 { 1 } else { 3 * threads };
        let rows = height.div_ceil(shares).max((64 * 1024_usize).div_ceil(width.max(1))).max(1);
        height.div_ceil(rows)
    });
    Counted { work: work.clone(), moved, tasks: tasks.sum(), compiled: 0, tabled: 0 }
}

/// Bytes that are in the last cache when they are read, or will be, and bytes that are not.
fn near_and_far(plan: &Plan, op: &Op, moved: &Moved, cpu: &Cpu) -> (f64, f64) {
    let whole = moved.sum();
    let waiting = QUEUED * (moved.fresh.iter().sum::<f64>() + moved.written) / 2.0;
    // What a decoder made or an encoder will take waits in a queue; what another filter made was made just now.
    let decoded = |input: usize| op.inputs.get(input).is_none_or(|input| is_decoded(plan, *input));
    let left = plan.outputs.iter().any(|output| output.video.op == op.id);
    let mut near = moved.again * cached(whole, cpu);
    for (input, bytes) in moved.fresh.iter().enumerate() {
        near += bytes * cached(if decoded(input) { waiting.max(whole) } else { whole }, cpu);
    }
    near += moved.written * cached(if left { waiting.max(whole) } else { whole }, cpu);
    (near, whole - near)
}

/// Whether frames come from a decoder as they are.
fn is_decoded(plan: &Plan, id: OpId) -> bool {
    let Some(op) = plan.ops.get(id.0 as usize) else { return true };
    match (&op.kind, op.inputs.first()) {
        (OpKind::Decode { .. }, _) => true,
        (OpKind::Retag, Some(input)) => is_decoded(plan, *input),
        _ => false,
    }
}

/// The part of `bytes` that the last cache keeps until they are used again.
fn cached(bytes: f64, cpu: &Cpu) -> f64 {
    // Decoders, encoders and other programs have the rest of it; beyond, little is left of what is read in turn.
    let cache = f64::from(cpu.l3_kib) * 1024.0 * 0.65;
    ((cache - bytes) / (cache / 8.0).max(1.0) + 1.0).clamp(0.0, 1.0)
}

fn on_cpu(counted: &Counted, profile: &Profile, setting: &Setting) -> OpCost {
    let cpu = &profile.cpu;
    if counted.work.is_empty() {
        return OpCost::NOTHING;
    }
    let cpu_seconds = price(&counted.work, &cpu.costs);
    let shared = cpu_seconds * (1.0 / speed_up(counted.tasks, setting.threads, cpu));
    let memory = counted.work.units(Feature::MemoryByte) / (cpu.memory_gbs * 1e9);
    let start = counted.compiled as f64 * COMPILE_SECONDS.0 + counted.tabled as f64 * COMPILE_SECONDS.1;
    OpCost {
        cpu_seconds,
        gpu_seconds: Figure::ZERO,
        seconds: shared.max(Figure::about(memory, 0.2)),
        bytes: counted.moved.sum(),
        start_seconds: Figure::about(start, START_SPREAD),
        work: counted.work.clone(),
    }
}

fn on_gpu(counted: &gpu::Counted, gpu: &Gpu, profile: &Profile, setting: &Setting) -> OpCost {
    let seconds = gpu::seconds(counted, gpu);
    let start = Figure::about(gpu::compile_seconds(counted, gpu), START_SPREAD);
    // A program on the processor keeps all cores at it.
    let cores = speed_up(usize::MAX, setting.threads, &profile.cpu);
    let software = gpu.kind == GpuKind::Software;
    let cpu_seconds = if software { seconds * (cores * BUSY) } else { Figure::about(gpu.frame_us * 1e-6, gpu.spread) };
    let bytes = counted.shaders.iter().map(|shader| shader.bytes).sum();
    OpCost { work: Work::default(), cpu_seconds, gpu_seconds: seconds, seconds, bytes, start_seconds: start }
}

/// As many threads as a setting says, or as there are.
pub(super) fn threads_of(threads: u32, cpu: &Cpu) -> u32 {
    let all = cpu.threads.max(1);
    if threads == 0 { all } else { threads.min(all) }
}

/// How many cores' worth of work a machine does at a time where all stages of a run keep it busy.
pub fn cores(profile: &Profile) -> f64 {
    speed_up(usize::MAX, 0, &profile.cpu) * OVERLAP
}

/// How many cores' worth of work is done at a time where there are so many tasks.
pub(super) fn speed_up(tasks: usize, threads: u32, cpu: &Cpu) -> f64 {
    let (threads, all) = (f64::from(threads_of(threads, cpu)), f64::from(cpu.threads.max(1)));
    if threads <= 1.0 {
        return 1.0;
    }
    let cores = 1.0 + (threads - 1.0) * (cpu.efficiency * all - 1.0).max(0.0) / (all - 1.0).max(1.0);
    let tasks = tasks.clamp(1, 1 << 20) as f64;
    // The last round may leave threads without a task.
    let even = tasks / (tasks / threads).ceil();
    cores.min(even).max(1.0)
}
