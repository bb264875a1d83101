//! The work of a group on a graphics processor: its shaders, each limited by what it computes or by what it moves.

use crate::fusion::wgsl::{Binding, Shader, lower, plane_bytes};
use crate::fusion::{Group, Pipeline};
use crate::machine::{Figure, Gpu};
use crate::media::VideoFormat;

/// What a frame takes there.
pub(super) struct Counted {
    pub(super) shaders: Vec<Counts>,
}

/// What one shader does for a frame.
pub(super) struct Counts {
    /// Operations.
    pub(super) operations: f64,
    /// Bytes of the planes that it reads and writes.
    pub(super) bytes: f64,
}

/// The part of the stated operations that shaders of this kind reach: products and sums are never fused into one.
const REACHED: f64 = 0.45;

/// Counts the shaders of `group`.
///
/// # Errors
/// Why a graphics processor cannot run it.
pub(super) fn counted(group: &Group, formats: &[VideoFormat]) -> Result<Counted, String> {
    let (pipeline, shaders) = lower(group, formats)?;
    let format = &group.stages[group.outputs[0] as usize].format;
    let count = |shader: &Shader| {
        let (width, height) = format.plane_size(shader.plane);
        let bytes: u64 = shader.bindings.iter().map(|binding| moved(binding, &pipeline, formats, format)).sum();
        Counts { operations: (width * height) as f64 * shader.work as f64, bytes: bytes as f64 }
    };
    Ok(Counted { shaders: shaders.iter().map(count).collect() })
}

fn moved(binding: &Binding, pipeline: &Pipeline, formats: &[VideoFormat], format: &VideoFormat) -> u64 {
    match *binding {
        Binding::Input { input, plane, .. } => formats.get(input).map_or(0, |format| plane_bytes(format, plane)),
        Binding::Cell(cell) | Binding::Made(cell) => {
            let cell = pipeline.cell(cell);
            let (width, height) = format.plane_size(cell.plane);
            (width * height * cell.stored.bytes()) as u64
        }
        Binding::Tables => 0,
    }
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
