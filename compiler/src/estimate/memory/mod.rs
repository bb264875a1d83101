//! The most memory that a run takes: a bound, made up of what each of its parts holds at most.
//!
//! What frames and queues hold follows from the plan. What decoders and encoders hold was measured
//! over sizes, depths, presets and threads (FFmpeg 5.1, x264 build 164, x265 3.5) and is rounded up.

mod budget;
mod decoder;
mod encoder;
mod live;
mod vram;

pub use budget::{Limits, OverBudget, keep_survey_within, keep_within};
pub(super) use vram::bound as bound_of_vram;
pub use vram::vram_bound;

use self::live::Live;
use super::Setting;
use super::result::{MemoryBound, Part};
use crate::fusion::wgsl::Transfers;
use crate::machine::{Figure, GpuKind, Profile};
use crate::plan::{Backend, Look, OpId, OpKind, Plan, Schedule, Survey};

const MIB: f64 = 1_048_576.0;

/// MiB of a thread that filters work on: its stack, and rows of a tile that it keeps.
const FILTER_THREAD: f64 = 1.2;
/// MiB of every other thread of a run.
const THREAD: f64 = 0.25;
/// Bytes of packets of one input that are read ahead.
const READ_AHEAD: f64 = 16.0 * MIB;
/// MiB of code and data that some runs touch, and the one that a profile was measured with did not.
const BESIDES: f64 = 3.0;
/// MiB of the plan, the code and the tables of one op, whatever the size of its frames.
const OP: f64 = 0.2;
/// MiB that stay in the process of what clips were measured with before.
const LEFT: f64 = 4.0;
/// Packets of one input that are read ahead.
const PACKETS_AHEAD: f64 = 64.0;
/// How much larger than the average the packets of some seconds may be.
const BURST: f64 = 2.0;
/// Part of what is allocated and freed again and again that the heap cannot use again.
const FRAGMENTS: f64 = 0.3;
/// The same of packets that are whole raw frames: few, large, and from another thread's heap each time.
const RAW_FRAGMENTS: f64 = 0.6;
/// Bytes from which on a piece comes from the system and goes back to it, whole: the heap keeps nothing of it.
const HEAP_LARGEST: f64 = 32.0 * MIB;
/// MiB of a container that is written, besides packets.
const WRITER: f64 = 1.0;
/// MiB that Matroska gathers before it writes, and gathers again while it writes.
const CLUSTER: f64 = 5.0;
/// MiB of a graphics driver: of one that is a program on the processor, and of any other.
const SOFTWARE_DRIVER: f64 = 80.0;
/// See [`SOFTWARE_DRIVER`].
const DRIVER: f64 = 260.0;
/// MiB for each operation of the shaders that it compiles.
const COMPILED: f64 = 7.0 / 1024.0;
/// MiB of a shader that it has compiled.
const SHADER: f64 = 5.5;

/// The most memory of the process that `plan` takes on the machine of `profile`.
///
/// It counts on inputs that are as their headers say, and on branches of a clip that stay together in time.
/// Unknown where an encoder is not known.
pub fn memory_bound(plan: &Plan, profile: &Profile, setting: &Setting) -> MemoryBound {
    bound_of_memory(plan, profile, setting, &vram::moved(plan))
}

/// The most memory of the process that the pass of `survey` takes on the machine of `profile`.
pub fn survey_bound(survey: &Survey, profile: &Profile, setting: &Setting) -> MemoryBound {
    bound_of(&survey.plan, &survey.looks, profile, setting, &vram::moved(&survey.plan))
}

/// As [`memory_bound`], where what moves to a graphics processor and back is known.
pub(super) fn bound_of_memory(plan: &Plan, profile: &Profile, setting: &Setting, moved: &Transfers) -> MemoryBound {
    bound_of(plan, &[], profile, setting, moved)
}

fn bound_of(plan: &Plan, looks: &[Look], profile: &Profile, setting: &Setting, moved: &Transfers) -> MemoryBound {
    let threads = if setting.threads > 0 { setting.threads } else { profile.cpu.threads };
    let schedule = plan.schedule.on(threads);
    let live = Live::of(plan, looks, setting);
    let mut parts =
        vec![part("the program", None, (profile.cpu.base_mib + BESIDES + OP * plan.ops.len() as f64) * MIB)];
    for op in &plan.ops {
        if let OpKind::Native { scratch, .. } = op.kind {
            parts.push(part(&format!("tables of {}", op.name), Some(op.id), scratch as f64));
        }
        match op.kind {
            OpKind::Decode { input, stream } => parts.extend(decoded(plan, op.id, (input, stream), &schedule, &live)),
            _ => parts.push(counted(&format!("frames of {}", op.name), Some(op.id), live.bytes(op.id) as f64)),
        }
    }
    if !plan.measured.is_empty() {
        parts.push(part("what measuring left", None, LEFT * MIB));
    }
    let measured = looks.iter().filter(|look| look.tables > 0);
    parts.extend(measured.map(|look| part(&format!("tables of {}", look.measure), None, look.tables as f64)));
    if !looks.is_empty() || plan.ops.iter().any(|op| !matches!(op.kind, OpKind::Decode { .. })) {
        let mib = f64::from(schedule.threads) * FILTER_THREAD + THREAD;
        parts.push(part("threads of filters", None, mib * MIB));
    }
    for output in plan.outputs.iter().filter(|_| setting.written) {
        let format = &plan.ops[output.video.op.0 as usize].format;
        let known = encoder::bytes(&output.video, format, schedule.encoder_threads);
        let bytes = known.map_or(Figure::Unknown, Figure::Exact);
        parts.push(Part {
            holder: format!("{} for {}", output.video.encoder, output.path),
            op: None,
            bytes,
            counted: false,
        });
        let packet = encoder::packet_bytes(&output.video, format);
        let waiting = packet * f64::from(schedule.packet_queue + 2);
        let gathered =
            if output.container == "matroska" { 2.0 * (CLUSTER * MIB).min(40.0 * packet) + packet } else { packet };
        parts.push(counted(
            &format!("writing {}", output.path),
            None,
            (WRITER + 2.0 * THREAD) * MIB + waiting + gathered,
        ));
    }
    if plan.ops.iter().any(|op| op.backend == Backend::Gpu) {
        // Of one that is not known, the most of both.
        let compiled = moved.compiled as f64 * COMPILED;
        let (driver, held) = match profile.gpus.first().map(|gpu| gpu.kind) {
            Some(GpuKind::Software) => (SOFTWARE_DRIVER, vram::bytes(plan, looks, moved)),
            Some(GpuKind::Discrete) => (DRIVER, 0.0),
            Some(GpuKind::Integrated) | None => (DRIVER, vram::bytes(plan, looks, moved)),
        };
        parts.push(part("the graphics driver", None, (driver + compiled + SHADER * shaders(plan) as f64) * MIB + held));
    }
    parts.retain(|part| part.bytes != Figure::Exact(0.0));
    let most = parts.iter().map(|part| part.bytes).sum();
    MemoryBound { most, parts }
}

/// Bytes of packets and frames that are on their way once all stages run: the system gives them out as a run begins.
///
/// What codecs hold is not among it, for what they take was measured together with it.
pub(super) fn filling(plan: &Plan, profile: &Profile, setting: &Setting) -> f64 {
    let threads = if setting.threads > 0 { setting.threads } else { profile.cpu.threads };
    let (schedule, live) = (plan.schedule.on(threads), Live::of(plan, &[], setting));
    let held = plan.ops.iter().map(|op| match op.kind {
        OpKind::Decode { input, stream } => {
            let [packets, _, frames] = decoded(plan, op.id, (input, stream), &schedule, &live);
            packets.bytes.likely().unwrap_or(0.0) + frames.bytes.likely().unwrap_or(0.0)
        }
        _ => live.bytes(op.id) as f64,
    });
    held.sum()
}

/// What decoding a stream holds: packets, frames inside the decoder, frames behind it.
fn decoded(plan: &Plan, op: OpId, (input, stream): (usize, usize), schedule: &Schedule, live: &Live) -> [Part; 3] {
    let decoded = &plan.ops[op.0 as usize];
    let header = &plan.inputs[input].header;
    let codec = header.streams.get(stream).map_or("", |stream| stream.codec.as_str());
    let rate = decoded.format.rate.map(|rate| rate.fps.to_f64()).filter(|rate| *rate > 0.0);
    let average = header.bit_rate(stream).zip(rate).map(|(bits, rate)| bits / rate / 8.0);
    let whole = decoder::frame_bytes(codec, &decoded.format);
    let packet = average.unwrap_or(whole).min(whole.max(1.0));
    // Frames of raw video are its packets: all of one size, and the heap is asked for them, not a pool of the decoder.
    let raw = codec == "rawvideo";
    let (burst, lost, fragments) = match raw {
        true if whole > HEAP_LARGEST => (1.0, 1.0, 0.0),
        true => (1.0, 1.0 + RAW_FRAGMENTS, RAW_FRAGMENTS),
        false => (BURST, 1.0, FRAGMENTS),
    };
    let ahead = (burst * PACKETS_AHEAD * packet).min(READ_AHEAD + burst * packet);
    let behind = (live.frames(op) as f64 + f64::from(schedule.frame_queue) + 2.0) * whole * lost;
    // Samples that come interleaved, with room for an alpha that is none, are in memory twice.
    let is_packed = header.streams.get(stream).is_some_and(|stream| stream.packed);
    let copies = if is_packed { behind * 4.0 / 3.0 } else { 0.0 };
    let name = &plan.inputs[input].name;
    [
        counted(&format!("packets of {name}"), Some(op), ahead * (1.0 + fragments) + 3.0 * THREAD * MIB),
        part(
            &format!("decoder of {name}"),
            Some(op),
            decoder::bytes(codec, &decoded.format, schedule.decoder_threads) * lost,
        ),
        counted(&format!("decoded frames of {name}"), Some(op), behind + copies),
    ]
}

/// Kernels on a graphics processor.
fn shaders(plan: &Plan) -> usize {
    let there = plan.ops.iter().filter(|op| op.backend == Backend::Gpu);
    there
        .map(|op| match &op.kind {
            OpKind::Fused(group) => group.stages.len(),
            _ => 1,
        })
        .sum()
}

fn part(holder: &str, op: Option<OpId>, bytes: f64) -> Part {
    Part { holder: holder.to_owned(), op, bytes: Figure::Exact(bytes.round()), counted: false }
}

/// A part that a run counts.
fn counted(holder: &str, op: Option<OpId>, bytes: f64) -> Part {
    Part { counted: true, ..part(holder, op, bytes) }
}
