//! The graphics processor of a run.

use fwr_compiler::diagnostics::{Code, Diagnostic};
use fwr_compiler::fusion::wgsl::Transfers;
use fwr_compiler::plan::{Backend, Plan};
use fwr_gpu::Gpu;

use super::GpuReport;
use super::trouble::told;

/// An open graphics processor, with what the plan says that it will move.
#[derive(Clone)]
pub(crate) struct Device {
    pub(super) gpu: Gpu,
    planned: Transfers,
}

impl Device {
    /// Opens one if `plan` places ops on it.
    ///
    /// # Errors
    /// E1204 if there is none, E1202 if the plan was made by another build.
    pub(crate) fn for_plan(plan: &Plan) -> Result<Option<Self>, Diagnostic> {
        if plan.ops.iter().all(|op| op.backend == Backend::Cpu) {
            return Ok(None);
        }
        let planned = Transfers::of(plan)
            .map_err(|problem| Diagnostic::new(Code::INTERNAL, problem).help("make the plan again with this build"))?;
        let gpu = Gpu::open().map_err(|error| told(&error, None))?;
        tracing::info!("running kernels on {}", gpu.name());
        Ok(Some(Self { gpu, planned: planned.unwrap_or_default() }))
    }

    /// What was moved so far, beside what was planned.
    pub(crate) fn report(&self) -> GpuReport {
        let moved = self.gpu.moved();
        GpuReport {
            adapter: self.gpu.name().to_owned(),
            software: self.gpu.is_software(),
            bytes_up: moved.up,
            bytes_down: moved.down,
            planned_up: self.planned.bytes_up,
            planned_down: self.planned.bytes_down,
            peak_bytes: self.gpu.peak_bytes(),
        }
    }

    /// That it is no graphics processor, if it is not.
    pub(crate) fn warning(&self) -> Option<Diagnostic> {
        self.gpu.is_software().then(|| {
            Diagnostic::new(
                Code::SOFTWARE_GPU,
                format!("{} is a program on the processor: its pictures are right, but slow to come", self.gpu.name()),
            )
            .help("keep to the processor with `--forbid gpu`: the kernels for the processor are faster")
        })
    }
}
