//! The work of a group on a graphics processor: its shaders, each limited by what it computes or by what it moves.

use crate::fusion::Group;
use crate::fusion::wgsl::{Dispatch, Lowered, plane_bytes};
use crate::machine::{Figure, Gpu, GpuKind};
use crate::media::VideoFormat;

/// What a frame takes there.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) shaders: Vec<Counts>,
}

/// What one shader does for a frame.
#[derive(Debug)]
pub(super) struct Counts {
    /// Operations.
    pub(super) operations: f64,
    /// The same of one sample: what its driver compiles.
    pub(super) compiled: f64,
    /// Bytes of the planes that it reads and writes.
    pub(super) bytes: f64,
}

/// The part of the stated operations that shaders of this kind reach: products and sums are never fused into one.
const REACHED: f64 = 0.45;
/// Operations that take a driver as long as a shader without any: one that is a program on the processor, which
/// optimises as a compiler does, and any other.
const FEW: (f64, f64) = (12.0, 1000.0);

/// Counts the shaders of `group`.
///
/// # Errors
/// Why a graphics processor cannot run it.
pub(super) fn counted(group: &Group, formats: &[VideoFormat], known: &Lowered) -> Result<Counted, String> {
    let lowered = known.of(group, formats)?;
    let (pipeline, schedule) = &*lowered;
    let format = &group.stages[group.outputs[0] as usize].format;
    let count = |dispatch: &Dispatch| {
        let (width, height) = format.plane_size(pipeline.cell(dispatch.made[0]).plane);
        let read = schedule.buffers(pipeline, dispatch);
        let inputs = read.inputs.iter().filter_map(|(input, plane, _)| Some(plane_bytes(formats.get(*input)?, *plane)));
        let cells = read.cells.iter().chain(&dispatch.made).map(|cell| {
            let cell = pipeline.cell(*cell);
            let (width, height) = format.plane_size(cell.plane);
            (width * height * cell.stored.bytes()) as u64
        });
        let bytes = inputs.sum::<u64>() + cells.sum::<u64>();
        Counts {
            operations: (width * height) as f64 * dispatch.work as f64,
            compiled: dispatch.work as f64,
            bytes: bytes as f64,
        }
    };
    Ok(Counted { shaders: schedule.dispatches.iter().map(count).collect() })
}

/// Seconds in which the driver compiles the shaders.
pub(super) fn compile_seconds(counted: &Counted, gpu: &Gpu) -> f64 {
    let few = if gpu.kind == GpuKind::Software { FEW.0 } else { FEW.1 };
    counted.shaders.iter().map(|shader| gpu.shader_seconds * (1.0 + shader.compiled / few)).sum()
}

/// Seconds of the graphics processor for a frame.
pub(super) fn seconds(counted: &Counted, gpu: &Gpu) -> Figure {
    let shader = |counts: &Counts| {
        let computed = counts.operations / (gpu.tflops * 1e12 * REACHED);
        let moved = counts.bytes / (gpu.memory_gbs * 1e9);
        computed.max(moved) + gpu.launch_us * 1e-6
    };
    let shaders: f64 = counted.shaders.iter().map(shader).sum();
    Figure::about(shaders + gpu.frame_us * 1e-6, gpu.spread)
}
