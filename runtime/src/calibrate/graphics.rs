//! Graphics processors: what the one that is used first does in a second.

use fwr_compiler::machine::Gpu;

/// Measures the graphics processor that a run would use; `None` if there is none, or it does not answer.
#[cfg(feature = "gpu")]
pub(super) fn graphics(memory_gib: f64) -> Option<Gpu> {
    use fwr_compiler::machine::GpuKind;

    let speeds = match fwr_gpu::measure() {
        Ok(speeds) => speeds,
        Err(error) => {
            tracing::info!("no graphics processor is measured: {error}");
            return None;
        }
    };
    let about = &speeds.adapter;
    let kind = match (about.software, about.own_memory) {
        (true, _) => GpuKind::Software,
        (_, true) => GpuKind::Discrete,
        _ => GpuKind::Integrated,
    };
    let own = about.memory.map(|bytes| bytes as f64 / f64::from(1 << 30));
    // What is shared is shared with everything else that runs.
    let memory_gib = match kind {
        GpuKind::Discrete => own.unwrap_or(2.0) * 0.95,
        _ => own.unwrap_or(memory_gib).min(memory_gib) * 0.5,
    };
    Some(Gpu {
        model: about.name.clone(),
        kind,
        memory_gib,
        memory_gbs: speeds.memory_gbs,
        tflops: speeds.tflops,
        upload_gbs: speeds.upload_gbs,
        download_gbs: speeds.download_gbs,
        launch_us: speeds.launch_us,
        frame_us: speeds.frame_us,
        start_seconds: speeds.start_seconds,
        shader_seconds: speeds.shader_seconds,
        watts: None,
        spread: 0.3,
    })
}

/// None in a build without them.
#[cfg(not(feature = "gpu"))]
pub(super) fn graphics(_: f64) -> Option<Gpu> {
    None
}
