//! What graphics processors object to, for people.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::plan::Op;
use fwr_gpu::GpuError;

/// The op that something went wrong in.
#[derive(Debug, Clone)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn of(op: &Op) -> Self {
        let line = op.line.map_or(String::new(), |line| format!(" (line {line})"));
        Self(format!("{}{line}", op.name))
    }
}

/// The finding for an error, in the work of an op on a frame.
pub(super) fn told(error: &GpuError, at: Option<(&Place, u64)>) -> Diagnostic {
    let name = at.map_or("the graph", |(Place(name), _)| name);
    let frame = at.map_or(String::new(), |(Place(name), frame)| format!(", at frame {frame} of {name}"));
    match error {
        GpuError::NoAdapter { found } => {
            let found = match &found[..] {
                [] => "none was found".to_owned(),
                found => format!("there is only {}", found.join("; ")),
            };
            Diagnostic::new(Code::NO_GPU, format!("the plan has kernels on a graphics processor with a driver, and {found}"))
                .help("keep to the processor with `--forbid gpu`, or install a driver: mesa-vulkan-drivers and libvulkan1 on Debian; if it was there when `fwr calibrate` ran, run that again")
        }
        GpuError::NoDevice { adapter, reason } => Diagnostic::new(
            Code::NO_GPU,
            format!("the plan has kernels on a graphics processor, and {adapter} gives none: {reason}"),
        )
        .help("keep to the processor with `--forbid gpu`, or bring its driver up to date"),
        GpuError::Lost(reason) => {
            Diagnostic::new(Code::GPU_LOST, format!("the graphics processor was lost{frame}: {}", one_line(reason)))
                .help("no output was kept; run it again, or keep to the processor with `--forbid gpu`")
        }
        GpuError::Shader { name: kernels, reason } => Diagnostic::new(
            Code::SHADER_FAILED,
            format!("the driver does not build the shader of {name}, which runs {kernels}: {}", one_line(reason)),
        )
        .help("`fwr plan --prefer gpu --emit wgsl` shows the shader; `--forbid gpu` runs it on the processor"),
        GpuError::OutOfMemory { bytes } => Diagnostic::new(
            Code::GPU_MEMORY,
            format!("the graphics processor has no room for {} more{frame}", mebibytes(*bytes)),
        )
        .help("close what else uses it, or keep to the processor with `--forbid gpu`"),
        GpuError::TooLarge { bytes, most } => Diagnostic::new(
            Code::GPU_LIMIT,
            format!(
                "a plane of {name} takes {}, and the graphics processor holds at most {} in one piece",
                mebibytes(*bytes),
                mebibytes(*most)
            ),
        )
        .help("keep to the processor with `--forbid gpu`, or make the picture smaller before"),
        GpuError::TooManyBuffers { name: kernels, count, most } => Diagnostic::new(
            Code::GPU_LIMIT,
            format!("{kernels} works on {count} planes at once, and the graphics processor takes at most {most}"),
        )
        .help("keep to the processor with `--forbid gpu`"),
        GpuError::Refused(reason) => {
            Diagnostic::new(Code::INTERNAL, format!("the graphics library refused a call{frame}: {}", one_line(reason)))
                .help("this is a fault in FrameWright; please report it with the graph")
        }
    }
}

/// What a library says over several lines, as one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}
